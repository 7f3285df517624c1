import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFailure } from './write-failure.ts';

/**
 * Opens a file for scratch that nobody else sees: its name is removed at once, so that the system frees it when it is
 * closed or the process ends, however that happens.
 *
 * @param folder where its bytes go
 * @throws DiabetesError `WRITE_FAILED` when the folder cannot be written
 */
export async function openNamelessFile(folder: string): Promise<FileHandle> {
  const path = join(folder, `.diabetes-${process.pid}-${process.hrtime.bigint().toString(36)}.tmp`);
  try {
    const handle = await open(path, 'wx+', 0o600);
    await rm(path);
    return handle;
  } catch (error) {
    throw writeFailure(path, error);
  }
}
