import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../../src/foundation/hashing.ts';

/** Everything below a folder, hidden files too: a line for each, with the hash of what it holds. */
export async function snapshotFolder(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const lines = entries.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) return `${path} ${sha256(await readFile(path))}`;
    return entry.isSymbolicLink() ? `${path} -> ${await readlink(path)}` : `${path}/`;
  });
  return (await Promise.all(lines)).sort();
}
