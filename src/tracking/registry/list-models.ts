import { RUN_ID_TAG } from '../delivery/server-tags.ts';
import type { MlflowClient } from '../mlflow/client.ts';
import type { ModelVersion } from '../mlflow/model-versions.ts';
import type { CallOptions } from '../mlflow/transport.ts';
import { DIGEST_TAG, FORCED_TAG, metricsIn, PROMOTED_AT_TAG, PROMOTED_BY_TAG } from './version-tags.ts';

/** A version as `track models` tells it; null is what this program has not noted. */
export interface ListedVersion {
  readonly version: string;
  readonly aliases: readonly string[];
  /** Our id of its run. */
  readonly runId: string | null;
  readonly serverRunId: string | null;
  readonly bundleDigest: string | null;
  readonly metrics: Readonly<Record<string, number>>;
  readonly promotedBy: string | null;
  /** ISO 8601, in UTC. */
  readonly promotedAt: string | null;
  /** Why it was promoted although its gates were not met. */
  readonly forced: string | null;
}

export interface ListedModel {
  readonly name: string;
  /** The newest first. */
  readonly versions: readonly ListedVersion[];
}

/** All registered models with all their versions, by name. @throws MlflowError */
export async function listModels(client: MlflowClient, options?: CallOptions): Promise<readonly ListedModel[]> {
  const versions = new Map<string, ModelVersion[]>();
  for await (const version of client.modelVersions.search({}, options)) {
    versions.set(version.name, [...(versions.get(version.name) ?? []), version]);
  }
  const models: ListedModel[] = [];
  for await (const model of client.registeredModels.search({}, options)) {
    const aliasesOf = (version: string) =>
      Object.keys(model.aliases).filter((alias) => model.aliases[alias] === version);
    // Not every server tells a version's aliases in a list.
    const own = (versions.get(model.name) ?? []).map((version) =>
      describeVersion({ ...version, aliases: aliasesOf(version.version) }),
    );
    models.push({ name: model.name, versions: own.sort((a, b) => Number(b.version) - Number(a.version)) });
  }
  return models.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A version with what its tags say. */
export function describeVersion({ version, aliases, runId, tags }: ModelVersion): ListedVersion {
  const tag = (key: string): string | null => tags[key] ?? null;
  return {
    version,
    aliases,
    runId: tag(RUN_ID_TAG),
    serverRunId: runId ?? null,
    bundleDigest: tag(DIGEST_TAG),
    metrics: metricsIn(tags),
    promotedBy: tag(PROMOTED_BY_TAG),
    promotedAt: tag(PROMOTED_AT_TAG),
    forced: tag(FORCED_TAG),
  };
}
