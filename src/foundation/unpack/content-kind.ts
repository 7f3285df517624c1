import { open, stat } from 'node:fs/promises';
import { DiabetesError } from '../errors.ts';
import { readFailure } from '../read-text-file.ts';
import { systemError } from '../write-failure.ts';

/** What a file holds. */
export type ContentKind = 'zip' | 'gzip' | 'web-page' | 'plain';

const HEAD_BYTES = 512;

/**
 * What a file holds, by its first bytes, whatever its name says.
 *
 * @param name what messages call the file
 * @throws DiabetesError PATH_NOT_FOUND where it is no file that can be read
 */
export async function contentKindOf(path: string, name: string): Promise<ContentKind> {
  const head = await readHead(path, name);
  // An archive of nothing begins with the signature of its end.
  if (startsWith(head, [0x50, 0x4b, 0x03, 0x04]) || startsWith(head, [0x50, 0x4b, 0x05, 0x06])) return 'zip';
  if (startsWith(head, [0x1f, 0x8b])) return 'gzip';
  return /^\uFEFF?\s*<(!doctype html|html|head|body)\b/i.test(head.toString()) ? 'web-page' : 'plain';
}

async function readHead(path: string, name: string): Promise<Buffer> {
  try {
    const existing = await stat(path);
    if (existing.isDirectory()) throw systemError('EISDIR');
    // Opening a pipe would wait for its writer; and an archive is read more than once, from its end.
    if (!existing.isFile()) {
      throw new DiabetesError('PATH_NOT_FOUND', `${name} is a pipe or a device, not a file`, {
        hint: 'Write what comes from it into a file first, and name that.',
      });
    }
    const handle = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (cause instanceof DiabetesError) throw cause;
    const message = `the file ${name} ${readFailure(cause)}`;
    throw new DiabetesError('PATH_NOT_FOUND', message, { hint: 'Check the path.', cause });
  }
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, i) => bytes[i] === byte);
}
