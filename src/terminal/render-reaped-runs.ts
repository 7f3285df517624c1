import { quantity } from '../foundation/quantity.ts';
import type { GoneRun } from '../tracking/runs/reap-runs.ts';
import { formatAgo } from './format.ts';
import type { RunLook } from './run-cells.ts';
import { renderTable } from './table.ts';

/** What `track reap --json` prints. */
export interface ReapedRunsDocument {
  readonly schemaVersion: 1;
  readonly command: 'track reap';
  /** Whether nothing was changed. */
  readonly dryRun: boolean;
  /** The runs that were closed, or would be. */
  readonly runs: readonly GoneRun[];
  /** How many others have no end because they go on. */
  readonly alive: number;
}

/** The runs that were closed, a line each. */
export function renderReapedRuns(
  { dryRun, runs, alive }: ReapedRunsDocument,
  { style, now, idLength }: Pick<RunLook, 'style' | 'now' | 'idLength'>,
): string {
  const others = alive === 0 ? [] : [style.muted(`${quantity(alive, 'run')} ${alive === 1 ? 'goes' : 'go'} on.`)];
  if (runs.length === 0)
    return ['Nothing to close: every run has its end, or a process at work on it.', ...others].join('\n');
  const columns = ['run', 'name', 'command', 'started', 'last sign of life'].map((title) => ({ title }));
  const rows = runs.map(({ id, name, command, startTime, lastSign }) => [
    style.accent(id.slice(0, idLength)),
    name ?? style.muted('-'),
    command,
    formatAgo(now - Date.parse(startTime)),
    formatAgo(now - Date.parse(lastSign)),
  ]);
  const done = dryRun
    ? `${quantity(runs.length, 'run')} would be closed as KILLED; without --dry-run ${runs.length === 1 ? 'it is' : 'they are'}.`
    : `${quantity(runs.length, 'run')} closed as KILLED.`;
  return [renderTable(columns, rows, style), '', done, ...others].join('\n');
}
