import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeFileAtomically } from '../../foundation/atomic-files.ts';
import { sha256 } from '../../foundation/hashing.ts';
import { errorCodeOf, writeFailure } from '../../foundation/write-failure.ts';
import { loadBundle } from '../../pipeline/bundle/load-bundle.ts';
import type { ResolvedModel } from '../mlflow/resolve-model.ts';
import { isObject, isText } from '../runs/json-values.ts';

/** What a reference stood for when the server was last asked. */
export interface KnownReference {
  readonly model: ResolvedModel;
  /** ISO 8601, in UTC. */
  readonly time: string;
}

/** Models of one server that were fetched before. */
export interface ModelCache {
  /** What a reference stood for; undefined where it was never asked for. */
  readonly recall: (reference: string) => Promise<KnownReference | undefined>;
  /** Notes what it stands for. @throws DiabetesError WRITE_FAILED */
  readonly note: (reference: string, known: KnownReference) => Promise<void>;
  /** The folder of the bundle from a place of artifacts; undefined where it is not here, or not whole. */
  readonly find: (location: string) => Promise<string | undefined>;
  /**
   * Adds the bundle from a place of artifacts: complete, or not at all.
   *
   * @param fill writes it into a folder; what it throws goes through
   * @throws DiabetesError WRITE_FAILED
   */
  readonly add: (location: string, fill: (folder: string) => Promise<void>) => Promise<string>;
}

/** The part of a cache folder that is for one server, by its address. */
export function openModelCache(folder: string, server: string): ModelCache {
  const own = join(folder, 'models', keyOf(server));
  const noteOf = (reference: string) => join(own, 'references', `${keyOf(reference)}.json`);
  const bundleOf = (location: string) => join(own, 'bundles', keyOf(location));
  return {
    recall: async (reference) => parseNote(await readFile(noteOf(reference), 'utf8').catch(() => '')),
    note: async (reference, known) => {
      await writeFileAtomically(noteOf(reference), `${JSON.stringify({ reference, server, ...known }, null, 2)}\n`);
    },
    find: async (location) => ((await isWhole(bundleOf(location))) ? bundleOf(location) : undefined),
    add: async (location, fill) => {
      const bundle = bundleOf(location);
      await addFolder(bundle, fill);
      return bundle;
    },
  };
}

/** Fills a folder beside, and gives it its name. */
async function addFolder(target: string, fill: (folder: string) => Promise<void>): Promise<void> {
  let fresh: string | undefined;
  try {
    await mkdir(dirname(target), { recursive: true });
    fresh = await mkdtemp(`${target}.new-`);
    await fill(fresh);
    await publish(fresh, target);
  } catch (error) {
    throw writeFailure(target, error);
  } finally {
    if (fresh !== undefined) await rm(fresh, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Where another process was faster, its folder stays: somebody may be reading it. What is not whole goes. */
async function publish(fresh: string, target: string): Promise<void> {
  try {
    await rename(fresh, target);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes(String(errorCodeOf(error)))) throw error;
    if (await isWhole(target)) return;
    await rm(target, { recursive: true, force: true });
    await publish(fresh, target);
  }
}

async function isWhole(bundle: string): Promise<boolean> {
  return loadBundle(bundle).then(
    () => true,
    () => false,
  );
}

function parseNote(text: string): KnownReference | undefined {
  let note: unknown;
  try {
    note = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(note) || !isText(note.time) || !isObject(note.model) || !isText(note.model.location)) return undefined;
  return { model: note.model as unknown as ResolvedModel, time: note.time };
}

/** A name for a folder or file that any text may have. */
function keyOf(text: string): string {
  return sha256(text).slice(0, 32);
}
