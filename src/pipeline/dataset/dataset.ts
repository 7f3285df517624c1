/** The byte that stands for an unknown answer in a coded column. */
export const UNKNOWN_CODE = 255;

/**
 * One indicator's values, row by row. A `Uint8Array` holds integer codes of 0 to 254 and `UNKNOWN_CODE`; a column with
 * any other value is a `Float32Array`, in which NaN is unknown.
 */
export type Column = Uint8Array | Float32Array;

/** Labelled rows in memory: one column an indicator in the schema's order, and the class of each row. */
export interface Dataset {
  readonly rows: number;
  readonly columns: readonly Column[];
  /** The index into the schema's classes, row by row. */
  readonly labels: Uint8Array;
}

/** The rows from `start` to before `end`, as a data set in the same memory. */
export function rowsBetween({ columns, labels }: Dataset, start: number, end: number): Dataset {
  const own = labels.subarray(start, end);
  return { rows: own.length, columns: columns.map((column) => column.subarray(start, end)), labels: own };
}
