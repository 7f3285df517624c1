import type { FileHandle } from 'node:fs/promises';
import { KeyRun } from './key-run.ts';
import { openNamelessFile } from './nameless-file.ts';
import { writeFailure } from './write-failure.ts';

const KEY_BYTES = 8;

export interface KeySorterOptions {
  /** Where keys go that do not fit in memory. */
  readonly scratchFolder: string;
  /** How many keys are held in memory; a million (8 MB) when left out. */
  readonly capacity?: number;
  /** Ends the writing and the merging. */
  readonly signal?: AbortSignal | undefined;
}

/** Keys of 64 bits as their halves. */
export interface KeyHalves {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
}

/** Takes a key of 64 bits as two unsigned halves. */
export type KeyVisitor = (high: number, low: number) => void;

/**
 * Sorts any number of 64-bit keys in a fixed amount of memory: whenever the memory is full its keys are sorted and
 * written out as a run, and in the end the runs are merged. Fewer keys than fit touch no file.
 */
export class KeySorter {
  readonly #scratchFolder: string;
  readonly #signal: AbortSignal | undefined;
  readonly #keys: BigUint64Array<ArrayBuffer>;
  /** The same memory on a little-endian machine: the low half of each key, then its high half. */
  readonly #words: Uint32Array;
  #size = 0;
  #runs = 0;
  #file: FileHandle | undefined;

  constructor({ scratchFolder, capacity = 2 ** 20, signal }: KeySorterOptions) {
    this.#scratchFolder = scratchFolder;
    this.#signal = signal;
    this.#keys = new BigUint64Array(capacity);
    this.#words = new Uint32Array(this.#keys.buffer);
  }

  /**
   * Takes keys.
   *
   * @throws DiabetesError `WRITE_FAILED` when they must be written out and cannot be
   */
  async add({ high, low }: KeyHalves): Promise<void> {
    for (let i = 0; i < high.length; i++) {
      if (this.#size === this.#keys.length) await this.#writeRun();
      this.#words[2 * this.#size] = low[i]!;
      this.#words[2 * this.#size + 1] = high[i]!;
      this.#size++;
    }
  }

  /** Visits every key in ascending order; equal keys as often as they were added. Nothing is added after it. */
  async forEach(visit: KeyVisitor): Promise<void> {
    this.#keys.subarray(0, this.#size).sort();
    const runs = [new KeyRun(this.#words.subarray(0, 2 * this.#size))];
    const { length } = this.#keys;
    for (let i = 0; i < this.#runs; i++) {
      const [start, end] = [i * length * KEY_BYTES, (i + 1) * length * KEY_BYTES];
      runs.push(await KeyRun.open(this.#file!, { start, end }));
    }
    await mergeRuns(runs, visit, this.#signal);
  }

  /** Frees what was written out. */
  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }

  async #writeRun(): Promise<void> {
    this.#signal?.throwIfAborted();
    this.#keys.sort();
    this.#file ??= await openNamelessFile(this.#scratchFolder);
    try {
      // Writes on from where the last run ended.
      await this.#file.writeFile(new Uint8Array(this.#keys.buffer));
    } catch (error) {
      throw writeFailure(this.#scratchFolder, error);
    }
    this.#runs++;
    this.#size = 0;
  }
}

/** A file of a hundred million rows makes a hundred runs: looking at the head of each is quick enough. */
async function mergeRuns(runs: readonly KeyRun[], visit: KeyVisitor, signal?: AbortSignal): Promise<void> {
  let left = runs.filter((run) => !run.isDone);
  while (left.length > 0) {
    let least = left[0]!;
    for (const run of left) {
      if (run.high < least.high || (run.high === least.high && run.low < least.low)) least = run;
    }
    visit(least.high, least.low);
    if (least.advance()) continue;
    signal?.throwIfAborted();
    await least.refill();
    left = left.filter((run) => !run.isDone);
  }
}
