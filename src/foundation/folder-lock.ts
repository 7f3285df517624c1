import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DiabetesError } from './errors.ts';
import { errorCodeOf, writeFailure } from './write-failure.ts';

/**
 * Does some work on a folder while no other process does: `X.lock` holds the number of the process that does. The lock of
 * a process that is gone does not count.
 *
 * @throws DiabetesError `WRITE_FAILED` where another process holds the lock, or it cannot be written
 */
export async function underLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const path = `${folder}.lock`;
  try {
    await mkdir(dirname(path), { recursive: true });
    if (!(await take(path))) {
      await refuseLiving(path, folder);
      await rm(path, { force: true });
      if (!(await take(path))) await refuseLiving(path, folder);
    }
  } catch (error) {
    throw writeFailure(folder, error);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  try {
    const handle = await open(path, 'wx');
    await handle.writeFile(String(process.pid));
    await handle.close();
    return true;
  } catch (error) {
    if (errorCodeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function refuseLiving(path: string, folder: string): Promise<void> {
  const owner = Number(await readFile(path, 'utf8').catch(() => ''));
  if (!isRunning(owner)) return;
  throw new DiabetesError('WRITE_FAILED', `cannot write ${folder}: process ${owner} is writing it`, {
    hint: `Wait until it is done, or choose another folder; if it is no diabetes, remove ${path}.`,
  });
}

/** Whether a process of this machine has this number. */
export function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCodeOf(error) === 'EPERM';
  }
}
