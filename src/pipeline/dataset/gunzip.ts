import { Readable, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { DiabetesError } from '../../foundation/errors.ts';

const MAGIC = [0x1f, 0x8b];

/**
 * The same bytes, unpacked where they begin as gzip does (RFC 1952, https://www.rfc-editor.org/rfc/rfc1952).
 *
 * @param name what messages call the bytes
 * @throws DiabetesError `INVALID_DATA` where the packed bytes end too early or were changed
 */
export async function* unpacked(chunks: AsyncGenerator<Buffer>, name: string): AsyncGenerator<Buffer> {
  const head = await firstBytes(chunks);
  const all = prepend(head, chunks);
  if (!MAGIC.every((byte, i) => head[i] === byte)) {
    yield* all;
    return;
  }
  const gunzip = createGunzip();
  // An error of the chunks is thrown by the loop; without the callback it would be thrown a second time.
  pipeline(Readable.from(all, { objectMode: false }), gunzip, () => undefined);
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
  } catch (error) {
    throw damaged(error, name);
  }
}

/** Bytes, and behind them chunks, which are closed with the iteration. */
export async function* prepend(first: Buffer, chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield first;
    yield* chunks;
  } finally {
    // When the rows are left at the first piece, the chunks have not been asked for and would stay open.
    await chunks.return(undefined);
  }
}

async function firstBytes(chunks: AsyncGenerator<Buffer>): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  while (bytes.length < MAGIC.length) {
    const next = await chunks.next();
    if (next.done === true) break;
    bytes = Buffer.concat([bytes, next.value]);
  }
  return bytes;
}

function damaged(error: unknown, name: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code?.startsWith('Z_') !== true) return error;
  const why = code === 'Z_BUF_ERROR' ? 'it ends too early' : message;
  return new DiabetesError('INVALID_DATA', `${name} is gzip that cannot be unpacked: ${why}`, {
    hint: 'Copy or download the file again.',
    cause: error,
  });
}
