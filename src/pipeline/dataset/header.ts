import { isUtf8 } from 'node:buffer';
import { parse } from 'csv-parse/sync';
import { DiabetesError } from '../../foundation/errors.ts';
import { parseCell, showText } from './cell.ts';
import { CARRIAGE_RETURN, CSV_GRAMMAR, LINE_FEED, QUOTE, countLineEndings } from './csv-grammar.ts';

const LONGEST_HEADER = 1024 * 1024;

/** A file's header and what was read behind it. */
export interface HeaderReading {
  readonly header: readonly string[];
  readonly rawHeader: string;
  /** The line at which `rest` begins. */
  readonly nextLine: number;
  /** The bytes behind the header's line ending that came with it. */
  readonly rest: Buffer;
  /** Whether the names are UTF-8 text. */
  readonly isUtf8: boolean;
}

/**
 * Reads the first row that is not blank: column names, without the spaces around them.
 *
 * @param chunks the file from its first byte on, with a line ending at its end; read no further than needed
 * @param name what messages call the file
 * @throws DiabetesError `INVALID_DATA` when the file does not begin with a comma-separated header
 */
export async function readHeader(chunks: AsyncIterator<Buffer>, name: string): Promise<HeaderReading> {
  let bytes = Buffer.alloc(0);
  for (;;) {
    const next = await chunks.next();
    const isWhole = next.done === true;
    if (!isWhole) bytes = Buffer.concat([bytes, next.value]);
    const start = headerStart(bytes);
    const end = headerEnd(bytes, start);
    // What follows a CR at the end of the bytes is not known yet.
    if (end !== undefined && (isWhole || end + 1 < bytes.length)) return readingOf(bytes, [start, end], name);
    if (isWhole)
      throw invalid(`the header of ${name} has a quote that is not closed`, 'Close the quote, or remove it.');
    if (bytes.length > LONGEST_HEADER)
      throw invalid(`${name} is not CSV: its first line does not end within 1 MiB`, 'Give a CSV file.');
  }
}

/** Behind a byte order mark and blank lines. */
function headerStart(bytes: Buffer): number {
  let start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (bytes[start] === LINE_FEED || bytes[start] === CARRIAGE_RETURN) start++;
  return start;
}

/** Where the header's line ending begins; undefined while it has not been read. */
function headerEnd(bytes: Buffer, start: number): number | undefined {
  let isQuoted = false;
  for (let i = start; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) isQuoted = !isQuoted;
    else if (!isQuoted && (byte === LINE_FEED || byte === CARRIAGE_RETURN)) return i;
  }
  return undefined;
}

function readingOf(bytes: Buffer, [start, end]: readonly [number, number], name: string): HeaderReading {
  const isCrLf = bytes[end] === CARRIAGE_RETURN && bytes[end + 1] === LINE_FEED;
  const rawHeader = bytes.toString('utf8', start, end);
  return {
    header: parseHeader(rawHeader, name),
    rawHeader,
    nextLine: 2 + countLineEndings(bytes.toString('utf8', 0, end)),
    rest: bytes.subarray(end + (isCrLf ? 2 : 1)),
    isUtf8: isUtf8(bytes.subarray(start, end)),
  };
}

/**
 * The column names of a header as it stands in a file, without the spaces around them.
 *
 * @param name what messages call the file
 * @throws DiabetesError `INVALID_DATA` when it is not a comma-separated header
 */
export function parseHeader(rawHeader: string, name: string): string[] {
  const cells = splitHeader(rawHeader, name);
  const delimiter = cells.length === 1 ? /[;\t]/.exec(rawHeader)?.[0] : undefined;
  if (delimiter !== undefined) {
    const shown = delimiter === ';' ? 'semicolons' : 'tabs';
    throw invalid(`${name} is separated by ${shown}, not by commas`, 'Save it with commas between the cells.');
  }
  if (cells.every((cell) => parseCell(cell) !== undefined)) {
    const hint = 'Put the column names, separated by commas, into the first line.';
    throw invalid(`${name} has no header: its first line is ${showText(rawHeader)}`, hint);
  }
  return cells;
}

function splitHeader(rawHeader: string, name: string): string[] {
  try {
    return parse(rawHeader, CSV_GRAMMAR)[0]!.map((cell) => cell.trim());
  } catch (error) {
    const message = `the header of ${name} has a quote inside a name that is not quoted`;
    throw new DiabetesError('INVALID_DATA', message, { hint: 'Remove the quote, or enclose the name.', cause: error });
  }
}

/**
 * Makes sure that no requested name stands in the header twice.
 *
 * @throws DiabetesError `INVALID_DATA` with the name that does
 */
export function refuseRepeatedColumns(header: readonly string[], columns: readonly string[], name: string): void {
  const repeated = columns.find((column) => header.indexOf(column) !== header.lastIndexOf(column));
  if (repeated === undefined) return;
  throw invalid(`the header of ${name} holds ${showText(repeated)} more than once`, 'Keep one of the columns.');
}

function invalid(message: string, hint: string): DiabetesError {
  return new DiabetesError('INVALID_DATA', message, { hint });
}
