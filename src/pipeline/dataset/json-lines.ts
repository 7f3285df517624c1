import { LINE_FEED } from './csv-grammar.ts';
import type { JsonRowReader } from './json-row-reader.ts';

const LONGEST_LINE = 1024 * 1024;

/** Why the reader stopped: the batch is full, or the bytes end inside a line. */
export type JsonLinesStop = 'full' | 'incomplete';

/** Divides bytes into lines, and has each that is not blank read as a row. */
export class JsonLines {
  /** Where the next line begins in the bytes of the last `read`. */
  position = 0;
  /** Whether there are no more bytes than were read. */
  hasEnded = false;
  readonly #reader: JsonRowReader;
  #line = 1;
  /** Whether the bytes before the next line feed belong to a line that is too long. */
  #isInLongLine = false;

  constructor(reader: JsonRowReader) {
    this.#reader = reader;
  }

  /** Reads lines from `start` on, and says why it stopped. */
  read(bytes: Buffer, start: number): JsonLinesStop {
    this.position = start;
    while (!this.#reader.isFull) {
      const end = bytes.indexOf(LINE_FEED, this.position);
      const isLong = (end < 0 ? bytes.length : end) - this.position > LONGEST_LINE;
      if (isLong && !this.#isInLongLine) this.#reader.addLongLine(bytes, this.position, this.#line);
      else if (end >= 0 && !this.#isInLongLine) this.#reader.addLine(bytes, [this.position, end], this.#line);
      if (end < 0) {
        // The rest of a line that is too long is not gathered.
        this.#isInLongLine ||= isLong;
        if (this.#isInLongLine) this.position = bytes.length;
        return 'incomplete';
      }
      this.#isInLongLine = false;
      this.#line++;
      this.position = end + 1;
    }
    return 'full';
  }
}
