import { access, constants, mkdir, open, readdir, rename, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DiabetesError } from './errors.ts';
import { followLinks, isPresent, isStream, statIfPresent, sync } from './file-places.ts';
import { underLock } from './folder-lock.ts';
import { systemError, writeFailure } from './write-failure.ts';

/** What a file is to hold, whole or in chunks. */
export type FileContent = string | Uint8Array | Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/** The moments of a folder's replacement, in their order, each named by what was just done. */
export const REPLACE_STEPS = ['filled', 'synced', 'old-previous-removed', 'set-aside', 'in-place', 'done'] as const;
export type ReplaceStep = (typeof REPLACE_STEPS)[number];

/** What tells a folder that is ours from somebody's own, which is never replaced. */
export interface FolderKind {
  /** The only names that such a folder holds. */
  readonly names: readonly string[];
  /** The one among them that none of them lacks. */
  readonly mark: string;
}

export interface ReplaceFolderOptions {
  readonly kind: FolderKind;
  /** Called between the steps; a test ends the process here. */
  readonly afterStep?: (step: ReplaceStep) => void;
}

/**
 * Writes a file so that it holds either what it held before or all of the content, whatever ends the process. Missing
 * parent folders are made, symbolic links are followed, and what is no regular file (a pipe, /dev/stdout) is written
 * directly.
 *
 * @throws DiabetesError `WRITE_FAILED` when the path cannot be written; what `content` itself throws goes through
 */
export async function writeFileAtomically(path: string, content: FileContent): Promise<void> {
  await replaceFile(path, (place) => writeFile(place, content, { flag: 'a' }));
}

/**
 * Replaces a file by what `fill` writes, as `writeFileAtomically` does: `fill` is given the path of an empty file beside it,
 * or the path itself where that is no regular file.
 *
 * @throws DiabetesError `WRITE_FAILED` when the path cannot be written; what `fill` itself throws goes through
 */
export async function replaceFile(path: string, fill: (place: string) => Promise<void>): Promise<void> {
  await replaceFiles([path], async ([place]) => {
    await fill(place!).catch((error: unknown) => {
      throw writeFailure(path, error);
    });
  });
}

/**
 * Replaces several files at once, as `replaceFile` does one: none before all are filled and on the disk.
 *
 * @throws DiabetesError `WRITE_FAILED` when a path cannot be written; what `fill` itself throws goes through
 */
export async function replaceFiles(
  paths: readonly string[],
  fill: (places: readonly string[]) => Promise<void>,
): Promise<void> {
  const drafts: Draft[] = [];
  const each = async (step: (draft: Draft) => Promise<void>): Promise<void> => {
    for (const draft of drafts) await orFailure(draft.path, step(draft));
  };
  try {
    for (const path of paths) drafts.push(await orFailure(path, beginDraft(path)));
    await fill(drafts.map(({ place }) => place));
    await each(finishDraft);
    await each(publishDraft);
  } finally {
    for (const { path, place, handle } of drafts) {
      if (place !== path) await rm(place, { force: true }).catch(() => undefined);
      await handle?.close();
    }
  }
}

async function orFailure<T>(path: string, work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw writeFailure(path, error);
  });
}

/**
 * Replaces a folder by a new one that `fill` writes. A folder cannot be renamed over another: the new one is made as
 * `X.new`, `X` becomes `X.previous`, `X.new` becomes `X`, and `X.previous` is removed. `currentFolder` finds a complete
 * folder at every moment between. What `fill` throws leaves the old folder as it was.
 *
 * @throws DiabetesError `WRITE_FAILED` when a path cannot be written, is a folder of another kind, or is being replaced by
 *   another process; what `fill` itself throws goes through
 */
export async function replaceFolder(
  path: string,
  fill: (folder: string) => Promise<void>,
  { kind, afterStep = () => undefined }: ReplaceFolderOptions,
): Promise<void> {
  await checkReplaceable(path, kind);
  const target = await followLinks(path);
  const [fresh, previous] = [`${target}.new`, `${target}.previous`];
  await underLock(target, async () => {
    try {
      await rm(fresh, { recursive: true, force: true });
      await mkdir(fresh, { recursive: true });
      await fill(fresh);
      afterStep('filled');
      await syncTree(fresh);
      afterStep('synced');
      // Without a current folder the previous one is all there is: it must stay until the new one is in place.
      if ((await statIfPresent(target)) !== undefined) {
        await rm(previous, { recursive: true, force: true });
        afterStep('old-previous-removed');
        await rename(target, previous);
        afterStep('set-aside');
      }
      await rename(fresh, target);
      await sync(dirname(target));
      afterStep('in-place');
      await rm(previous, { recursive: true, force: true });
      afterStep('done');
    } catch (error) {
      await rm(fresh, { recursive: true, force: true }).catch(() => undefined);
      throw writeFailure(path, error);
    }
  });
}

