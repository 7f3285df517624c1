import type { FileHandle } from 'node:fs/promises';

const CHUNK_BYTES = 64 * 1024;

/** The bytes of a file from `start` to before `end`. */
interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Sorted 64-bit keys that are looked at one after the other: from memory, or piece by piece from a file. */
export class KeyRun {
  /** The halves of the key at which it stands. */
  high = 0;
  low = 0;
  #words: Uint32Array;
  #next = 0;
  readonly #file: FileHandle | undefined;
  readonly #end: number;
  #position: number;

  /** @param words the low and the high half of each key */
  constructor(words: Uint32Array, file?: FileHandle, { start, end }: ByteRange = { start: 0, end: 0 }) {
    this.#words = words;
    this.#file = file;
    this.#position = start;
    this.#end = end;
    this.advance();
  }

  /** A run that stands in a file, at its first key. */
  static async open(file: FileHandle, range: ByteRange): Promise<KeyRun> {
    const run = new KeyRun(new Uint32Array(0), file, range);
    await run.refill();
    return run;
  }

  /** Whether all keys have been looked at. */
  get isDone(): boolean {
    return this.#next > this.#words.length;
  }

  /** Goes to the next key of those at hand; false where there is none. */
  advance(): boolean {
    const at = this.#next;
    this.#next += 2;
    if (at >= this.#words.length) return false;
    this.low = this.#words[at]!;
    this.high = this.#words[at + 1]!;
    return true;
  }

  /** Reads the next piece and goes to its first key; at the end the run is done. */
  async refill(): Promise<void> {
    const bytes = Buffer.alloc(Math.min(CHUNK_BYTES, this.#end - this.#position));
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await this.#file!.read(bytes, filled, bytes.length - filled, this.#position + filled);
      if (bytesRead === 0) throw new Error('a file of sorted keys ended early');
      filled += bytesRead;
    }
    this.#position += filled;
    this.#words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    this.#next = 0;
    this.advance();
  }
}
