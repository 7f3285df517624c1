import { isLowerBetter } from './metric-keys.ts';
import type { SliceResult, WorstSlice } from './result.ts';

/** A slice of fewer rows is small, and so is one with fewer rows that are, or are not, of any class but the first. */
export const SMALL_SLICE_ROWS = 100;
export const SMALL_SLICE_ROWS_OF_A_KIND = 10;

/**
 * Whether a slice has too few rows to be called the worst: what it shows is mostly luck.
 *
 * @param rows numbers of rows, whose classes are in `labels`
 */
export function isSmallSlice(rows: Uint32Array, labels: Uint8Array): boolean {
  const positives = rows.reduce((count, row) => count + Math.sign(labels[row]!), 0);
  const fewer = Math.min(positives, rows.length - positives);
  return rows.length < SMALL_SLICE_ROWS || fewer < SMALL_SLICE_ROWS_OF_A_KIND;
}

/** The slice of which a metric is worst, the first of equals; null where none is large enough or has the metric. */
export function worstSlice(slices: readonly SliceResult[], key: string): WorstSlice | null {
  let worst: WorstSlice | null = null;
  for (const { title, by, metrics, isSmall } of slices) {
    const value = metrics[key];
    if (isSmall || value === undefined || Number.isNaN(value)) continue;
    const isWorse = worst === null || (isLowerBetter(key) ? value > worst.value : value < worst.value);
    if (isWorse) worst = { key, title, by, value };
  }
  return worst;
}
