import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { DiabetesError } from '../../foundation/errors.ts';
import { showText } from './cell.ts';
import { prepend } from './gunzip.ts';
import { inputChunks, nameOf } from './input-chunks.ts';
import type { RowSource } from './row-source.ts';

/** What a file holds is judged by as many bytes at least, where it has them. */
const JUDGED_BYTES = 512;

/** A text whose first bytes have been looked at. */
export interface OpenText {
  /** What messages call it. */
  readonly name: string;
  /** All of it, unpacked, with a line feed behind it. */
  readonly chunks: AsyncGenerator<Buffer>;
  readonly format: 'csv' | 'json-lines';
  readonly progress: RowSource['progress'];
}

/**
 * Opens a text file or stream, gzip or plain, and tells by its first bytes what it holds.
 *
 * @param name what messages call it; a file's path when left out
 * @throws DiabetesError `PATH_NOT_FOUND` when there is no file to read; `INVALID_DATA` when it is empty or no rows of text;
 *   `USAGE` for Parquet from a stream
 */
export async function openText(input: string | Readable, name = nameOf(input)): Promise<OpenText> {
  const total = typeof input === 'string' ? await sizeOf(input) : 0;
  let done = 0;
  const chunks = inputChunks(input, (bytes) => {
    done += bytes;
  });
  try {
    const head = await readHead(chunks);
    return {
      name,
      chunks: prepend(head, chunks),
      format: formatOf(head, name),
      progress: () => (total === 0 ? undefined : { done: Math.min(done, total), total, unit: 'byte' }),
    };
  } catch (error) {
    await chunks.return(undefined);
    throw error;
  }
}

/** A regular file's bytes; 0 for anything else. What cannot be read is told by whoever reads it. */
async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true ? found.size : 0;
}

async function readHead(chunks: AsyncGenerator<Buffer>): Promise<Buffer> {
  let head = Buffer.alloc(0);
  while (head.length < JUDGED_BYTES) {
    const next = await chunks.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  return head;
}

function formatOf(bytes: Buffer, name: string): OpenText['format'] {
  if (bytes.toString('latin1', 0, 4) === 'PAR1') {
    const hint = 'Name the file itself, not a stream of its bytes.';
    throw new DiabetesError('USAGE', `${name} is Parquet, which cannot be read from a stream`, { hint });
  }
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (isUtf16) throw invalid(`${name} is UTF-16 text; only UTF-8 is read`, 'Save it as UTF-8.');
  const head = bytes.subarray(0, JUDGED_BYTES);
  if (head.includes(0)) throw invalid(`${name} is not a text file: it holds NUL bytes`, 'Give a CSV file.');
  // A byte order mark counts as white space.
  const text = head.toString().trim();
  if (text === '' && bytes.length < JUDGED_BYTES) {
    throw invalid(`${name} is empty`, 'Give a CSV file with a header and rows, or JSON Lines.');
  }
  if (text.startsWith('<')) {
    const hint = 'Give the data file itself, not a page about it.';
    throw invalid(`${name} is HTML or XML, not CSV: it begins with ${showText(firstLine(text))}`, hint);
  }
  if (/^\[\s*(?:[[{\]]|$)/.test(text)) {
    const hint = `Turn it into JSON Lines, one object a line: jq -c '.[]' people.json > people.jsonl`;
    throw invalid(`${name} is a JSON array, not rows of CSV or JSON Lines`, hint);
  }
  return text.startsWith('{') ? 'json-lines' : 'csv';
}

function firstLine(text: string): string {
  return text.split(/[\r\n]/, 1)[0]!;
}

function invalid(message: string, hint: string): DiabetesError {
  return new DiabetesError('INVALID_DATA', message, { hint });
}
