import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { DiabetesError } from '../errors.ts';
import { errorCodeOf } from '../write-failure.ts';
import { contentKindOf, type ContentKind } from './content-kind.ts';
import { chooseMember, memberChunks, type MemberChoice } from './zip-archive.ts';

/** A file as it is once it is unpacked. */
export interface Unpacked {
  readonly kind: ContentKind;
  /** The file of a zip archive. */
  readonly member?: string;
  /** How many bytes there are, where that is known before they are unpacked. */
  readonly bytes?: number;
  /** The bytes, piece by piece; each call begins anew. What is damaged throws DiabetesError INVALID_DATA on the way. */
  readonly chunks: () => AsyncGenerator<Buffer, void>;
}

export interface UnpackOptions extends MemberChoice {
  /** What messages call the file. */
  readonly name: string;
}

const CHUNK_BYTES = 256 * 1024;

/**
 * Opens a zip archive, a gz file or a plain file, whichever its bytes say that it is.
 *
 * @throws DiabetesError PATH_NOT_FOUND; INVALID_DATA for an archive that cannot be read; USAGE where it is open which of its
 *   files is meant
 */
export async function openUnpacked(path: string, { name, ...choice }: UnpackOptions): Promise<Unpacked> {
  const kind = await contentKindOf(path, name);
  if (kind === 'zip') {
    const entry = await chooseMember(path, choice, name);
    const chunks = (): AsyncGenerator<Buffer, void> => memberChunks(path, entry, name);
    return { kind, member: entry.fileName, bytes: entry.uncompressedSize, chunks };
  }
  if (choice.member !== undefined) {
    throw new DiabetesError('USAGE', `${name} is no zip archive, and so has no file ${choice.member}`, {
      hint: 'Leave --member out.',
    });
  }
  if (kind === 'gzip') return { kind, chunks: () => gzipChunks(path, name) };
  return { kind, bytes: (await stat(path)).size, chunks: () => fileChunks(path) };
}

async function* fileChunks(path: string): AsyncGenerator<Buffer, void> {
  yield* createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>;
}

async function* gzipChunks(path: string, name: string): AsyncGenerator<Buffer, void> {
  // The loop throws what went wrong; without the callback it would be thrown a second time.
  const bytes = pipeline(createReadStream(path), createGunzip({ chunkSize: CHUNK_BYTES }), () => undefined);
  try {
    yield* bytes as AsyncIterable<Buffer>;
  } catch (error) {
    throw damaged(error, name);
  }
}

function damaged(error: unknown, name: string): unknown {
  const code = String(errorCodeOf(error));
  if (!code.startsWith('Z_')) return error;
  const reason = error instanceof Error ? error.message : code;
  const problem = code === 'Z_BUF_ERROR' ? 'is cut short' : `is damaged: ${reason}`;
  return new DiabetesError('INVALID_DATA', `the gz file ${name} ${problem}`, {
    hint: 'Download it again.',
    cause: error,
  });
}
