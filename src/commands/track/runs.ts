import { DiabetesError } from '../../foundation/errors.ts';
import type { PipelineEvent } from '../../foundation/events.ts';
import { quantity } from '../../foundation/quantity.ts';
import type { RunColumn } from '../../terminal/run-cells.ts';
import type { Filter } from '../../tracking/runs/filter/filter.ts';
import { fieldsOf, matchesFilter } from '../../tracking/runs/filter/match-filter.ts';
import { parseFilter } from '../../tracking/runs/filter/parse-filter.ts';
import { findRun, noRuns } from '../../tracking/runs/find-run.ts';
import { fieldValue, nearestField, type RunField } from '../../tracking/runs/run-field.ts';
import type { RunStore } from '../../tracking/runs/run-store.ts';
import type { RunSummary } from '../../tracking/runs/run.ts';
import type { CommandContext } from '../command-context.ts';
import type { CommonOptions } from '../common-options.ts';

/** More ids than this in one sentence are no help. */
const MOST_NAMED = 3;

/** The columns of a list unless others are asked for, and which of them narrow terminals do without first. */
const DEFAULT_COLUMNS: readonly Omit<RunColumn, 'values'>[] = [
  { field: { entity: 'attributes', key: 'run_id' }, rank: 0 },
  { field: { entity: 'attributes', key: 'run_name' }, rank: 5 },
  { field: { entity: 'attributes', key: 'command' }, rank: 6 },
  { field: { entity: 'attributes', key: 'status' }, rank: 2 },
  { field: { entity: 'attributes', key: 'start_time' }, rank: 3 },
  { field: { entity: 'attributes', key: 'duration' }, rank: 8 },
  { field: { entity: 'metrics', key: 'roc_auc_any' }, rank: 1 },
  { field: { entity: 'metrics', key: 'log_loss' }, rank: 4 },
  { field: { entity: 'metrics', key: 'macro_f1' }, rank: 7 },
];

/** The runs that a filter lets through, and how many there are altogether. */
export interface SelectedRuns {
  readonly recorded: readonly RunSummary[];
  readonly matching: readonly RunSummary[];
}

/**
 * Reads every run and takes those of which the filter holds. What is damaged, and what no run has, is told.
 *
 * @throws DiabetesError USAGE for a filter that is not valid
 */
export async function selectRuns(
  store: RunStore,
  where: string | undefined,
  warn: (messages: readonly string[]) => Promise<void>,
): Promise<SelectedRuns> {
  const filter = where === undefined ? undefined : parseFilter(where);
  const { runs, unreadable } = store.list();
  await warn([...describeDamage(runs, unreadable), ...(filter === undefined ? [] : describeUnknown(filter, runs))]);
  return { recorded: runs, matching: filter === undefined ? runs : runs.filter((run) => matchesFilter(filter, run)) };
}

/** What runs a command is to take. */
export interface RunChoice {
  /** As people name them; none for all. */
  readonly runs: readonly string[];
  readonly where?: string;
}

/**
 * The runs that are named, or all, as far as a filter lets them through: the newest first.
 *
 * @throws DiabetesError RUN_NOT_FOUND where none is recorded, or none or several are meant by a name; USAGE for a filter
 *   that is not valid or lets none through
 */
export async function chooseRuns(
  store: RunStore,
  { runs, where }: RunChoice,
  warn: (messages: readonly string[]) => Promise<void>,
): Promise<readonly RunSummary[]> {
  const named = new Set(runs.map((reference) => findRun(store, reference).id));
  const { recorded, matching } = await selectRuns(store, where, warn);
  if (recorded.length === 0) throw noRuns();
  const chosen = named.size === 0 ? matching : matching.filter(({ id }) => named.has(id));
  if (chosen.length === 0) throw noneMatches(named.size === 0 ? recorded.length : named.size);
  return chosen;
}

/** The error where a filter lets none of some runs through. */
export function noneMatches(runs: number): DiabetesError {
  return new DiabetesError('USAGE', `no run of ${runs} matches the filter`, { hint: 'diabetes track list' });
}

/** Tells warnings on stderr. */
export function createWarn(
  context: CommandContext,
  options: CommonOptions,
): (messages: readonly string[]) => Promise<void> {
  return async (messages) => {
    if (messages.length === 0) return;
    const { createProgress } = await import('../../terminal/progress.ts');
    const progress = createProgress(context.streams, options);
    for (const message of messages) {
      const notice: PipelineEvent = { type: 'notice', level: 'warning', code: 'journal', message };
      progress.report(notice);
    }
    progress.stop();
  };
}

/** Columns for some runs: those named, which are left out from the last on; else the default ones that say anything. */
export function columnsOf(runs: readonly RunSummary[], named: readonly RunField[] | undefined): readonly RunColumn[] {
  const columns = named?.map((field, rank) => ({ field, rank })) ?? DEFAULT_COLUMNS;
  const filled = columns.map((column) => ({ ...column, values: runs.map((run) => valueOf(run, column.field)) }));
  if (named !== undefined) return filled;
  return filled.filter(({ field, values }) => field.key !== 'run_name' || values.some((value) => value !== undefined));
}

/** A field's value, and of a status that the process is gone. */
function valueOf(run: RunSummary, field: RunField): string | number | undefined {
  const value = fieldValue(run, field);
  return run.isGone && field.entity === 'attributes' && field.key === 'status' ? `${value} (gone)` : value;
}

/** What could not be read of some runs, and the folders in which none could. */
export function describeDamage(runs: readonly RunSummary[], unreadable: readonly string[]): readonly string[] {
  const damaged = runs.filter(({ dropped }) => dropped.length > 0);
  const lines = damaged.map(
    ({ id, dropped }) =>
      `${id.slice(0, 8)} (line ${dropped
        .map(({ line }) => line)
        .slice(0, MOST_NAMED)
        .join(', ')})`,
  );
  return [
    ...(damaged.length === 0
      ? []
      : [`${quantity(damaged.length, 'journal')} cannot be read completely: ${few(lines)}`]),
    ...(unreadable.length === 0 ? [] : [describeUnreadable(unreadable)]),
  ];
}

function describeUnreadable(ids: readonly string[]): string {
  const [folders, hold] = [quantity(ids.length, 'folder'), ids.length === 1 ? 'holds' : 'hold'];
  return `${folders} below .diabetes/runs ${hold} no readable run: ${few(ids.map((id) => id.slice(0, 8)))}`;
}

/** A filter on what no run has finds nothing, and a typing error looks the same. */
function describeUnknown(filter: Filter, runs: readonly RunSummary[]): readonly string[] {
  if (runs.length === 0) return [];
  const unknown = fieldsOf(filter).filter(
    (field) => field.entity !== 'attributes' && runs.every((run) => fieldValue(run, field) === undefined),
  );
  return unknown.map((field) => {
    const nearest = nearestField(`${field.entity}.${field.key}`, runs);
    const meant = nearest === undefined ? '' : `; did you mean ${nearest}?`;
    return `no run has ${field.entity}.${field.key}${meant}`;
  });
}

function few(names: readonly string[]): string {
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  return names.slice(0, MOST_NAMED).join(', ') + more;
}
