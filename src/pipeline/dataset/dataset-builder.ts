import type { SurveySchema } from '../schema/survey-schema.ts';
import type { Dataset } from './dataset.ts';
import { GrowingColumn } from './growing-column.ts';
import type { RowBatch } from './row-source.ts';

/** Gathers valid batches, each with the label's column first and then the indicators', of one file or of several. */
export class DatasetBuilder {
  readonly #classes: ReadonlyMap<number, number>;
  readonly #labels = new GrowingColumn();
  readonly #columns: readonly GrowingColumn[];

  constructor({ target, indicators }: SurveySchema) {
    this.#classes = new Map(target.classes.map(({ label }, index) => [label, index]));
    this.#columns = indicators.map(() => new GrowingColumn());
  }

  /** How many rows there are so far. */
  get rows(): number {
    return this.#labels.length;
  }

  add({ rows, values }: RowBatch): void {
    const [labels, ...columns] = values.map((column) => column.subarray(0, rows));
    this.#labels.add(labels!.map((label) => this.#classes.get(label)!));
    columns.forEach((column, i) => {
      this.#columns[i]!.add(column);
    });
  }

  /** The rows from `start` on, in the builder's memory. */
  rowsFrom(start: number): Dataset {
    return {
      rows: this.rows - start,
      columns: this.#columns.map((column) => column.valuesFrom(start)),
      labels: this.#labels.valuesFrom(start) as Uint8Array,
    };
  }
}
