import type { KeyHalves } from '../../foundation/key-sorter.ts';

/** How rows repeat and contradict each other. */
export interface RepeatCounts {
  readonly rows: number;
  /** Rows that differ in an answer or in the label. */
  readonly distinctRows: number;
  /** Sets of answers that differ, whatever the label. */
  readonly distinctAnswers: number;
  /** Sets of answers that occur with more than one label, and the rows that have them. */
  readonly conflictingAnswers: number;
  readonly conflictingRows: number;
  /** Rows that have the most frequent label of their answers. */
  readonly bestRows: number;
}

/** How many low bits of a key hold a row's class. */
export function classBits(classes: number): number {
  return 32 - Math.clz32(classes - 1);
}

/**
 * Puts the class of each row, an index from 0, in the lowest bits of its hash: sorted, equal answers stand together, and
 * among them equal classes.
 */
export function labelHashes({ low }: KeyHalves, classes: Uint8Array, bits: number): void {
  const mask = 2 ** bits - 1;
  for (let row = 0; row < low.length; row++) low[row] = (low[row]! & ~mask) | classes[row]!;
}

/** Counts repetitions in keys of `labelHashes` that come in ascending order. */
export class RepeatCounter {
  readonly #bits: number;
  /** How many rows of each class have the answers of the last key. */
  readonly #classes: Uint32Array;
  #high = 0;
  #low = 0;
  #counts = {
    rows: 0,
    distinctRows: 0,
    distinctAnswers: 0,
    conflictingAnswers: 0,
    conflictingRows: 0,
    bestRows: 0,
  };

  constructor(classes: number) {
    this.#bits = classBits(classes);
    this.#classes = new Uint32Array(classes);
  }

  /** Takes the next key. */
  take(high: number, low: number): void {
    const mask = 2 ** this.#bits - 1;
    const answersLow = (low & ~mask) >>> 0;
    if (high !== this.#high || answersLow !== this.#low) this.#endAnswers();
    this.#high = high;
    this.#low = answersLow;
    this.#classes[low & mask]!++;
  }

  /** All counts, after the last key. */
  finish(): RepeatCounts {
    this.#endAnswers();
    return this.#counts;
  }

  #endAnswers(): void {
    const counts = this.#counts;
    const classes = this.#classes;
    let rows = 0;
    let labels = 0;
    let best = 0;
    for (let i = 0; i < classes.length; i++) {
      const count = classes[i]!;
      rows += count;
      if (count > best) best = count;
      if (count > 0) labels++;
      classes[i] = 0;
    }
    if (rows === 0) return;
    counts.rows += rows;
    counts.distinctRows += labels;
    counts.distinctAnswers++;
    counts.bestRows += best;
    if (labels > 1) {
      counts.conflictingAnswers++;
      counts.conflictingRows += rows;
    }
  }
}
