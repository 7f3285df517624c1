import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';

/** The same text as gzip bytes (RFC 1952, https://www.rfc-editor.org/rfc/rfc1952), piece by piece. */
export function gzip(chunks: AsyncIterable<string>): AsyncIterable<Uint8Array> {
  // Whoever reads is told what went wrong; without the callback it would be thrown a second time.
  return pipeline(Readable.from(chunks), createGzip(), () => undefined);
}
