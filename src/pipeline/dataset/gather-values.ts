import { UNKNOWN_CODE, type Dataset } from './dataset.ts';

/**
 * The answers row by row, as a predictor takes them: rows x indicators, NaN for unknown.
 *
 * @param room where they are written, from its start on; new memory when left out
 */
export function gatherValues({ rows, columns }: Dataset, room = new Float32Array(rows * columns.length)): Float32Array {
  columns.forEach((column, i) => {
    const coded = column instanceof Uint8Array;
    for (let row = 0; row < rows; row++) {
      const value = column[row]!;
      room[row * columns.length + i] = coded && value === UNKNOWN_CODE ? Number.NaN : value;
    }
  });
  return room.subarray(0, rows * columns.length);
}
