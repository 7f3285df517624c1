/** Which cells of a row are wanted, and where their values go. */
export interface RowLayout {
  /** What messages call the file. */
  readonly name: string;
  /** For each cell of a row the place of its column among the requested ones, or -1. */
  readonly slots: Int32Array;
  /** The requested columns' names. */
  readonly columns: readonly string[];
}

/** The layout of a file with this header. */
export function layoutRows(header: readonly string[], columns: readonly string[], name: string): RowLayout {
  return { name, slots: Int32Array.from(header, (cell) => columns.indexOf(cell)), columns };
}
