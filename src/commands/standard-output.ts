import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { writeFailure } from '../foundation/write-failure.ts';
import type { CommandContext } from './command-context.ts';

/** Whether rows go where results go; `/dev/stdout` opened a second time would overwrite what stands there. */
export function isStandardOutput(out: string | undefined): out is undefined | '-' {
  return out === undefined || ['-', '/dev/stdout', '/dev/fd/1', '/proc/self/fd/1'].includes(out);
}

/** Writes rows to standard output as they come. @throws DiabetesError WRITE_FAILED */
export async function writeRows(
  { stdout }: CommandContext,
  chunks: Iterable<string> | AsyncIterable<string>,
): Promise<void> {
  await pipeline(Readable.from(chunks), stdout, { end: false }).catch((error: unknown) => {
    throw writeFailure('the rows to standard output', error);
  });
}
