import { metricDirection } from '../../pipeline/evaluation/metric-keys.ts';
import { fieldValue, kindOf, type RunField } from './run-field.ts';
import type { RunSummary } from './run.ts';

/**
 * Runs in the order of a field: the best metric, the latest time, the greatest number, and texts from A on come first; all
 * the other way round when reversed. Runs without a value come last either way; equals stay as they are.
 */
export function sortRuns(runs: readonly RunSummary[], field: RunField, isReversed: boolean): readonly RunSummary[] {
  const sign = isAscending(field) === isReversed ? -1 : 1;
  return [...runs].sort((a, b) => {
    const [x, y] = [fieldValue(a, field), fieldValue(b, field)];
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined);
    return sign * compareValues(x, y);
  });
}

function isAscending(field: RunField): boolean {
  if (field.entity === 'metrics') return metricDirection(field.key) === 'minimize';
  return kindOf(field) === 'text';
}

/** Texts that are numbers compare as numbers: epochs 8 come before 20. */
function compareValues(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), 'en', { numeric: true });
}
