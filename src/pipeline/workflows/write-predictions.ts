import { appendFile, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { replaceFiles } from '../../foundation/atomic-files.ts';
import { gzip } from '../../foundation/gzip.ts';
import { writeFailure } from '../../foundation/write-failure.ts';
import { isGzipPath } from '../dataset/format-of-path.ts';
import type { Predictions } from './open-predictions.ts';
import type { PredictedBatch } from './predict-batches.ts';
import { parquetContent } from './predicted-parquet.ts';
import { textOf } from './predicted-text.ts';
import { REJECTED_HEADER, rejectedCsv } from './rejected-rows.ts';

export interface WritePredictionsOptions {
  /** A path, or whatever takes the rows as text. */
  readonly out: string | ((text: AsyncIterable<string>) => Promise<void>);
  /** The path of a CSV file of the rejected rows. */
  readonly errors?: string;
  /** Called with how many rows have been read so far. */
  readonly onRows?: (rows: number) => void;
  readonly signal?: AbortSignal;
}

/** How many rows were predicted, and how many could not be. */
export interface WrittenPredictions {
  readonly rows: number;
  readonly rejected: number;
}

/**
 * Writes each row of the input with its predictions, and the rows that cannot be predicted where they are collected. Text
 * is packed where a path ends in `.gz`. The files are complete, or not there.
 *
 * @throws DiabetesError WRITE_FAILED, PACKAGE_MISSING; what the predictions throw
 */
export async function writePredictions(
  predictions: Predictions,
  options: WritePredictionsOptions,
): Promise<WrittenPredictions> {
  const { out, errors } = options;
  const written = { rows: 0, rejected: 0 };
  const paths = [errors, typeof out === 'string' ? out : undefined].filter((path) => path !== undefined);
  await replaceFiles(paths, async (places) => {
    const append = errors === undefined ? undefined : appenderTo(errors, places[0]!);
    await append?.(REJECTED_HEADER);
    const batches = () => countBatches(predictions, written, { ...options, append });
    const counted = { ...predictions, batches };
    if (typeof out === 'string') await writeTo({ path: out, place: places.at(-1)! }, counted, options.signal);
    else await out(textOf(counted));
  });
  return written;
}

type Append = (text: string) => Promise<void>;

/** Adds text to a file; packed text is a gzip file of several members then (RFC 1952). */
function appenderTo(path: string, place: string): Append {
  return async (text) => {
    await appendFile(place, isGzipPath(path) ? gzipSync(text) : text).catch((error: unknown) => {
      throw writeFailure(path, error);
    });
  };
}

async function* countBatches(
  { batches }: Predictions,
  written: { rows: number; rejected: number },
  { append, onRows }: Pick<WritePredictionsOptions, 'onRows'> & { readonly append: Append | undefined },
): AsyncGenerator<PredictedBatch> {
  for await (const batch of batches()) {
    const { rows, rejected } = batch;
    if (rejected.length > 0) await append?.(rejectedCsv(rejected));
    yield batch;
    written.rows += rows;
    written.rejected += rejected.length;
    onRows?.(written.rows + written.rejected);
  }
}

/** Fills the place of a file that will be at a path. */
async function writeTo(
  { path, place }: { readonly path: string; readonly place: string },
  predictions: Predictions,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    if (predictions.to === 'parquet') {
      // DuckDB is loaded for Parquet alone.
      const { writeParquet } = await import('../dataset/write-parquet.ts');
      await writeParquet(place, { ...parquetContent(predictions), ...(signal === undefined ? {} : { signal }) });
      return;
    }
    const text = textOf(predictions);
    await writeFile(place, isGzipPath(path) ? gzip(text) : text, { flag: 'a' });
  } catch (error) {
    throw writeFailure(path, error);
  }
}
