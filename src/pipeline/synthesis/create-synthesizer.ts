import type { Dataset } from '../dataset/dataset.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';
import { toIntegers } from './integer-shares.ts';
import type { Mixture, MixtureColumn } from './mixture.ts';
import { compareRows } from './quality.ts';
import { sampleRows } from './sample-rows.ts';
import type { LabelNetwork, Sampler, Synthesizer } from './synthesizer.ts';
import { PROBABILITY_TOTAL, WEIGHT_TOTAL } from './synthesizer.ts';

export interface SynthesizerOptions {
  readonly schema: SurveySchema;
  /** The rows that mixture and label network were fitted on; the synthetic rows are compared with them. */
  readonly dataset: Dataset;
  readonly mixture: Mixture;
  readonly label: LabelNetwork;
  /** Draws the rows that the quality is measured on, as many as the dataset has. */
  readonly seed: number;
}

/** Rounds a fitted mixture and a label network to the figures of a synthesizer, and measures the rows it makes. */
export function createSynthesizer({ schema, dataset, mixture, label, seed }: SynthesizerOptions): Synthesizer {
  const sampler: Sampler = {
    formatVersion: 1,
    schema: schema.name,
    rows: mixture.rows,
    weights: toIntegers(mixture.weights, WEIGHT_TOTAL),
    columns: mixture.columns.map((column, index) => ({
      name: schema.indicators[index]!.name,
      minimum: column.minimum,
      probabilities: roundColumn(column, mixture.components),
    })),
    label: roundLabel(label),
  };
  const quality = compareRows(sampleRows(sampler, dataset.rows, seed), dataset);
  return {
    ...sampler,
    quality: {
      rows: quality.rows,
      marginalError: round(quality.marginalError, 3),
      meanMarginalError: round(quality.meanMarginalError, 3),
      correlationError: round(quality.correlationError, 4),
      copies: round(quality.copies, 4),
      realCopies: round(quality.realCopies, 4),
    },
  };
}

function roundColumn({ levels, probabilities }: MixtureColumn, components: number): readonly (readonly number[])[] {
  return Array.from({ length: components }, (_, component) =>
    toIntegers(probabilities.subarray(component * levels, (component + 1) * levels), PROBABILITY_TOTAL),
  );
}

function roundLabel({ encoder, network, weights }: LabelNetwork): LabelNetwork {
  const columns = encoder.columns.map((column) => ({ ...column, center: round(column.center, 4) }));
  return { encoder: { ...encoder, columns }, network, weights: weights.map((weight) => round(weight, 3)) };
}

function round(value: number, digits: number): number {
  // Adding 0 turns -0 into 0.
  return Math.round(value * 10 ** digits) / 10 ** digits + 0;
}
