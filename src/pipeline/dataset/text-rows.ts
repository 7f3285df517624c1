import { Readable, pipeline } from 'node:stream';
import { CsvError } from 'csv-parse';
import { DiabetesError } from '../../foundation/errors.ts';
import { notANumber, parseCell } from './cell.ts';
import { countLineEndings } from './csv-grammar.ts';
import { type ParsedRow, RowParser } from './row-parser.ts';
import type { RowBatchBuilder } from './row-batch-builder.ts';
import type { RowLayout } from './row-layout.ts';
import { placeOf, type RowBatch } from './row-source.ts';
import { hasLostBytes, notUtf8 } from './utf8.ts';

/** The rows of a file from some row on. */
export interface RowsStart {
  readonly chunks: AsyncGenerator<Buffer>;
  /** The line of the file at which the chunks begin. */
  readonly line: number;
}

/** A row with its place in the file. */
interface TextRow {
  readonly cells: readonly string[];
  /** The bytes without blank lines before them and without the line ending. */
  readonly raw: string;
  readonly line: number;
}

const NOT_ASCII = /[\x80-\xff]/;

/**
 * Reads any rows through csv-parse into the batch: quoted cells, signs, exponents, spaces. A batch is yielded whenever
 * it is full; what remains at the end stays in the builder.
 *
 * @throws DiabetesError `INVALID_DATA` at a quote that is not closed or stands inside an unquoted cell
 */
export async function* textBatches(
  start: RowsStart,
  layout: RowLayout,
  batch: RowBatchBuilder,
): AsyncGenerator<RowBatch, void> {
  const parser = new RowParser();
  // An error of the chunks is thrown by the loop; without the callback it would be thrown a second time.
  pipeline(Readable.from(start.chunks, { objectMode: false }), parser, () => undefined);
  let line = start.line;
  for await (const parsed of parser as AsyncIterable<ParsedRow | Error>) {
    if (parsed instanceof Error) throw notWellFormed(parsed, { row: batch.nextRow, line }, layout);
    const row = placeRow(parsed, line);
    addRow(row, layout, batch);
    line = row.line + 1 + countLineEndings(row.raw);
    if (batch.isFull) yield batch.take();
  }
}

/** csv-parse's raw text holds one CR or LF for each blank line before the row, and one for the row's own ending. */
function placeRow({ record, raw }: ParsedRow, line: number): TextRow {
  const blankLines = countBlankLines(raw);
  const end = raw.endsWith('\n') || raw.endsWith('\r') ? -1 : undefined;
  return { cells: record, raw: raw.slice(blankLines, end), line: line + blankLines };
}

function countBlankLines(raw: string): number {
  let count = 0;
  while (raw[count] === '\n' || raw[count] === '\r') count++;
  return count;
}

function addRow(row: TextRow, layout: RowLayout, batch: RowBatchBuilder): void {
  const { slots, columns } = layout;
  const { cells, line } = row;
  const isRagged = cells.length !== slots.length;
  if (isRagged) {
    const counted = `has ${cells.length} ${cells.length === 1 ? 'cell' : 'cells'}, the header has ${slots.length}`;
    batch.issues.push({ row: batch.nextRow, line, message: counted });
  }
  for (let cell = 0; cell < slots.length; cell++) {
    const slot = slots[cell]!;
    if (slot < 0) continue;
    const text = isRagged ? '' : decode(cells[cell]!);
    const value = parseCell(text);
    if (value === undefined) {
      batch.issues.push(notANumber(text, { row: batch.nextRow, line, column: columns[slot]! }));
    }
    batch.values[slot]![batch.rows] = value ?? Number.NaN;
  }
  batch.endRow(line, batch.keepsTexts ? textOf(row, batch) : undefined);
}

/** The row's text; an issue besides where it is not UTF-8. */
function textOf({ raw, line }: TextRow, batch: RowBatchBuilder): string {
  const text = decode(raw);
  // Of ASCII no byte is lost.
  const bytes = text === raw ? Buffer.alloc(0) : Buffer.from(raw, 'latin1');
  if (hasLostBytes(text, bytes, [0, bytes.length])) batch.issues.push(notUtf8({ row: batch.nextRow, line }));
  return text;
}

/** Text of characters that are bytes as what the bytes say in UTF-8. */
function decode(bytes: string): string {
  return NOT_ASCII.test(bytes) ? Buffer.from(bytes, 'latin1').toString() : bytes;
}

function notWellFormed(error: Error, place: { row: number; line: number }, layout: RowLayout): Error {
  if (!(error instanceof CsvError)) return error;
  const where = placeOf({ row: place.row, line: place.line + countBlankLines(String(error.raw)) });
  const message = `${layout.name} cannot be read on: ${where} ${reasonOf(error)}`;
  const hint = 'Enclose a cell that holds a quote in quotes, and write the quote inside twice.';
  return new DiabetesError('INVALID_DATA', message, { hint, cause: error });
}

function reasonOf({ code }: CsvError): string {
  switch (code) {
    case 'CSV_MAX_RECORD_SIZE':
      return 'is longer than 1 MiB, as it is when a quote is not closed';
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'has a quoted cell that is not closed';
    default:
      return 'has a quote where none may stand';
  }
}
