import { CARRIAGE_RETURN, COMMA, LINE_FEED, QUOTE } from './csv-grammar.ts';
import type { RowBatchBuilder } from './row-batch-builder.ts';
import type { RowLayout } from './row-layout.ts';
import { hasLostBytes, notUtf8 } from './utf8.ts';

const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
/** Integers of so many digits, and these powers of ten, are exact doubles: their quotient is rounded once, correctly. */
const EXACT_DIGITS = 15;
const POWERS_OF_TEN = Float64Array.from({ length: EXACT_DIGITS + 1 }, (_, power) => 10 ** power);

/** Why the byte reader stopped: the batch is full, the bytes end inside a row, or the row is not plain. */
export type ByteRowsStop = 'full' | 'incomplete' | 'not-plain';

/**
 * Reads plain rows straight from the bytes: as many cells as the header, requested cells empty or decimal digits with an
 * optional minus and point, no quote anywhere, LF or CRLF. It knows no issues: at a row of any other kind it stops.
 */
export class ByteRows {
  /** Where the next row begins in the bytes of the last `read`. */
  position = 0;
  /** The line on which the next row begins. */
  line: number;
  readonly #layout: RowLayout;
  readonly #batch: RowBatchBuilder;

  constructor(layout: RowLayout, batch: RowBatchBuilder, line: number) {
    this.#layout = layout;
    this.#batch = batch;
    this.line = line;
  }

  /** Reads rows into the batch from `start` on, and says why it stopped. */
  read(bytes: Buffer, start: number): ByteRowsStop {
    const batch = this.#batch;
    this.position = start;
    while (!batch.isFull) {
      const lineEnd = bytes.indexOf(LINE_FEED, this.position);
      if (lineEnd < 0) return 'incomplete';
      const rowEnd = lineEnd > this.position && bytes[lineEnd - 1] === CARRIAGE_RETURN ? lineEnd - 1 : lineEnd;
      if (rowEnd > this.position) {
        if (!this.#readRow(bytes, rowEnd)) return 'not-plain';
        batch.endRow(this.line, batch.keepsTexts ? this.#textOf(bytes, rowEnd) : undefined);
      }
      this.line++;
      this.position = lineEnd + 1;
    }
    return 'full';
  }

  #textOf(bytes: Buffer, rowEnd: number): string {
    const text = bytes.toString('utf8', this.position, rowEnd);
    const { issues, nextRow: row } = this.#batch;
    if (hasLostBytes(text, bytes, [this.position, rowEnd])) issues.push(notUtf8({ row, line: this.line }));
    return text;
  }

  /** Reads the cells of one row; false when it is not plain. `rowEnd` is the place of its LF or CRLF. */
  #readRow(bytes: Buffer, rowEnd: number): boolean {
    const { slots } = this.#layout;
    const { values, rows } = this.#batch;
    let position = this.position;
    for (let cell = 0; cell < slots.length; cell++) {
      const slot = slots[cell]!;
      const start = position;
      let byte = bytes[position]!;
      if (slot < 0) {
        while (byte !== COMMA && byte !== QUOTE && byte !== LINE_FEED && byte !== CARRIAGE_RETURN) {
          byte = bytes[++position]!;
        }
      } else {
        let digits = 0;
        let fraction = 0;
        let mantissa = 0;
        if (byte === MINUS) byte = bytes[++position]!;
        while (byte >= ZERO && byte <= NINE) {
          mantissa = mantissa * 10 + (byte - ZERO);
          digits++;
          byte = bytes[++position]!;
        }
        if (byte === POINT) {
          byte = bytes[++position]!;
          while (byte >= ZERO && byte <= NINE) {
            mantissa = mantissa * 10 + (byte - ZERO);
            fraction++;
            byte = bytes[++position]!;
          }
        }
        digits += fraction;
        let value = Number.NaN;
        if (digits > EXACT_DIGITS) {
          value = Number(bytes.toString('latin1', start, position));
          if (!Number.isFinite(value)) return false;
        } else if (digits > 0) value = (bytes[start] === MINUS ? -mantissa : mantissa) / POWERS_OF_TEN[fraction]!;
        else if (position > start) return false;
        values[slot]![rows] = value;
      }
      const isLast = cell === slots.length - 1;
      if (isLast ? position !== rowEnd : byte !== COMMA) return false;
      position++;
    }
    return true;
  }
}