/**
 * Refuses a folder that must not be replaced: what stands there, or where the new and the set-aside one stand for a
 * moment, is a file or a folder of another kind, or the folder around it may not be written. Work that ends in
 * `replaceFolder` asks before it begins.
 *
 * @throws DiabetesError `WRITE_FAILED`
 */
export async function checkReplaceable(path: string, { names, mark }: FolderKind): Promise<void> {
  const target = await followLinks(path);
  for (const place of [target, `${target}.new`, `${target}.previous`]) {
    const entries = await entriesOf(place);
    // Beside the target may stand what a killed process had not yet written or removed.
    const isMarked = place !== target || entries.length === 0 || entries.includes(mark);
    const foreign = isMarked ? entries.find((name) => !names.includes(name)) : entries[0];
    if (foreign === undefined) continue;
    const why = names.includes(foreign) ? `but no ${mark}` : 'which is not ours';
    throw new DiabetesError('WRITE_FAILED', `cannot replace the folder ${place}: it holds ${foreign}, ${why}`, {
      hint: 'Choose a new or empty folder, so that nothing of yours is lost.',
    });
  }
  await checkWritable(dirname(target), path);
}

/**
 * Refuses a folder in which nothing can be made, or, where it does not exist yet, the nearest one above it that does.
 *
 * @param path what the error names: what was to be written there
 * @throws DiabetesError `WRITE_FAILED`
 */
export async function checkWritable(folder: string, path: string): Promise<void> {
  try {
    // With the dot, what is a file and no folder is refused.
    if (await isPresent(folder)) await access(`${folder}/.`, constants.W_OK);
    else if (folder !== dirname(folder)) await checkWritable(dirname(folder), path);
  } catch (error) {
    throw writeFailure(path, error);
  }
}

/** What a folder holds, in the order of the names; nothing where it does not exist. */
async function entriesOf(folder: string): Promise<readonly string[]> {
  try {
    const existing = await statIfPresent(folder);
    if (existing === undefined) return [];
    if (!existing.isDirectory()) throw systemError('ENOTDIR');
    return (await readdir(folder)).sort();
  } catch (error) {
    throw writeFailure(folder, error);
  }
}

/** Where the folder that `replaceFolder` keeps at `path` is to be read: `X`, or `X.previous` while `X` is absent. */
export async function currentFolder(path: string): Promise<string> {
  if (await isPresent(path)) return path;
  const previous = `${await followLinks(path)}.previous`;
  return (await isPresent(previous)) ? previous : path;
}

/** A file on its way: beside where it goes, or, where that is no regular file, written there directly. */
interface Draft {
  readonly path: string;
  readonly place: string;
  readonly target?: string;
  /** The permissions of the file that is replaced. */
  readonly mode?: number | undefined;
  readonly handle?: FileHandle;
}

async function beginDraft(path: string): Promise<Draft> {
  const existing = await statIfPresent(path);
  if (isStream(path, existing)) return { path, place: path };
  if (existing?.isDirectory() === true) throw systemError('EISDIR');
  const target = await followLinks(path);
  await mkdir(dirname(target), { recursive: true });
  const name = `.${basename(target)}.${process.pid}-${process.hrtime.bigint().toString(36)}.tmp`;
  const place = join(dirname(target), name);
  // Writable while it is filled; never more readable than the file that it replaces.
  const handle = await open(place, 'wx', ((existing?.mode ?? 0o666) & 0o777) | 0o200);
  return { path, place, target, mode: existing?.mode, handle };
}

async function finishDraft({ mode, handle }: Draft): Promise<void> {
  if (mode !== undefined) await handle?.chmod(mode & 0o777);
  await handle?.sync();
}

async function publishDraft({ place, target }: Draft): Promise<void> {
  if (target === undefined) return;
  await rename(place, target);
  await sync(dirname(target));
}

/** Brings all files below a folder, and the folders themselves, to the disk. */
async function syncTree(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await syncTree(path);
    else await sync(path);
  }
  await sync(folder);
}
