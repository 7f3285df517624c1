import { metricDirection } from '../../pipeline/evaluation/metric-keys.ts';
import { fieldValue, kindOf, type RunField } from './run-field.ts';
import type { RunSummary } from './run.ts';

const NATURAL = new Intl.Collator('en', { numeric: true });

/**
 * Runs in the order of a field: the best metric, the latest time, the greatest number, and texts from A on come first; all
 * the other way round when reversed. Runs without a value come last either way; equals stay as they are.
 */
export function sortRuns(runs: readonly RunSummary[], field: RunField, isReversed: boolean): readonly RunSummary[] {
  const sign = isAscending(field) === isReversed ? -1 : 1;
  const valued = runs.map((run) => ({ run, value: fieldValue(run, field) }));
  valued.sort(({ value: a }, { value: b }) => {
    if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
    return sign * compareValues(a, b);
  });
  return valued.map(({ run }) => run);
}

function isAscending(field: RunField): boolean {
  if (field.entity === 'metrics') return metricDirection(field.key) === 'minimize';
  return kindOf(field) === 'text';
}

/** Texts that are numbers compare as numbers: epochs 8 come before 20. */
function compareValues(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return NATURAL.compare(String(a), String(b));
}
