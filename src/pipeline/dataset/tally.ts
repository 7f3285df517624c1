import { UNKNOWN_CODE, type Column } from './dataset.ts';

/** The known values of some rows of a column in ascending order, and how often each occurs. */
export interface Tally {
  readonly values: ArrayLike<number>;
  readonly counts: ArrayLike<number>;
  /** How many are known. */
  readonly known: number;
  readonly unknown: number;
}

/** Counts the values at these rows. */
export function tallyOf(column: Column, rows: Uint32Array): Tally {
  if (column instanceof Float32Array) {
    const values = Float32Array.from(rows, (row) => column[row]!)
      .filter((value) => !Number.isNaN(value))
      .sort();
    const counts = new Uint8Array(values.length).fill(1);
    return { values, counts, known: values.length, unknown: rows.length - values.length };
  }
  const counts = new Uint32Array(UNKNOWN_CODE + 1);
  for (const row of rows) counts[column[row]!]! += 1;
  const unknown = counts[UNKNOWN_CODE]!;
  const codes = Uint8Array.from({ length: UNKNOWN_CODE }, (_, code) => code).filter((code) => counts[code]! > 0);
  return {
    values: codes,
    counts: Uint32Array.from(codes, (code) => counts[code]!),
    known: rows.length - unknown,
    unknown,
  };
}
