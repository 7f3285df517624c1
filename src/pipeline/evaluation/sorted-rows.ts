import { ascendingOrder } from '../model/ordering.ts';
import type { ScoredRows } from './ranking.ts';

/**
 * Rows sorted once by a score, so that the metrics of the same rows under other weights cost one pass. Index i is the i-th
 * row from the greatest score.
 */
export interface SortedRows {
  /** The row's number, and `POSITIVE` and `ENDS_TIE` where they hold: all that a pass has to load. */
  readonly order: Uint32Array;
  readonly scores: Float64Array;
}

/** The bit of a positive row. */
const POSITIVE = 2 ** 31;

/** The bit where the next row has another score: rows of equal score are never told apart. */
const ENDS_TIE = 2 ** 30;

/** Sorts so many rows, fewer than 2^30, by scores of 0 or more. */
export function sortRows({ score, isPositive }: ScoredRows, rows: number): SortedRows {
  // Loops, since `from` with a function takes ten times as long.
  const all = new Float64Array(rows);
  for (let row = 0; row < rows; row++) all[row] = score(row);
  const order = ascendingOrder(all).reverse();
  const scores = new Float64Array(rows);
  for (let i = 0; i < rows; i++) scores[i] = all[order[i]!]!;
  for (let i = 0; i < rows; i++) {
    const endsTie = i === rows - 1 || scores[i] !== scores[i + 1];
    order[i]! += (isPositive(order[i]!) ? POSITIVE : 0) + (endsTie ? ENDS_TIE : 0);
  }
  return { order, scores };
}

/** The number of the row at a place of an order. */
export function rowAt(order: Uint32Array, place: number): number {
  return order[place]! % ENDS_TIE;
}
