import { Readable } from 'node:stream';

import type { DiabetesError } from '../../../src/foundation/errors.ts';
import type { RowBatch, RowIssue, RowSource } from '../../../src/pipeline/dataset/row-source.ts';

/** All that a reading gave: every row with its place and values, every issue, and the error that ended it. */
export interface Reading {
  readonly rows: readonly { readonly row: number; readonly line: number; readonly values: readonly number[] }[];
  readonly raw: readonly string[];
  readonly issues: readonly RowIssue[];
  readonly error?: string;
}

/** A text as a stream of pieces of so many bytes. */
export function pieces(text: string | Buffer, size = 1 << 20): Readable {
  const bytes = Buffer.from(text);
  const parts: Buffer[] = [];
  for (let start = 0; start < bytes.length; start += size) parts.push(bytes.subarray(start, start + size));
  return Readable.from(parts, { objectMode: false });
}

export async function collect(batches: AsyncIterable<RowBatch>): Promise<Reading> {
  const rows: Reading['rows'][number][] = [];
  const raw: string[] = [];
  const issues: RowIssue[] = [];
  try {
    for await (const batch of batches) {
      for (let i = 0; i < batch.rows; i++) {
        const values = batch.values.map((column) => column[i]!);
        rows.push({ row: batch.firstRow + i, line: batch.lines[i]!, values });
      }
      if (batch.texts !== undefined) raw.push(...Array.from({ length: batch.rows }, (_, row) => batch.texts!.raw(row)));
      issues.push(...batch.issues);
    }
  } catch (error) {
    return { rows, raw, issues, error: (error as Error).message };
  }
  return { rows, raw, issues };
}

export async function collectValues(source: RowSource): Promise<readonly (readonly number[])[]> {
  const reading = await collect(source.batches());
  expectNothingWrong(reading);
  return reading.rows.map(({ values }) => values);
}

function expectNothingWrong({ issues, error }: Reading): void {
  if (issues.length > 0 || error !== undefined) throw new Error(error ?? JSON.stringify(issues));
}

/** The error that a promise is rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<DiabetesError> {
  return promise.then(
    () => {
      throw new Error('nothing was thrown');
    },
    (error: unknown) => error as DiabetesError,
  );
}
