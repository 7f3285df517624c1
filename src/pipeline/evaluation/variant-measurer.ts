import { anyProbability } from '../prediction/prediction.ts';
import { drawResample, type MetricSamples } from './bootstrap.ts';
import { RELIABILITY_BINS } from './calibration-error.ts';
import { startResamplingKernel } from './resampling-kernel.ts';
import type { Bootstrap, Metrics } from './result.ts';
import { logLossOf } from './row-losses.ts';
import { rowAt, sortRows } from './sorted-rows.ts';

/** What is measured of a variant. */
const KEYS = ['roc_auc_any', 'log_loss', 'ece_any'] as const;

/** How good one variant of the predictions is. */
export interface VariantFigures {
  /** One that these rows leave undefined is absent. */
  readonly metrics: Metrics;
  /** The same metrics of resamples. All variants see the same draws: their samples are paired. */
  readonly samples: MetricSamples;
}

/** Measures one variant after the other of the predictions for the same rows; takes rows x classes probabilities. */
export type VariantMeasurer = (probabilities: Float64Array) => VariantFigures;

/** Prepares the resamples of rows with these classes. They are kept, which takes a byte a row and resample. */
export function createVariantMeasurer(labels: Uint8Array, { seed, resamples }: Bootstrap): VariantMeasurer {
  const rows = labels.length;
  const kernel = startResamplingKernel();
  const order = kernel.reserve(rows * Uint32Array.BYTES_PER_ELEMENT);
  const terms = kernel.reserve(2 * rows * Float64Array.BYTES_PER_ELEMENT);
  const out = kernel.reserve(KEYS.length * Float64Array.BYTES_PER_ELEMENT);
  const once = kernel.keep(new Uint8Array(rows).fill(1));
  const draws = Array.from({ length: resamples }, () => kernel.reserve(rows));
  draws.forEach((weights, number) => {
    drawResample(kernel, { seed, number, rows }, weights);
  });
  const measure = (weights: number): Float64Array => {
    kernel.judge(order, terms, weights, rows, RELIABILITY_BINS, out);
    return kernel.doubles(out, KEYS.length);
  };
  return (probabilities) => {
    const ranked = rankRows(probabilities, labels);
    kernel.write(order, ranked.order);
    kernel.write(terms, ranked.terms);
    const values = new Float64Array(resamples * KEYS.length);
    draws.forEach((weights, i) => {
      values.set(measure(weights), i * KEYS.length);
    });
    const whole = measure(once);
    const defined = KEYS.map((key, i) => [key, whole[i]!] as const).filter(([, value]) => !Number.isNaN(value));
    return { metrics: Object.fromEntries(defined), samples: { keys: KEYS, values } };
  };
}

/** Rows in the order of their probability of any class but the first, the greatest first. */
interface RankedRows {
  /** As in `SortedRows`. */
  readonly order: Uint32Array;
  /** Two of each row: its log-loss, and 1 or 0, as it is true, less the probability. */
  readonly terms: Float64Array;
}

function rankRows(probabilities: Float64Array, labels: Uint8Array): RankedRows {
  const classes = probabilities.length / labels.length;
  const score = (row: number): number => anyProbability(probabilities, row * classes, classes);
  const isAny = (row: number): boolean => labels[row]! > 0;
  const { order, scores } = sortRows({ score, isPositive: isAny }, labels.length);
  const terms = new Float64Array(2 * labels.length);
  for (let i = 0; i < labels.length; i++) {
    const row = rowAt(order, i);
    terms[2 * i] = logLossOf(probabilities[row * classes + labels[row]!]!);
    terms[2 * i + 1] = Number(isAny(row)) - scores[i]!;
  }
  return { order, terms };
}
