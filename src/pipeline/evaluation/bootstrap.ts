import { createRandom } from '../../foundation/random.ts';
import type { Measurer } from './measurer.ts';
import { percentile } from './percentile.ts';
import { startResamplingKernel, type ResamplingKernel } from './resampling-kernel.ts';
import type { Interval, Metrics } from './result.ts';

/** Which resamples to take: each is drawn by seed and number, so that any of them can be taken anywhere. */
export interface Resamples {
  readonly seed: number;
  /** The first one's number, and the number behind the last one's. */
  readonly from: number;
  readonly to: number;
}

/** The metrics of resamples: one row a resample, one column a key; NaN where a resample leaves a metric undefined. */
export interface MetricSamples {
  readonly keys: readonly string[];
  readonly values: Float64Array;
}

/**
 * Draws as many rows as there are, with replacement, and measures them, again and again (Efron 1979,
 * https://doi.org/10.1214/aos/1176344552). All measurers must be of the same rows, and see the same draws: their samples
 * are paired.
 */
export function drawSamples(measurers: readonly Measurer[], { seed, from, to }: Resamples): readonly MetricSamples[] {
  const { rows } = measurers[0]!;
  const kernel = startResamplingKernel();
  const weights = kernel.reserve(rows);
  const drawn = kernel.bytes(weights, rows);
  const samples = measurers.map(({ keys }) => ({ keys, values: new Float64Array((to - from) * keys.length) }));
  for (let number = from; number < to; number++) {
    drawResample(kernel, { seed, number, rows }, weights);
    for (const [i, { measure, keys }] of measurers.entries()) {
      const start = (number - from) * keys.length;
      measure(drawn, samples[i]!.values.subarray(start, start + keys.length));
    }
  }
  return samples;
}

/** One of the resamples of a seed, of so many rows. */
export interface Resample {
  readonly seed: number;
  readonly number: number;
  readonly rows: number;
}

/** Writes how often each row is drawn, a byte a row, to an address of the kernel. */
export function drawResample({ draw }: ResamplingKernel, { seed, number, rows }: Resample, address: number): void {
  // A row that is drawn more than 255 times among many rows is rarer than any error of the machine.
  draw(...createRandom(seed, `resample ${number}`).state(), address, rows);
}

/** Samples that were taken in parts, in the order of their resamples. */
export function joinSamples(parts: readonly MetricSamples[]): MetricSamples {
  const values = new Float64Array(parts.reduce((length, part) => length + part.values.length, 0));
  let start = 0;
  for (const part of parts) {
    values.set(part.values, start);
    start += part.values.length;
  }
  return { keys: parts[0]!.keys, values };
}

/** How far one model's metrics are above another's, resample by resample: those that both have. */
export function differencesOf(samples: MetricSamples, baseline: MetricSamples): MetricSamples {
  const keys = samples.keys.filter((key) => baseline.keys.includes(key));
  const places = keys.map((key) => [samples.keys.indexOf(key), baseline.keys.indexOf(key)] as const);
  const resamples = samples.values.length / samples.keys.length;
  const values = new Float64Array(resamples * keys.length);
  for (let i = 0; i < resamples; i++) {
    const [start, baselineStart] = [i * samples.keys.length, i * baseline.keys.length];
    places.forEach(([own, other], place) => {
      values[i * keys.length + place] = samples.values[start + own]! - baseline.values[baselineStart + other]!;
    });
  }
  return { keys, values };
}

/**
 * The 95 % interval of each metric: the 2.5th and the 97.5th percentile of its samples. A metric that more than half of the
 * resamples leave undefined has none.
 *
 * @param figures the metrics of the rows themselves. A calibration error counts noise, and a resample has more of it than the
 *   rows: its samples are moved so that their mean is the figure (Efron and Tibshirani 1993, chapter 10)
 */
export function intervalsOf(
  { keys, values }: MetricSamples,
  figures: Metrics = {},
): Readonly<Record<string, Interval>> {
  const resamples = values.length / keys.length;
  const intervals: Record<string, Interval> = {};
  for (const [place, key] of keys.entries()) {
    const sorted = Float64Array.from({ length: resamples }, (_, i) => values[i * keys.length + place]!)
      .filter((value) => !Number.isNaN(value))
      .sort();
    if (sorted.length * 2 <= resamples) continue;
    const figure = figures[key];
    const bias = figure === undefined || !key.startsWith('ece_') ? 0 : meanOf(sorted) - figure;
    const end = (share: number): number => percentile(sorted, share) - bias;
    intervals[key] = bias === 0 ? [end(0.025), end(0.975)] : [Math.max(0, end(0.025)), Math.max(0, end(0.975))];
  }
  return intervals;
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
