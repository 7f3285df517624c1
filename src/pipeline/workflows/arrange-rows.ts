import { createRandom, shuffle } from '../../foundation/random.ts';
import type { Dataset } from '../dataset/dataset.ts';
import type { RowSplit } from '../dataset/split.ts';
import type { LabelledRows } from './labelled-rows.ts';

/**
 * Puts the rows of each part side by side, those to train on in a random order: a batch of neighbours is then a random
 * one, and lies in a few stretches of memory and not in a thousand places. The data set's arrays are changed, so that no
 * second copy of the rows is needed.
 */
export function arrangeRows(rows: LabelledRows, seed: number): LabelledRows {
  const { dataset, split } = rows;
  const order = new Uint32Array(dataset.rows);
  order.set(shuffle(split.train.slice(), createRandom(seed, 'arrange')));
  order.set(split.validation, split.train.length);
  order.set(split.test, split.train.length + split.validation.length);
  reorder(dataset, order);
  return { ...rows, split: sideBySide(split) };
}

function reorder({ columns, labels }: Dataset, order: Uint32Array): void {
  for (const values of [labels, ...columns]) {
    const old = values.slice();
    for (let row = 0; row < order.length; row++) values[row] = old[order[row]!]!;
  }
}

function sideBySide({ train, validation, test }: RowSplit): RowSplit {
  const numbers = (first: number, count: number): Uint32Array =>
    Uint32Array.from({ length: count }, (_, i) => first + i);
  return {
    train: numbers(0, train.length),
    validation: numbers(train.length, validation.length),
    test: numbers(train.length + validation.length, test.length),
  };
}
