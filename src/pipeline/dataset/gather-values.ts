import { UNKNOWN_CODE, type Dataset } from './dataset.ts';

/** The answers of some rows, row by row as a predictor takes them: rows x indicators, NaN for unknown. */
export function gatherValues({ columns }: Dataset, rows: Uint32Array): Float32Array {
  const values = new Float32Array(rows.length * columns.length);
  columns.forEach((column, i) => {
    const coded = column instanceof Uint8Array;
    for (let row = 0; row < rows.length; row++) {
      const value = column[rows[row]!]!;
      values[row * columns.length + i] = coded && value === UNKNOWN_CODE ? Number.NaN : value;
    }
  });
  return values;
}
