import type { TransformCallback } from 'node:stream';
import { Parser } from 'csv-parse';
import { CSV_GRAMMAR } from './csv-grammar.ts';

/** An unclosed quote must not gather the rest of a large file in memory. */
const LONGEST_ROW = 1024 * 1024;

/**
 * A row as csv-parse hands it out: its cells, and its text with its line ending and the blank lines before it. Each
 * character is a byte: what is no UTF-8 cannot be told once it is decoded.
 */
export interface ParsedRow {
  readonly record: readonly string[];
  readonly raw: string;
}

/**
 * csv-parse's stream of rows, in which an error comes as the last row: as a stream's error it would drop the rows that
 * were parsed before it and not read yet.
 */
export class RowParser extends Parser {
  constructor() {
    super({ ...CSV_GRAMMAR, raw: true, encoding: 'latin1', max_record_size: LONGEST_ROW });
  }

  override _transform(chunk: Buffer, encoding: BufferEncoding, done: TransformCallback): void {
    super._transform(chunk, encoding, (error) => {
      this.#finish(error, done);
    });
  }

  override _flush(done: TransformCallback): void {
    super._flush((error) => {
      this.#finish(error, done);
    });
  }

  #finish(error: Error | null | undefined, done: TransformCallback): void {
    if (error != null) this.push(error);
    done();
  }
}
