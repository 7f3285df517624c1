import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../foundation/clock.ts';
import { DiabetesError } from '../../foundation/errors.ts';
import { isRunning } from '../../foundation/folder-lock.ts';
import { errorCodeOf, writeFailure } from '../../foundation/write-failure.ts';
import { isNumber, objectOf } from '../runs/json-values.ts';

/** Who holds a lock renews it so often, and is believed gone when it has not been renewed for so long. */
const RENEW_MS = 60_000;
const STALE_MS = 600_000;
/** A lock that says nothing is one that is just being written, or was by a process that ended there. */
const SILENT_MS = 10_000;

/**
 * Does some work while no other process delivers the same run: `delivery.lock` names the process and its machine. The lock
 * of one that is gone is taken over.
 *
 * @throws DiabetesError DELIVERY_BUSY where somebody else holds it, WRITE_FAILED where it cannot be written
 */
export async function underDeliveryLock<T>(folder: string, clock: Clock, work: () => Promise<T>): Promise<T> {
  const path = join(folder, 'delivery.lock');
  try {
    take(path, clock);
  } catch (error) {
    throw writeFailure(path, error);
  }
  const renewal = setInterval(() => {
    renew(path, clock);
  }, RENEW_MS).unref();
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    rmSync(path, { force: true });
  }
}

function take(path: string, clock: Clock): void {
  const own = JSON.stringify({ pid: process.pid, host: hostname() });
  // One try, and another one once a stale lock is out of the way.
  for (let tries = 0; tries < 2; tries += 1) {
    if (writeNew(path, own)) return;
    const found = readLock(path);
    if (found === undefined) continue;
    if (!isStale(found, clock)) throw busy(path, found.text);
    setAside(path, found.text);
  }
  throw busy(path, readLock(path)?.text ?? '');
}

function writeNew(path: string, content: string): boolean {
  try {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCodeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

interface Lock {
  readonly text: string;
  /** When it was last renewed; milliseconds since 1970. */
  readonly time: number;
}

function readLock(path: string): Lock | undefined {
  try {
    return { text: readFileSync(path, 'utf8'), time: statSync(path).mtimeMs };
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function isStale({ text, time }: Lock, clock: Clock): boolean {
  const age = clock.now() - time;
  const { pid, host } = ownerOf(text);
  if (pid === null) return age > SILENT_MS;
  return age > STALE_MS || (host === hostname() && !isRunning(pid));
}

function ownerOf(text: string): { readonly pid: number | null; readonly host: unknown } {
  try {
    const { pid, host } = objectOf(JSON.parse(text));
    return { pid: isNumber(pid) ? pid : null, host };
  } catch {
    return { pid: null, host: null };
  }
}

/** Of several that find the same stale lock one moves it away. Whoever has moved a new one instead puts it back. */
function setAside(path: string, stale: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    if (readFileSync(aside, 'utf8') !== stale) linkSync(aside, path);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes(String(errorCodeOf(error)))) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function renew(path: string, clock: Clock): void {
  const seconds = clock.now() / 1000;
  try {
    utimesSync(path, seconds, seconds);
  } catch {
    // Whoever removed it takes the risk.
  }
}

function busy(path: string, text: string): DiabetesError {
  const { pid, host } = ownerOf(text);
  const where = host === hostname() ? '' : ` on ${String(host)}`;
  const who = pid === null ? 'another process' : `process ${pid}${where}`;
  return new DiabetesError('DELIVERY_BUSY', `cannot deliver the run: ${who} is delivering it`, {
    hint: `Wait until it is done; if it is no diabetes, remove ${path}.`,
  });
}
