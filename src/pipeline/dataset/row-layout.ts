import { refuseRepeatedColumns } from './header.ts';
import type { RowSourceOptions } from './row-source.ts';

/** Which cells of a row are wanted, and where their values go. */
export interface RowLayout {
  /** What messages call the file. */
  readonly name: string;
  /** For each cell of a row the place of its column among the requested ones, or -1. */
  readonly slots: Int32Array;
  /** The requested columns' names. */
  readonly columns: readonly string[];
}

/**
 * The layout of a file with this header.
 *
 * @throws DiabetesError `INVALID_DATA` when a column that is read stands in the header twice
 */
export function layoutRows(header: readonly string[], options: RowSourceOptions, name: string): RowLayout {
  const { columns, ignore = [] } = options;
  const read = columns.map((column) => (ignore.includes(column) ? undefined : column));
  refuseRepeatedColumns(
    header,
    read.filter((column) => column !== undefined),
    name,
  );
  return { name, slots: Int32Array.from(header, (cell) => read.indexOf(cell)), columns };
}
