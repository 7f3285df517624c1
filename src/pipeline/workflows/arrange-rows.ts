import { createRandom, shuffle } from '../../foundation/random.ts';
import type { Column, Dataset } from '../dataset/dataset.ts';
import type { LabelledRows } from './labelled-rows.ts';

/**
 * Puts the rows of each part side by side, those to train on in a random order: a batch of neighbours is then a random
 * one, and lies in a few stretches of memory and not in a thousand places. The arrays themselves are changed, so that no
 * second copy of the rows is needed.
 */
export function arrangeRows({ dataset, split }: LabelledRows, seed: number): void {
  const order = new Uint32Array(dataset.rows);
  order.set(split.train);
  order.set(split.validation, split.train.length);
  order.set(split.test, split.train.length + split.validation.length);
  shuffle(order.subarray(0, split.train.length), createRandom(seed, 'arrange'));
  reorder(dataset, order);
  let row = 0;
  for (const part of [split.train, split.validation, split.test]) {
    for (let i = 0; i < part.length; i++) part[i] = row++;
  }
}

function reorder({ columns, labels }: Dataset, order: Uint32Array): void {
  const codes = new Uint8Array(order.length);
  for (const values of [labels, ...columns]) {
    const old: Column = values instanceof Uint8Array ? codes : new Float32Array(order.length);
    old.set(values);
    for (let row = 0; row < order.length; row++) values[row] = old[order[row]!]!;
  }
}
