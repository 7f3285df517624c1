import { quantity } from '../foundation/quantity.ts';
import type { RunSummary } from '../tracking/runs/run.ts';
import { fitTable } from './fit-table.ts';
import { runColumn, type RunColumn, type RunLook } from './run-cells.ts';

/** What `track list --json` prints. */
export interface RunListDocument {
  readonly schemaVersion: 1;
  readonly command: 'track list';
  /** How many runs are recorded, and how many of them the filter lets through. */
  readonly recorded: number;
  readonly matching: number;
  /** Those that are listed, in their order. */
  readonly runs: readonly RunSummary[];
}

/** Runs as a table, a line each; and below what is not shown. */
export function renderRunList(document: RunListDocument, columns: readonly RunColumn[], look: RunLook): string {
  const { recorded, matching, runs } = document;
  if (recorded === 0) return 'No run is recorded here yet; `diabetes train` records one.';
  if (runs.length === 0) return `No run of ${recorded.toLocaleString('en-US')} matches the filter.`;
  const { text, leftOut } = renderRuns(columns, look);
  const gone = runs.filter(({ isGone }) => isGone).length;
  const notes = [
    ...(runs.length < matching ? [`${runs.length} of ${quantity(matching, 'run')}; --limit shows more.`] : []),
    ...(gone > 0 ? [`The process of ${quantity(gone, 'run')} is gone: \`diabetes track reap\` records the end.`] : []),
    ...(leftOut.length > 0 ? [`Not enough room for: ${leftOut.join(', ')}.`] : []),
  ];
  return [text, ...(notes.length > 0 ? ['', ...notes.map(look.style.muted)] : [])].join('\n');
}

/** The table alone. */
export function renderRuns(columns: readonly RunColumn[], look: RunLook): ReturnType<typeof fitTable> {
  return fitTable(
    columns.map((column) => runColumn(column, look)),
    look.width,
    look.style,
  );
}
