import { RUN_ID_TAG } from '../delivery/server-tags.ts';
import type { MlflowClient } from '../mlflow/client.ts';
import { checkAlias, checkKey } from '../mlflow/keys.ts';
import type { ModelVersion } from '../mlflow/model-versions.ts';
import type { ModelPlace } from '../mlflow/run-models.ts';
import type { CallOptions } from '../mlflow/transport.ts';
import { quote } from '../mlflow/filters.ts';
import { DIGEST_TAG, FORCED_TAG, metricTags, previousTag, PROMOTED_AT_TAG, PROMOTED_BY_TAG } from './version-tags.ts';

/** An alias, and the registered model that it belongs to. */
export interface AliasName {
  /** Of the registered model. */
  readonly name: string;
  readonly alias: string;
}

/** A run's model that is at the server, and what is to be known of it there. */
export interface Promotion extends AliasName {
  /** Our id. */
  readonly runId: string;
  readonly place: ModelPlace;
  readonly bundleDigest: string;
  /** Those that people compare models by. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly promotedBy: string;
  /** ISO 8601, in UTC. */
  readonly promotedAt: string;
  /** Why it is promoted although its gates are not met; null where they are. */
  readonly forced: string | null;
}

/** A version that holds an alias now. */
export interface Promoted {
  readonly version: string;
  /** The version that held the alias before: the same one where nothing has changed; null where none did. */
  readonly previous: string | null;
}

/**
 * Checks what a version is to be found by, before anything is done for it.
 *
 * @throws MlflowError invalid-value
 */
export function checkAliasName({ alias }: AliasName): void {
  checkKey(previousTag(checkAlias(alias)), 'the alias with what is noted of it');
}

/**
 * Lets an alias stand for a run's model. A run has one version, however often it is promoted, and the version notes who held
 * the alias before.
 *
 * @throws MlflowError
 */
export async function promoteModel(
  client: MlflowClient,
  promotion: Promotion,
  options?: CallOptions,
): Promise<Promoted> {
  const { name, alias, runId, place, bundleDigest, metrics } = promotion;
  const { registeredModels, modelVersions } = client;
  await registeredModels.getOrCreate({ name }, options);
  const { source, modelId } = place;
  const tags = { [RUN_ID_TAG]: runId, [DIGEST_TAG]: bundleDigest, ...metricTags(metrics) };
  const wanted = { name, source, runId: place.runId, tags, ...(modelId === undefined ? {} : { modelId }) };
  const { version } = await modelVersions.getOrCreate(wanted, RUN_ID_TAG, options);
  await modelVersions.waitUntilReady([name, version], options);
  const holder = await registeredModels.getByAlias(name, alias, options);
  if (holder?.version === version) return { version, previous: version };
  await takeOutOfChain(client, { name, alias, version }, options);
  const previous = holder?.version ?? null;
  await noteTags(client, [name, version], { promotion, previous, options });
  await registeredModels.setAlias(name, [alias, version], options);
  return { version, previous };
}

interface Noted {
  readonly promotion: Promotion;
  readonly previous: string | null;
  readonly options: CallOptions | undefined;
}

async function noteTags(
  { modelVersions }: MlflowClient,
  version: readonly [string, string],
  { promotion, previous, options }: Noted,
): Promise<void> {
  const tags = {
    [previousTag(promotion.alias)]: previous,
    [PROMOTED_BY_TAG]: promotion.promotedBy,
    [PROMOTED_AT_TAG]: promotion.promotedAt,
    [FORCED_TAG]: promotion.forced,
  };
  for (const [key, value] of Object.entries(tags)) {
    if (value === null) await modelVersions.deleteTag(version, key, options);
    else await modelVersions.setTag(version, [key, value], options);
  }
}

/** A version that holds an alias again stands at the chain's head alone: else the way back would lead in a circle. */
async function takeOutOfChain(
  { modelVersions }: MlflowClient,
  { name, alias, version }: AliasName & { readonly version: string },
  options?: CallOptions,
): Promise<void> {
  const key = previousTag(alias);
  const versions: ModelVersion[] = [];
  for await (const found of modelVersions.search({ filter: `name = ${quote(name)}` }, options)) versions.push(found);
  const before = versions.find((found) => found.version === version)?.tags[key];
  for (const { version: later, tags } of versions) {
    if (tags[key] !== version) continue;
    if (before === undefined) await modelVersions.deleteTag([name, later], key, options);
    else await modelVersions.setTag([name, later], [key, before], options);
  }
}
