import {
  access,
  constants,
  mkdir,
  open,
  readdir,
  readlink,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { DiabetesError } from './errors.ts';
import { underLock } from './folder-lock.ts';
import { errorCodeOf, systemError, writeFailure } from './write-failure.ts';

/** What a file is to hold, whole or in chunks. */
export type FileContent = string | Uint8Array | Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/** The moments of a folder's replacement, in their order, each named by what was just done. */
export const REPLACE_STEPS = ['filled', 'synced', 'old-previous-removed', 'set-aside', 'in-place', 'done'] as const;
export type ReplaceStep = (typeof REPLACE_STEPS)[number];

export interface ReplaceFolderOptions {
  /** The only names that such a folder holds: one that holds anything else is somebody's own and is refused. */
  readonly names: readonly string[];
  /** Called between the steps; a test ends the process here. */
  readonly afterStep?: (step: ReplaceStep) => void;
}

const MAX_LINKS = 40;

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
  try {
    const existing = await statIfPresent(path);
    if (isStream(path, existing)) {
      await fill(path);
      return;
    }
    if (existing?.isDirectory() === true) throw systemError('EISDIR');
    const target = await followLinks(path);
    await mkdir(dirname(target), { recursive: true });
    await fillBeside(target, existing?.mode, fill);
  } catch (error) {
    throw writeFailure(path, error);
  }
}

/**
 * Replaces a folder by a new one that `fill` writes. A folder cannot be renamed over another: the new one is made as
 * `X.new`, `X` becomes `X.previous`, `X.new` becomes `X`, and `X.previous` is removed. `currentFolder` finds a complete
 * folder at every moment between. What `fill` throws leaves the old folder as it was.
 *
 * @throws DiabetesError `WRITE_FAILED` when a path cannot be written, holds anything but `names`, or is being replaced by
 *   another process; what `fill` itself throws goes through
 */
export async function replaceFolder(
  path: string,
  fill: (folder: string) => Promise<void>,
  { names, afterStep = () => undefined }: ReplaceFolderOptions,
): Promise<void> {
  await checkReplaceable(path, names);
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
 * moment, is a file or holds anything but `names`, or the folder around it may not be written. Work that ends in
 * `replaceFolder` asks before it begins.
 *
 * @throws DiabetesError `WRITE_FAILED`
 */
export async function checkReplaceable(path: string, names: readonly string[]): Promise<void> {
  const target = await followLinks(path);
  for (const place of [target, `${target}.new`, `${target}.previous`]) {
    const foreign = await foreignEntry(place, names);
    if (foreign === undefined) continue;
    throw new DiabetesError(
      'WRITE_FAILED',
      `cannot replace the folder ${place}: it holds ${foreign}, which is not ours`,
      {
        hint: 'Choose a new or empty folder, so that nothing of yours is lost.',
      },
    );
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

async function foreignEntry(folder: string, names: readonly string[]): Promise<string | undefined> {
  try {
    const existing = await statIfPresent(folder);
    if (existing === undefined) return undefined;
    if (!existing.isDirectory()) throw systemError('ENOTDIR');
    return (await readdir(folder)).find((name) => !names.includes(name));
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

async function fillBeside(
  target: string,
  mode: number | undefined,
  fill: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = join(
    dirname(target),
    `.${basename(target)}.${process.pid}-${process.hrtime.bigint().toString(36)}.tmp`,
  );
  const handle = await open(temporary, 'wx');
  try {
    // Writable while it is filled; never more readable than the file that it replaces.
    if (mode !== undefined) await handle.chmod((mode & 0o777) | 0o200);
    await fill(temporary);
    if (mode !== undefined) await handle.chmod(mode & 0o777);
    await handle.sync();
    await rename(temporary, target);
    await sync(dirname(target));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  } finally {
    await handle.close();
  }
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

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Where a path leads once its symbolic links are followed; unlike with `realpath`, its end need not exist. */
async function followLinks(path: string, links = 0): Promise<string> {
  const absolute = resolve(path);
  const folder = await realpath(dirname(absolute)).catch(() => dirname(absolute));
  const place = join(folder, basename(absolute));
  const link = await readlink(place).catch(() => undefined);
  return link === undefined || links >= MAX_LINKS ? place : followLinks(resolve(folder, link), links + 1);
}

/** Whether a path is something to write into, not to replace. /dev/stdout may be a file, but never one of its own. */
function isStream(path: string, existing: Awaited<ReturnType<typeof statIfPresent>>): boolean {
  if (existing === undefined || existing.isDirectory()) return false;
  return !existing.isFile() || /^\/(dev|proc)\//.test(resolve(path));
}

async function statIfPresent(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function isPresent(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
