import type { RowBatch, RowIssue, RowPlace, RowSourceOptions, RowTexts } from './row-source.ts';

const BATCH_ROWS = 8192;
/** A batch of long rows has fewer of them. */
const BATCH_CHARACTERS = 2 ** 24;

type CellsOf = (raw: string) => ReturnType<RowTexts['cells']>;

/** Collects rows until a batch is full, then hands it out and begins the next in the same arrays. */
export class RowBatchBuilder {
  /** One array for each requested column; the row in the making is at index `rows`. */
  readonly values: readonly Float64Array[];
  readonly lines = new Uint32Array(BATCH_ROWS);
  readonly keepsTexts: boolean;
  rows = 0;
  issues: RowIssue[] = [];
  laterColumns: RowPlace[] = [];
  readonly #cellsOf: CellsOf;
  #firstRow = 1;
  #raw: string[] = [];
  #characters = 0;

  /** @param cellsOf how a row's text is divided */
  constructor(options: RowSourceOptions, cellsOf: CellsOf) {
    // A column that the header lacks is never written: it stays NaN.
    this.values = options.columns.map(() => new Float64Array(BATCH_ROWS).fill(Number.NaN));
    this.keepsTexts = options.keepTexts === true;
    this.#cellsOf = cellsOf;
  }

  get isFull(): boolean {
    return this.rows === BATCH_ROWS || this.#characters > BATCH_CHARACTERS;
  }

  /** The number of the row in the making, counted from 1. */
  get nextRow(): number {
    return this.#firstRow + this.rows;
  }

  /** Ends the row in the making, whose values have been written. `raw` is its text where texts are kept. */
  endRow(line: number, raw: string | undefined): void {
    this.lines[this.rows++] = line;
    if (raw === undefined) return;
    this.#raw.push(raw);
    this.#characters += raw.length;
  }

  /** The rows so far. The arrays of the batch are good until the next row is written. */
  take(): RowBatch {
    const { rows, values, lines, issues, laterColumns } = this;
    const batch: RowBatch = {
      firstRow: this.#firstRow,
      rows,
      values,
      lines,
      issues,
      ...(this.keepsTexts ? { texts: textsOf(this.#raw, this.#cellsOf) } : {}),
      ...(laterColumns.length > 0 ? { laterColumns } : {}),
    };
    this.#firstRow += rows;
    this.rows = 0;
    this.issues = [];
    this.laterColumns = [];
    this.#raw = [];
    this.#characters = 0;
    return batch;
  }
}

function textsOf(raw: readonly string[], cellsOf: CellsOf): RowTexts {
  return { raw: (row) => raw[row]!, cells: (row) => cellsOf(raw[row]!) };
}
