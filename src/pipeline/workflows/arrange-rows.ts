import { borrowMemory, giveBack } from '../../foundation/borrowed-memory.ts';
import { createRandom, shuffle } from '../../foundation/random.ts';
import { rowsBetween, type Column, type Dataset } from '../dataset/dataset.ts';
import type { RowSplit } from '../dataset/split.ts';
import type { LabelledRows } from './labelled-rows.ts';

/** Labelled rows whose parts lie side by side. */
export interface ArrangedRows extends Omit<LabelledRows, 'split'> {
  /** Each part as a data set of its own, in the memory of the whole. */
  readonly parts: Readonly<Record<keyof RowSplit, Dataset>>;
}

/**
 * Puts the rows of each part side by side, those to train on in a random order: a batch of neighbours is then a random
 * one, and lies in a few stretches of memory and not in a thousand places. The arrays themselves are changed, so that no
 * second copy of the rows is needed, and the split's are used up.
 */
export function arrangeRows({ split, ...rows }: LabelledRows, seed: number): ArrangedRows {
  const { dataset } = rows;
  const { train, validation, test } = split;
  shuffle(train, createRandom(seed, 'arrange'));
  reorder(dataset, [train, validation, test]);
  const trainEnd = train.length;
  const validationEnd = trainEnd + validation.length;
  for (const part of [train, validation, test]) giveBack(part.buffer);
  const parts = {
    train: rowsBetween(dataset, 0, trainEnd),
    validation: rowsBetween(dataset, trainEnd, validationEnd),
    test: rowsBetween(dataset, validationEnd, dataset.rows),
  };
  return { ...rows, parts };
}

function reorder({ rows, columns, labels }: Dataset, order: readonly Uint32Array[]): void {
  const all: readonly Column[] = [labels, ...columns];
  const memory = borrowMemory(rows * Math.max(...all.map((values) => values.BYTES_PER_ELEMENT)));
  for (const values of all) {
    const old = values instanceof Uint8Array ? new Uint8Array(memory, 0, rows) : new Float32Array(memory, 0, rows);
    old.set(values);
    let place = 0;
    for (const numbers of order) {
      for (let i = 0; i < numbers.length; i++) values[place++] = old[numbers[i]!]!;
    }
  }
  giveBack(memory);
}
