import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { DiabetesError } from '../../foundation/errors.ts';
import { unpacked } from './gunzip.ts';

/** Enough that reading costs little beside parsing. */
const CHUNK_BYTES = 256 * 1024;

/** What a message calls an input: its path, or `the input` for a stream. */
export function nameOf(input: string | Readable): string {
  return typeof input === 'string' ? input : 'the input';
}

/**
 * The bytes of a text file or stream, unpacked where they are gzip, piece by piece, and a line feed behind them: every
 * line has its end, the last one too. Leaving the iteration early closes the input.
 *
 * @param onBytes called with how many bytes were read, packed where they are
 * @throws DiabetesError `PATH_NOT_FOUND` when the path is absent, a folder, or may not be read; `INVALID_DATA` when it is
 * gzip that cannot be unpacked
 */
export async function* inputChunks(
  input: string | Readable,
  onBytes: (bytes: number) => void = () => undefined,
): AsyncGenerator<Buffer, void> {
  yield* unpacked(readChunks(input, onBytes), nameOf(input));
  yield Buffer.from('\n');
}

async function* readChunks(input: string | Readable, onBytes: (bytes: number) => void): AsyncGenerator<Buffer, void> {
  const stream = typeof input === 'string' ? createReadStream(input, { highWaterMark: CHUNK_BYTES }) : input;
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array | string>) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : asBuffer(chunk);
      onBytes(bytes.length);
      yield bytes;
    }
  } catch (error) {
    throw unreadable(nameOf(input), error);
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function unreadable(name: string, error: unknown): unknown {
  const notFound = (message: string, hint: string): DiabetesError =>
    new DiabetesError('PATH_NOT_FOUND', `${name} ${message}`, { hint, cause: error });
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return notFound('does not exist', 'Give the path of a CSV, JSON Lines or Parquet file.');
    case 'EISDIR':
      return notFound('is a folder, not a file', 'Give the path of a CSV, JSON Lines or Parquet file.');
    case 'EACCES':
    case 'EPERM':
      return notFound('may not be read: permission denied', 'Give yourself the right to read it.');
    default:
      return error;
  }
}
