import type { RowBatch, RowIssue, RowSourceOptions } from './row-source.ts';

const BATCH_ROWS = 8192;

/** Collects rows until a batch is full, then hands it out and begins the next in the same arrays. */
export class RowBatchBuilder {
  /** One array for each requested column; the row in the making is at index `rows`. */
  readonly values: readonly Float64Array[];
  readonly lines = new Uint32Array(BATCH_ROWS);
  readonly keepsRaw: boolean;
  rows = 0;
  issues: RowIssue[] = [];
  #firstRow = 1;
  #raw: string[] = [];

  constructor(options: RowSourceOptions) {
    // A column that the header lacks is never written: it stays NaN.
    this.values = options.columns.map(() => new Float64Array(BATCH_ROWS).fill(Number.NaN));
    this.keepsRaw = options.keepRaw === true;
  }

  get isFull(): boolean {
    return this.rows === BATCH_ROWS;
  }

  /** The number of the row in the making, counted from 1. */
  get nextRow(): number {
    return this.#firstRow + this.rows;
  }

  /** Ends the row in the making, whose values have been written. `raw` is its text where raw rows are kept. */
  endRow(line: number, raw: string | undefined): void {
    this.lines[this.rows++] = line;
    if (raw !== undefined) this.#raw.push(raw);
  }

  /** The rows so far. The arrays of the batch are good until the next row is written. */
  take(): RowBatch {
    const { rows, values, lines, issues } = this;
    const batch: RowBatch = {
      firstRow: this.#firstRow,
      rows,
      values,
      lines,
      issues,
      ...(this.keepsRaw ? { raw: this.#raw } : {}),
    };
    this.#firstRow += rows;
    this.rows = 0;
    this.issues = [];
    this.#raw = [];
    return batch;
  }
}
