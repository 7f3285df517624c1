import { readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomically } from '../foundation/atomic-files.ts';
import type { Clock } from '../foundation/clock.ts';
import { isRunning } from '../foundation/folder-lock.ts';
import { journalPath } from './run-folder.ts';

/** Which process works at a run, and when it last said so: the content of `heartbeat.json`. */
export interface Heartbeat {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601, in UTC. */
  readonly time: string;
}

const FILE = 'heartbeat.json';
const INTERVAL_MS = 15_000;
/** After so long a silence, a process is taken for gone. */
const MOST_SILENCE_MS = 5 * 60_000;

/**
 * Says now and every 15 s that this process works at a run. A sign that cannot be written is left out: the journal's own
 * failure tells why.
 *
 * @returns what ends it, and removes the file
 */
export function startHeartbeat(folder: string, clock: Clock): () => Promise<void> {
  const path = join(folder, FILE);
  let beaten = Promise.resolve();
  const beat = (): void => {
    const sign: Heartbeat = { pid: process.pid, host: hostname(), time: new Date(clock.now()).toISOString() };
    beaten = beaten.then(() => writeFileAtomically(path, `${JSON.stringify(sign)}\n`)).catch(() => undefined);
  };
  beat();
  const timer = setInterval(beat, INTERVAL_MS).unref();
  return async () => {
    clearInterval(timer);
    await beaten;
    await endHeartbeat(folder);
  };
}

/** Removes what a process left that can no longer do so. */
export async function endHeartbeat(folder: string): Promise<void> {
  await rm(join(folder, FILE), { force: true }).catch(() => undefined);
}

/** The last sign of life; undefined where there is none, as of a run by an older program. */
export function readHeartbeat(folder: string): Heartbeat | undefined {
  try {
    const sign = JSON.parse(readFileSync(join(folder, FILE), 'utf8')) as Partial<Heartbeat>;
    return Number.isNaN(Date.parse(sign.time ?? '')) ? undefined : (sign as Heartbeat);
  } catch {
    return undefined;
  }
}

/**
 * Whether the process that worked at a run is gone: it was on this machine and is no more, or neither it nor the journal has
 * given a sign for 5 minutes.
 *
 * @param now milliseconds since 1970
 */
export function isProcessGone(folder: string, now: number): boolean {
  const sign = readHeartbeat(folder);
  // A number may come back, as that of the first process of a container does each time: what asks is not what is asked for.
  if (sign?.host === hostname() && (sign.pid === process.pid || !isRunning(sign.pid))) return true;
  const lastSign = Math.max(sign === undefined ? -Infinity : Date.parse(sign.time), lastWritten(folder));
  return now - lastSign > MOST_SILENCE_MS;
}

function lastWritten(folder: string): number {
  try {
    return statSync(journalPath(folder)).mtimeMs;
  } catch {
    return -Infinity;
  }
}
