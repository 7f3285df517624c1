import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { DiabetesError } from '../foundation/errors.ts';
import type { Reporter } from '../foundation/events.ts';
import { createProgress } from '../terminal/progress.ts';
import { parseModelUri } from '../tracking/mlflow/model-uri.ts';
import { fetchModel, titleOf, type FetchedModel } from '../tracking/models/fetch-model.ts';
import { openModelCache } from '../tracking/models/model-cache.ts';
import type { ModelReference } from '../tracking/models/model-reference.ts';
import { findRun, matchingIds } from '../tracking/runs/find-run.ts';
import { openRunStore } from '../tracking/runs/run-store.ts';
import type { CommandContext } from './command-context.ts';
import type { CommonOptions } from './common-options.ts';
import { isModelReference, modelFolder, projectRoot } from './project-files.ts';
import { requireTracking } from './track/tracking-server.ts';

/** How a reference is looked up, and how that is told. */
export interface ReferenceOptions extends CommonOptions {
  /** Whether only the cache is asked. */
  readonly offline: boolean;
}

/** The files of a run's model, as the server and the run's folder have them. */
const MODEL_PATH = 'model';

/**
 * The folder of a model that is named by its folder or a reference; the project's own where none is named. What a reference
 * names is fetched first.
 *
 * @throws DiabetesError NOT_CONFIGURED where a reference needs a server and none is configured; as `fetchModel`
 */
export async function resolveModel(
  ref: string | undefined,
  options: ReferenceOptions,
  context: CommandContext,
): Promise<string> {
  if (!isModelReference(ref)) return modelFolder(context, ref);
  const reference = { text: ref, uri: parseModelUri(ref) };
  return localModel(reference, context) ?? (await fetchReference(reference, options, context));
}

/** The same for arguments that are not parsed yet: the model decides what they may be. */
export async function fetchAskedModel(context: CommandContext, ref: string): Promise<string> {
  const has = (name: string, letter?: string): boolean =>
    context.argv.some((text) => text === `--${name}` || (letter !== undefined && isFlag(text, letter)));
  const common = { json: has('json'), quiet: has('quiet', 'q'), verbose: has('verbose', 'v') };
  return resolveModel(ref, { ...common, offline: has('offline') }, context);
}

/** The model of a run that is recorded here: no server is asked for it. */
function localModel({ uri }: ModelReference, context: CommandContext): string | undefined {
  if (uri.kind !== 'run' || uri.path !== MODEL_PATH) return undefined;
  const root = projectRoot(context);
  const store = openRunStore(root);
  if (uri.runId !== 'latest' && matchingIds(store, uri.runId).length === 0) return undefined;
  const { id } = findRun(store, uri.runId);
  const bundle = store.bundleOf(id);
  return bundle === null ? undefined : join(root, bundle);
}

async function fetchReference(
  reference: ModelReference,
  options: ReferenceOptions,
  context: CommandContext,
): Promise<string> {
  const { streams, environment, clock, signal } = context;
  const { client } = requireTracking(context);
  const progress = createProgress(streams, options);
  try {
    const isOffline = options.offline || isSetOffline(environment);
    const cache = openModelCache(cacheFolder(context), client.url);
    const { report } = progress;
    const fetched = await fetchModel({ reference, client, cache, isOffline, report, clock, signal });
    if (!options.quiet) tell(fetched, { reference, server: client.url, isOffline, report, ...options });
    return fetched.folder;
  } finally {
    progress.stop();
    await client.close();
  }
}

interface Telling {
  readonly reference: ModelReference;
  readonly server: string;
  readonly isOffline: boolean;
  readonly verbose: boolean;
  readonly report: Reporter;
}

/** Which model it is, for who asks for details; and of which time that is, where the server might say otherwise by now. */
function tell(fetched: FetchedModel, { reference: { text, uri }, server, isOffline, verbose, report }: Telling): void {
  const { model, time, folder } = fetched;
  const mayChange = uri.kind === 'alias' || uri.kind === 'latest';
  const isOld = isOffline && mayChange;
  if (!isOld && !verbose) return;
  const what = mayChange ? `${text} ${isOld ? 'was' : 'is'} ${titleOf(model)}` : titleOf(model);
  const when = isOld ? ` on ${time.slice(0, 10)} at ${time.slice(11, 16)} UTC` : '';
  const where = verbose ? `: ${folder}` : '';
  report({ type: 'notice', level: 'info', code: 'model-reference', message: `${what} at ${server}${when}${where}` });
}

/** Where fetched models are kept (https://specifications.freedesktop.org/basedir-spec/latest/). */
function cacheFolder({ environment, cwd }: CommandContext): string {
  const { DIABETES_CACHE: own = '', XDG_CACHE_HOME: shared = '', HOME: home = '' } = environment;
  if (own !== '') return resolve(cwd, own);
  if (shared.startsWith('/')) return join(shared, 'diabetes');
  return join(home === '' ? homedir() : home, '.cache', 'diabetes');
}

function isSetOffline({ DIABETES_OFFLINE: value = '' }: CommandContext['environment']): boolean {
  const word = value.trim().toLowerCase();
  if (['1', 'true'].includes(word)) return true;
  if (['', '0', 'false'].includes(word)) return false;
  throw new DiabetesError('NOT_CONFIGURED', `DIABETES_OFFLINE is ${JSON.stringify(value)}: it must be 1 or 0`, {
    hint: 'Correct or unset it.',
  });
}

/** A letter, alone or among others: `-qv`. */
function isFlag(text: string, letter: string): boolean {
  return /^-[a-z]+$/.test(text) && text.includes(letter);
}
