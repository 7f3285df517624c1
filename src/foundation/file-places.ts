import { open, readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { errorCodeOf } from './write-failure.ts';

const MAX_LINKS = 40;

/** Brings a file, or the names in a folder, to the disk. */
export async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Where a path leads once its symbolic links are followed; unlike with `realpath`, its end need not exist. */
export async function followLinks(path: string, links = 0): Promise<string> {
  const absolute = resolve(path);
  const folder = await realpath(dirname(absolute)).catch(() => followLinks(dirname(absolute), links));
  const place = join(folder, basename(absolute));
  const link = await readlink(place).catch(() => undefined);
  return link === undefined || links >= MAX_LINKS ? place : followLinks(resolve(folder, link), links + 1);
}

/** Whether a path is something to write into, not to replace. /dev/stdout may be a file, but never one of its own. */
export function isStream(path: string, existing: Awaited<ReturnType<typeof statIfPresent>>): boolean {
  if (existing === undefined || existing.isDirectory()) return false;
  return !existing.isFile() || /^\/(dev|proc)\//.test(resolve(path));
}

/** What is at a path; undefined where nothing is. */
export async function statIfPresent(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whether something is at a path. */
export async function isPresent(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
