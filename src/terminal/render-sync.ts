import { quantity } from '../foundation/quantity.ts';
import type { DeliveryResult } from '../tracking/delivery/deliver-runs.ts';
import { describeUndelivered } from '../tracking/delivery/undelivered.ts';
import type { RunSummary } from '../tracking/runs/run.ts';
import { oneLine } from './fit-table.ts';
import type { RunLook } from './run-cells.ts';
import { alignColumns } from './table.ts';

/** What `track sync --json` prints. */
export interface SyncDocument {
  readonly schemaVersion: 1;
  readonly command: 'track sync';
  /** The server's address, without credentials. */
  readonly server: string;
  /** How many runs had nothing left to deliver. */
  readonly upToDate: number;
  /** The others, the oldest first. */
  readonly runs: readonly SyncedRun[];
}

export type SyncedRun = Pick<RunSummary, 'id' | 'name' | 'command'> & Exclude<DeliveryResult, { state: 'up-to-date' }>;

type Look = Omit<RunLook, 'now'>;
type FailedRun = Extract<SyncedRun, { state: 'failed' }>;

/** What was delivered, and, by their reasons, what was not. */
export function renderSync(document: SyncDocument, look: Look): string {
  const { server, upToDate, runs } = document;
  const { style } = look;
  const there = runs.filter((run) => run.state !== 'failed');
  const failed = runs.filter((run) => run.state === 'failed');
  if (runs.length === 0) return nothingLeft(server, upToDate);
  const reasons = [...new Set(failed.map(({ error }) => error.message))];
  const before = upToDate === 0 ? '' : style.muted(`; ${quantity(upToDate, 'run')} had been before`);
  const rows = there.map((run) => [
    ...headOf(run, look),
    run.page + (run.state === 'running' ? style.muted('  goes on: no end is recorded') : ''),
  ]);
  return [
    ...(there.length === 0 ? [] : [style.good(`delivered ${quantity(there.length, 'run')}`) + before]),
    ...alignColumns(rows),
    ...reasons.flatMap((reason) =>
      failureLines(
        failed.filter(({ error }) => error.message === reason),
        look,
      ),
    ),
  ].join('\n');
}

function nothingLeft(server: string, upToDate: number): string {
  if (upToDate === 0) return 'No run is recorded here.';
  return `Nothing is left to deliver: ${server} has ${upToDate === 1 ? 'the run' : `all ${quantity(upToDate, 'run')}`}.`;
}

function headOf({ id, name, command }: SyncedRun, { idLength, style }: Look): readonly string[] {
  return [style.strong(id.slice(0, idLength)), name === null ? command : oneLine(name, 24, style)];
}

/** Runs that failed for the same reason. */
function failureLines(runs: readonly FailedRun[], look: Look): readonly string[] {
  const { style } = look;
  const [{ error }] = runs as readonly [FailedRun, ...FailedRun[]];
  return [
    `${style.bad(`not delivered ${quantity(runs.length, 'run')}`)}: ${error.message}`,
    ...alignColumns(runs.map((run) => [...headOf(run, look), style.muted(describeUndelivered(run.left))])),
    ...(error.hint === null ? [] : [style.muted(error.hint)]),
  ];
}
