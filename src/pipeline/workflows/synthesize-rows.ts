import { setImmediate } from 'node:timers/promises';
import { writeFileAtomically } from '../../foundation/atomic-files.ts';
import type { Clock } from '../../foundation/clock.ts';
import type { Reporter } from '../../foundation/events.ts';
import { gzip } from '../../foundation/gzip.ts';
import { quantity } from '../../foundation/quantity.ts';
import { csvHeader, csvRows } from '../dataset/write-csv.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';
import { createRowSampler } from '../synthesis/sample-rows.ts';
import type { Synthesizer } from '../synthesis/synthesizer.ts';
import { progressReporter } from './progress-reporter.ts';
import { createStageRunner } from './stages.ts';

export interface SyntheticCsvOptions {
  readonly synthesizer: Synthesizer;
  /** The survey that the synthesizer was fitted to. */
  readonly schema: SurveySchema;
  readonly rows: number;
  readonly seed: number;
  /** Whether the class of each row is written. */
  readonly labelled: boolean;
  /** Told how many rows have been drawn. */
  readonly onRows?: (rows: number) => void;
  readonly signal?: AbortSignal;
}

export interface SyntheticFileOptions extends Omit<SyntheticCsvOptions, 'onRows'> {
  /** Packed where it ends in .gz. */
  readonly out: string;
  readonly report: Reporter;
  readonly clock: Clock;
}

/** How many rows are in memory at a time. */
const BLOCK_ROWS = 4096;

/**
 * Writes synthetic rows to a file, which holds all of them or what it held before.
 *
 * @throws DiabetesError WRITE_FAILED; the signal's reason when it aborts
 */
export async function writeSyntheticRows({ out, report, clock, ...options }: SyntheticFileOptions): Promise<void> {
  const { rows } = options;
  await createStageRunner(report, clock)('sample', 'Drawing rows', async () => {
    const tell = progressReporter('sample', report);
    const onRows = (done: number): void => {
      tell(done, rows);
    };
    const chunks = syntheticCsv({ ...options, onRows });
    await writeFileAtomically(out, out.endsWith('.gz') ? gzip(chunks) : chunks);
    return { value: undefined, summary: quantity(rows, 'row') };
  });
}

/**
 * Synthetic rows as CSV text, piece by piece, so that memory does not grow with their number. The same synthesizer and
 * seed give the same rows, with and without labels, and fewer rows are the first of more.
 *
 * @throws the signal's reason when it aborts
 */
export async function* syntheticCsv(options: SyntheticCsvOptions): AsyncGenerator<string, void> {
  const { synthesizer, schema, rows, seed, labelled, onRows, signal } = options;
  const sample = createRowSampler(synthesizer, seed);
  yield csvHeader(schema, { labelled });
  for (let drawn = 0; drawn < rows;) {
    // Drawing waits for nothing: without a pause a signal would not be seen.
    await setImmediate();
    signal?.throwIfAborted();
    const block = sample(Math.min(BLOCK_ROWS, rows - drawn));
    yield* csvRows(block, schema, { labelled });
    drawn += block.rows;
    onRows?.(drawn);
  }
}
