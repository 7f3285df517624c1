import { UNKNOWN_CODE } from '../dataset/dataset.ts';
import { codeOf, type BatchColumn } from './batch-column.ts';

/** Numbers between the least and the greatest valid value are told apart in as many steps. */
const STEPS = 8192;

/** Values that are counted as one: they are all the same where `least` is `greatest`. */
export interface ValuePoint {
  readonly least: number;
  readonly greatest: number;
  readonly rows: number;
}

/** Which values a column may have. */
export interface ValueRange {
  readonly minimum: number;
  readonly maximum: number;
  /** Whether the values are levels, of which there are few. */
  readonly isCoded: boolean;
}

/**
 * Counts a column's values in a fixed amount of memory: each code of 0 to 254 by itself; any other value in one of 8192
 * equal steps of its range, or by itself where the column is coded.
 */
export class ValueTally {
  readonly #codes = new Uint32Array(UNKNOWN_CODE + 1);
  readonly #others = new Map<number, { least: number; greatest: number; rows: number }>();
  readonly #range: ValueRange;
  #sum = 0;
  #squares = 0;

  constructor(range: ValueRange) {
    this.#range = range;
  }

  /** Counts values that are valid or unknown. */
  add(column: BatchColumn): void {
    if (column instanceof Uint8Array) {
      const codes = this.#codes;
      for (let row = 0; row < column.length; row++) codes[column[row]!]!++;
      return;
    }
    for (const value of column) {
      const code = codeOf(value);
      if (code >= 0) this.#codes[code]!++;
      else this.#addOther(value);
    }
  }

  get unknown(): number {
    return this.#codes[UNKNOWN_CODE]!;
  }

  /** Mean and standard deviation (of the rows, not of a population) of the known values; NaN where there are none. */
  moments(): { readonly mean: number; readonly deviation: number } {
    let sum = this.#sum;
    let squares = this.#squares;
    let rows = 0;
    for (const point of this.#others.values()) rows += point.rows;
    for (let code = 0; code < UNKNOWN_CODE; code++) {
      const count = this.#codes[code]!;
      const shifted = code - this.#range.minimum;
      rows += count;
      sum += count * shifted;
      squares += count * shifted ** 2;
    }
    const variance = squares / rows - (sum / rows) ** 2;
    return { mean: this.#range.minimum + sum / rows, deviation: Math.sqrt(Math.max(0, variance)) };
  }

  /** The known values in ascending order, with how many rows have each. */
  points(): readonly ValuePoint[] {
    const codes = [...this.#codes.subarray(0, UNKNOWN_CODE)];
    return [
      ...codes.map((rows, code) => ({ least: code, greatest: code, rows })).filter(({ rows }) => rows > 0),
      ...this.#others.values(),
    ].sort((a, b) => a.least - b.least);
  }

  #addOther(value: number): void {
    const { minimum, maximum, isCoded } = this.#range;
    // Measured from the least value, squares of years or of millions keep their digits.
    this.#sum += value - minimum;
    this.#squares += (value - minimum) ** 2;
    const key = isCoded ? value : Math.floor(((value - minimum) / (maximum - minimum)) * STEPS);
    const point = this.#others.get(key);
    if (point === undefined) {
      this.#others.set(key, { least: value, greatest: value, rows: 1 });
      return;
    }
    point.least = Math.min(point.least, value);
    point.greatest = Math.max(point.greatest, value);
    point.rows++;
  }
}
