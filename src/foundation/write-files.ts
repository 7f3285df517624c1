import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkWritable, writeFileAtomically } from './atomic-files.ts';
import { systemError, writeFailure } from './write-failure.ts';

/**
 * Writes files into a folder, each as `writeFileAtomically` does, and nothing where one of them cannot be written.
 * Whatever else the folder holds stays.
 *
 * @param files the text of each by its path, with slashes, below the folder
 * @throws DiabetesError WRITE_FAILED
 */
export async function writeFiles(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  await checkFiles(folder, files.keys());
  for (const [path, text] of files) await writeFileAtomically(join(folder, path), text);
}

/**
 * Refuses files that cannot be written. Work that ends in `writeFiles` asks before it begins.
 *
 * @throws DiabetesError WRITE_FAILED
 */
export async function checkFiles(folder: string, paths: Iterable<string>): Promise<void> {
  for (const path of paths) {
    const place = join(folder, path);
    await checkWritable(dirname(place), place);
    const existing = await stat(place).catch(() => undefined);
    if (existing?.isDirectory() === true) throw writeFailure(place, systemError('EISDIR'));
  }
}
