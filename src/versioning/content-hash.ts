import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DiabetesError } from '../foundation/errors.ts';
import { readFailure } from '../foundation/read-text-file.ts';
import type { IsIgnored } from './ignore-rules.ts';

/** The checksum of a file, or of a folder with all that is in it; undefined where there is nothing at the path. */
export type HashPath = (path: string) => Promise<string | undefined>;

/**
 * Checksums as DVC 3 makes them: a file's MD5 as 32 hex digits; for a folder the MD5 of its list of files, with `.dir`
 * behind it. Each path is read once. As in DVC, links to folders are not followed within a folder.
 *
 * @param isIgnored files that a folder's checksum leaves out
 * @returns a function that throws DiabetesError PATH_NOT_FOUND where a file may not be read
 */
export function createHasher(isIgnored: IsIgnored, signal: AbortSignal): HashPath {
  const known = new Map<string, Promise<string | undefined>>();
  const hashPath = async (path: string): Promise<string | undefined> => {
    const entry = await stat(path).catch(() => undefined);
    if (entry === undefined) return undefined;
    return entry.isDirectory() ? hashFolder(path) : hashFile(path, signal);
  };
  const hashFolder = async (folder: string): Promise<string> => {
    const files: FolderEntry[] = [];
    for (const relpath of await listFiles(folder, isIgnored)) {
      files.push({ md5: await hashFile(join(folder, relpath), signal), relpath });
    }
    return `${md5(formatFolder(files))}.dir`;
  };
  return (path) => {
    const hash = known.get(path) ?? hashPath(path);
    known.set(path, hash);
    return hash;
  };
}

/** One file of a folder, as DVC lists it. */
export interface FolderEntry {
  readonly md5: string;
  /** From the folder on, with `/` between its parts. */
  readonly relpath: string;
}

/** The list of a folder's files just as DVC writes it: Python's `json.dumps`, in the order of the code points. */
export function formatFolder(files: readonly FolderEntry[]): string {
  const sorted = [...files].sort((a, b) => Buffer.compare(Buffer.from(a.relpath), Buffer.from(b.relpath)));
  const items = sorted.map(({ md5, relpath }) => `{"md5": "${md5}", "relpath": ${asciiJson(relpath)}}`);
  return `[${items.join(', ')}]`;
}

function asciiJson(text: string): string {
  const escape = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, escape);
}

async function listFiles(folder: string, isIgnored: IsIgnored, below = ''): Promise<readonly string[]> {
  const files: string[] = [];
  for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
    const relpath = below === '' ? entry.name : `${below}/${entry.name}`;
    const path = join(folder, relpath);
    if (isIgnored(path, entry.isDirectory())) continue;
    if (entry.isDirectory()) files.push(...(await listFiles(folder, isIgnored, relpath)));
    else if (entry.isFile() || (await isLinkToFile(path))) files.push(relpath);
  }
  return files;
}

async function isLinkToFile(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );
}

async function hashFile(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('md5');
  try {
    await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash, { signal });
  } catch (cause) {
    signal.throwIfAborted();
    throw new DiabetesError('PATH_NOT_FOUND', `${path} ${readFailure(cause)}`, { cause });
  }
  return hash.digest('hex');
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
