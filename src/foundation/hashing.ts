import { createHash } from 'node:crypto';

/** The SHA-256 of some bytes or of a text's UTF-8 form, as 64 hex digits. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** What a stream holds: how many bytes, and their SHA-256 as 64 hex digits. */
export interface Digest {
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Reads a stream to its end.
 *
 * @param onBytes told after each chunk how many bytes there have been; what it throws ends the reading
 */
export async function digestOf(
  chunks: AsyncIterable<Uint8Array>,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<Digest> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    bytes += chunk.length;
    onBytes(bytes);
  }
  return { bytes, sha256: hash.digest('hex') };
}
