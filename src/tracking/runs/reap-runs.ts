import { readFileSync } from 'node:fs';
import { endHeartbeat, readHeartbeat } from '../heartbeat.ts';
import { journalPath, runFolder } from '../run-folder.ts';
import { createRunJournal } from '../run-journal.ts';
import { parseJournal } from './parse-journal.ts';
import type { RunStore } from './run-store.ts';
import { summariseRun } from './summarise-run.ts';

/** A run without an end whose process is gone. */
export interface GoneRun {
  readonly id: string;
  readonly name: string | null;
  readonly command: string;
  readonly startTime: string;
  /** When its process last gave a sign: ISO 8601, in UTC. */
  readonly lastSign: string;
  /** Whether it had been interrupted before, and resumed. */
  readonly isResumed: boolean;
}

/** The runs of a project without an end: those whose process is gone, and how many go on. */
export function findGoneRuns(
  store: RunStore,
  root: string,
): { readonly gone: readonly GoneRun[]; readonly alive: number } {
  const running = store.list().runs.filter(({ status }) => status === 'RUNNING');
  const gone = running
    .filter(({ isGone }) => isGone)
    .flatMap(({ id }) => {
      const folder = runFolder(root, id);
      // Only now, when nothing more can come, does the journal say for certain that there is no end.
      const { records, dropped } = parseJournal(readFileSync(journalPath(folder), 'utf8'));
      const run = summariseRun(id, { records, dropped });
      if (run?.status !== 'RUNNING') return [];
      const signs = [records.at(-1)!.time, readHeartbeat(folder)?.time ?? ''];
      const isResumed = records.some(({ type }) => type === 'run-resumed');
      const { name, command, startTime } = run;
      return [{ id, name, command, startTime, lastSign: signs.sort().at(-1)!, isResumed }];
    });
  return { gone, alive: running.filter(({ isGone }) => !isGone).length };
}

/**
 * Records the end of a run whose process is gone, as killed at its last sign of life.
 *
 * @throws DiabetesError WRITE_FAILED
 */
export async function closeGoneRun(root: string, { id, lastSign, isResumed }: GoneRun): Promise<void> {
  const journal = createRunJournal(root, { now: () => Date.parse(lastSign), elapsed: () => 0 });
  journal.begin(id, {
    type: 'run-ended',
    status: 'KILLED',
    error: `its process is gone: no sign of life since ${lastSign}`,
    ...(isResumed ? { isResumed } : {}),
  });
  await journal.close();
  await endHeartbeat(runFolder(root, id));
}
