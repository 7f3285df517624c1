import { createRandom } from '../../foundation/random.ts';
import type { Dataset } from '../dataset/dataset.ts';
import type { CodedColumn } from './joint-codes.ts';
import { asCoded } from './joint-codes.ts';
import { createFit, expect, maximise, scatter } from './mixture-steps.ts';
import type { Mixture } from './mixture.ts';

export interface MixtureOptions {
  readonly dataset: Dataset;
  /** The number of classes. */
  readonly classes: number;
  readonly components: number;
  /** Passes over all rows; as many over a sample of them come first. */
  readonly iterations: number;
  readonly seed: number;
  /** Called after each pass over all rows with the mean log-likelihood of a row before it; awaited, so it may yield. */
  readonly onIteration?: (done: number, meanLogLikelihood: number) => Promise<void>;
}

/** The start is made on about this many rows: components come apart sooner there, and the passes are short. */
const SAMPLE_ROWS = 25_000;

/**
 * Fits a mixture by expectation and maximisation (Dempster, Laird and Rubin 1977) from a random start. Unknown answers
 * contribute nothing to the likelihood. The same dataset and seed give the same bytes.
 *
 * @throws DiabetesError INVALID_DATA when a column is not coded or has no known value
 */
export async function fitMixture(options: MixtureOptions): Promise<Mixture> {
  const { dataset, classes, components, iterations, seed, onIteration } = options;
  const label: CodedColumn = { codes: dataset.labels, minimum: 0, levels: classes, states: classes };
  const columns = [...dataset.columns.map((column, index) => asCoded(column, `indicator ${index + 1}`)), label];
  const fit = createFit(columns, components);
  const sample = { count: dataset.rows, step: Math.ceil(dataset.rows / SAMPLE_ROWS) };
  scatter(fit, sample, createRandom(seed, 'mixture'));
  maximise(fit);
  for (let iteration = 1; iteration <= iterations; iteration++) {
    expect(fit, sample);
    maximise(fit);
  }
  for (let iteration = 1; iteration <= iterations; iteration++) {
    const logLikelihood = expect(fit, { count: dataset.rows, step: 1 });
    maximise(fit);
    await onIteration?.(iteration, logLikelihood / dataset.rows);
  }
  const { weights, variables } = fit;
  return {
    components,
    rows: dataset.rows,
    weights,
    columns: variables.slice(0, -1),
    label: variables.at(-1)!,
  };
}
