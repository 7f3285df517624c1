import type { Clock } from '../../foundation/clock.ts';
import { DiabetesError } from '../../foundation/errors.ts';
import type { Reporter } from '../../foundation/events.ts';
import { checkBundle } from '../../pipeline/bundle/check-bundle.ts';
import { createStageRunner } from '../../pipeline/workflows/stages.ts';
import type { MlflowClient } from '../mlflow/client.ts';
import { isMlflowError, isNotFound, MlflowError } from '../mlflow/errors.ts';
import type { ModelUri } from '../mlflow/model-uri.ts';
import type { ResolvedModel } from '../mlflow/resolve-model.ts';
import { describeMissing } from './describe-missing.ts';
import { findServerRun } from './find-server-run.ts';
import type { KnownReference, ModelCache } from './model-cache.ts';
import type { ModelReference } from './model-reference.ts';

export interface FetchRequest {
  readonly reference: ModelReference;
  readonly client: MlflowClient;
  readonly cache: ModelCache;
  /** Whether only the cache may be asked. */
  readonly isOffline: boolean;
  readonly report: Reporter;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** A model that is here now. */
export interface FetchedModel {
  readonly folder: string;
  readonly model: ResolvedModel;
  /** When the server said what the reference stands for: ISO 8601, in UTC. */
  readonly time: string;
}

/**
 * Brings the bundle that a reference names into the cache, unless it is there. What an alias stands for is asked each time;
 * a version stands for the same model for ever.
 *
 * @throws DiabetesError PATH_NOT_FOUND where there is no such model, or none in the cache and only that may be asked;
 *   RUN_NOT_FOUND; INVALID_BUNDLE where it is none of ours, or not whole; WRITE_FAILED; MlflowError
 */
export async function fetchModel(request: FetchRequest): Promise<FetchedModel> {
  const { reference, client, cache, isOffline, clock, signal } = request;
  const known = await cache.recall(reference.text);
  const cached = known === undefined ? undefined : await fromCache(known, cache);
  if (cached !== undefined && (isOffline || isImmutable(reference.uri))) return cached;
  if (isOffline) throw notCached(reference.text, client.url);
  const model = await resolve(request).catch(async (error: unknown) => {
    if (isNotFound(error)) throw await describeMissing(client, reference, error);
    throw cached === undefined ? error : withOfflineHint(error, cached);
  });
  signal.throwIfAborted();
  const time = new Date(clock.now()).toISOString();
  const folder = (await cache.find(model.location)) ?? (await download(request, model));
  await noteNames(cache, reference.text, { model, time });
  return { folder, model, time };
}

/** Notes what a reference stands for; and, so that they are found too, the version and the id that it has for ever. */
async function noteNames(cache: ModelCache, text: string, known: KnownReference): Promise<void> {
  const { name, version, modelId, location } = known.model;
  const immutable = [
    ...(name === undefined || version === undefined ? [] : [`models:/${name}/${version}`]),
    ...(modelId === undefined ? [] : [`models:/${modelId}`]),
  ];
  for (const other of immutable) {
    const isNoted = other === text || (await cache.recall(other))?.model.location === location;
    if (!isNoted) await cache.note(other, known);
  }
  await cache.note(text, known);
}

/** What a person calls a model: `version 3 of diabetes`, or the ids that it has. */
export function titleOf({ name, version, modelId, runId }: ResolvedModel): string {
  if (name !== undefined && version !== undefined) return `version ${version} of ${name}`;
  return modelId === undefined ? `the model of the run ${runId ?? 'that is named'}` : `the model ${modelId}`;
}

async function fromCache({ model, time }: KnownReference, cache: ModelCache): Promise<FetchedModel | undefined> {
  const folder = await cache.find(model.location);
  return folder === undefined ? undefined : { folder, model, time };
}

function isImmutable({ kind }: ModelUri): boolean {
  return kind === 'version' || kind === 'logged-model';
}

async function resolve({ reference: { text, uri }, client, signal }: FetchRequest): Promise<ResolvedModel> {
  if (uri.kind !== 'run') return client.models.resolve(text, { signal });
  const runId = await findServerRun(client, uri.runId, { signal });
  return client.models.resolve(`runs:/${runId}/${uri.path}`, { signal });
}

async function download(request: FetchRequest, model: ResolvedModel): Promise<string> {
  const { reference, client, cache, report, clock, signal } = request;
  const store = await client.artifacts(model.location);
  const fill = async (folder: string): Promise<void> => {
    const files = await store.list('', { signal });
    // A stranger's model may be of any size.
    if (!files.some(({ path }) => path === 'manifest.json')) throw notOurs(reference.text, files.length);
    await store.downloadFolder('', folder, { signal });
    await checkBundle(folder).catch((error: unknown) => {
      throw notWhole([reference.text, client.url], folder, error);
    });
  };
  return createStageRunner(report, clock)('fetch', `Fetching ${reference.text}`, async () => {
    const value = await cache.add(model.location, fill);
    return { value, summary: `${titleOf(model)} from ${client.url}` };
  });
}

function notCached(text: string, server: string): DiabetesError {
  return new DiabetesError('PATH_NOT_FOUND', `${text} of ${server} is not in the cache, and only that may be asked`, {
    hint: 'Fetch it once where the server answers: the same command without --offline (or DIABETES_OFFLINE).',
  });
}

function notOurs(text: string, files: number): DiabetesError {
  const message = `${text} is no model that this program can use: it has no manifest.json`;
  return new DiabetesError('INVALID_BUNDLE', message, {
    hint:
      files === 0
        ? 'There are no files at all: its path is another, or `diabetes track sync` has still to deliver it.'
        : 'Name a model that `diabetes train` made and `diabetes track promote` registered.',
  });
}

/** The bundle's own words name a folder that is gone by now. */
function notWhole([text, server]: readonly [string, string], folder: string, error: unknown): unknown {
  if (!(error instanceof DiabetesError)) return error;
  const why = error.message.replaceAll(`${folder}/`, '').replaceAll(folder, 'it');
  return new DiabetesError('INVALID_BUNDLE', `${text} at ${server} cannot be used: ${why}`, {
    hint: error.hint?.startsWith('npm') === true ? error.hint : 'Promote the model again, or name another version.',
    cause: error,
  });
}

/** The same failure of a server that does not answer, with what is possible without it. */
function withOfflineHint(error: unknown, { model, time }: FetchedModel): unknown {
  if (!isMlflowError(error, 'unreachable') && !isMlflowError(error, 'failed')) return error;
  const hint = `${error.hint ?? ''} Or use what the cache holds: --offline takes ${titleOf(model)}, as of ${time}.`;
  return new MlflowError(error.kind, error.message, { hint: hint.trim(), cause: error });
}
