/** Something wrong with one cell or row of a file. */
export interface RowIssue {
  /** The data row, counted from 1; the header is not counted. */
  readonly row: number;
  /** The line of the file on which the row begins, counted from 1; the header is line 1. 0 in a file without lines. */
  readonly line: number;
  /** The column's name, where the issue is in one. */
  readonly column?: string;
  /** The value as messages show it, where one is wrong: `"abc"`. */
  readonly value?: string;
  /** What is wrong; it begins with the value: `"abc" is not a number`. */
  readonly message: string;
  /** What to do where that is more than to correct a value. */
  readonly hint?: string;
}

/** Where a value is. */
export type RowPlace = Required<Pick<RowIssue, 'row' | 'line' | 'column'>>;

/** Where an issue is, for a person: `row 7 (line 8), column BMI`. */
export function placeOf({ row, line, column }: Pick<RowIssue, 'row' | 'line' | 'column'>): string {
  return `row ${row}${line === 0 ? '' : ` (line ${line})`}${column === undefined ? '' : `, column ${column}`}`;
}

/** Consecutive rows of a file, column by column. The arrays are reused: what is kept must be copied. */
export interface RowBatch {
  /** The first row's number, counted from 1. */
  readonly firstRow: number;
  readonly rows: number;
  /** For each requested column its values in the first `rows` places; NaN is an empty cell or an absent column. */
  readonly values: readonly Float64Array[];
  /** The line of the file on which each row begins; 0 in a file without lines. */
  readonly lines: Uint32Array;
  /** Cells and rows that could not be read; their values are NaN. */
  readonly issues: readonly RowIssue[];
  /** The rows as texts; only where they were asked for. */
  readonly texts?: RowTexts;
  /** Where rows of JSON Lines have a column that the header lacks. */
  readonly laterColumns?: readonly RowPlace[];
}

/** The rows of a batch as texts. They are made when they are asked for, before the next batch is. */
export interface RowTexts {
  /** A row as it stands in the file, without the line ending; a row of Parquet as it would stand in CSV. */
  readonly raw: (row: number) => string;
  /** Its cells, in the order of the header; null where there is none. */
  readonly cells: (row: number) => readonly (string | null)[];
}

export type RowFormat = 'csv' | 'json-lines' | 'parquet';

/** How much of an input has been read. */
export interface ReadAmount {
  readonly done: number;
  readonly total: number;
  readonly unit: 'byte' | 'row';
}

/** A file's rows as column batches: one interface, whatever the format. */
export interface RowSource {
  readonly format: RowFormat;
  /** The columns' names, in the file's order. */
  readonly header: readonly string[];
  /** How many rows the header was gathered from, where later ones may have other columns; JSON Lines has no header. */
  readonly headerRows?: number;
  /** The header as it stands in a CSV file, without the line ending, or as it would stand there. */
  readonly rawHeader: string;
  /** For each column whether all of its texts are numbers; where a format has types. */
  readonly isNumeric?: readonly boolean[];
  /** How far the reading is; undefined where nobody knows how much there is. */
  readonly progress: () => ReadAmount | undefined;
  /** May be called once; reading to the end, or leaving the loop, closes the file. */
  readonly batches: () => AsyncIterable<RowBatch>;
  /** Closes the file when its batches are not wanted after all. */
  readonly close: () => Promise<void>;
}

export interface RowSourceOptions {
  /** The columns to read, in the order of the batches' `values`. One that the header lacks reads as NaN. */
  readonly columns: readonly string[];
  /** Columns to read as if the header lacked them. */
  readonly ignore?: readonly string[];
  /** Whether batches carry the rows as texts; one that is not UTF-8 is an issue then. */
  readonly keepTexts?: boolean;
  /** Whether a row of JSON Lines may have a requested column that the header lacks; it is an issue otherwise. */
  readonly allowLaterColumns?: boolean;
  /** What messages call the input; a file's path when left out. */
  readonly name?: string;
}
