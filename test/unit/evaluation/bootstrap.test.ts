import { describe, expect, it } from '@jest/globals';
import { createRandom } from '../../../src/foundation/random.ts';
import {
  differencesOf,
  drawSamples,
  intervalsOf,
  joinSamples,
  type MetricSamples,
} from '../../../src/pipeline/evaluation/bootstrap.ts';
import { createMeasurer, type Measurer } from '../../../src/pipeline/evaluation/measurer.ts';
import { computeMetrics } from '../../../src/pipeline/evaluation/metrics.ts';
import { madeUpPredictions } from './made-up-predictions.ts';

const good = createMeasurer(madeUpPredictions({ rows: 300, seed: 1 }));
const poor = createMeasurer(madeUpPredictions({ rows: 300, seed: 1, knows: 0.3 }));

describe('drawSamples', () => {
  it('draws as many rows as there are, each as often as any other', () => {
    const rows = 40;
    const total = new Float64Array(rows);
    const squares = new Float64Array(rows);
    const recorder: Measurer = {
      keys: ['sum'],
      rows,
      measure: (weights, out) => {
        out[0] = weights.reduce((sum, weight) => sum + weight, 0);
        weights.forEach((weight, row) => {
          total[row]! += weight;
          squares[row]! += (weight - 1) ** 2;
        });
      },
    };
    const resamples = 4000;
    const [samples] = drawSamples([recorder], { seed: 5, from: 0, to: resamples });
    expect(new Set(samples!.values)).toEqual(new Set([rows]));
    // How often a row is drawn is binomial: mean 1, variance 1 - 1 / rows.
    for (const sum of total) expect(Math.abs(sum / resamples - 1)).toBeLessThan(0.07);
    const variance = squares.reduce((sum, square) => sum + square, 0) / rows / resamples;
    expect(Math.abs(variance - (1 - 1 / rows))).toBeLessThan(0.02);
  });

  it('gives the same in parts as in one go', () => {
    const whole = drawSamples([good, poor], { seed: 9, from: 0, to: 20 });
    const parts = [
      [0, 7],
      [7, 8],
      [8, 20],
    ].map(([from, to]) => drawSamples([good, poor], { seed: 9, from: from!, to: to! }));
    [0, 1].forEach((i) => {
      expect(joinSamples(parts.map((part) => part[i]!))).toEqual(whole[i]);
    });
  });

  it('shows all measurers the same draws, and other ones for another seed', () => {
    const [, second] = drawSamples([good, poor], { seed: 9, from: 0, to: 5 });
    const [alone] = drawSamples([poor], { seed: 9, from: 0, to: 5 });
    const [other] = drawSamples([poor], { seed: 10, from: 0, to: 5 });
    expect(alone).toEqual(second);
    expect(other).not.toEqual(second);
  });
});

describe('intervalsOf', () => {
  const samplesOf = (...columns: readonly (readonly number[])[]): MetricSamples => ({
    keys: columns.map((_, i) => `m${i}`),
    values: Float64Array.from(columns[0]!.flatMap((_, i) => columns.map((column) => column[i]!))),
  });

  it('takes the 2.5th and 97.5th percentile as numpy does', () => {
    // numpy.percentile([5, 1, 9, 4, 4.5], [2.5, 97.5])
    const { m0, m1 } = intervalsOf(samplesOf([5, 1, 9, 4, 4.5], [0, 0, 0, 0, 0]));
    expect(m0![0]).toBeCloseTo(1.3, 14);
    expect(m0![1]).toBeCloseTo(8.6, 14);
    expect(m1).toEqual([0, 0]);
  });

  it('leaves undefined samples out, and a metric that most samples lack', () => {
    const intervals = intervalsOf(samplesOf([1, NaN, 1, NaN, 1], [1, NaN, NaN, NaN, 1], [NaN, NaN, NaN, NaN, NaN]));
    expect(intervals).toEqual({ m0: [1, 1] });
  });

  it('holds what was measured', () => {
    const predictions = madeUpPredictions({ rows: 600, seed: 4 });
    const { metrics } = computeMetrics(predictions);
    const [samples] = drawSamples([createMeasurer(predictions)], { seed: 1, from: 0, to: 300 });
    const intervals = intervalsOf(samples!, metrics);
    const keys = Object.keys(metrics);
    expect(Object.keys(intervals).sort()).toEqual(keys.sort());
    const outside = keys.filter((key) => intervals[key]![0] > metrics[key]! || intervals[key]![1] < metrics[key]!);
    expect(outside).toEqual([]);
  });

  it('moves the samples of a calibration error, which count noise, to the figure, and no others', () => {
    const samples: MetricSamples = { keys: ['ece_any', 'accuracy'], values: Float64Array.of(0.2, 2, 0.3, 3, 0.4, 4) };
    const moved = intervalsOf(samples, { ece_any: 0.25, accuracy: 1 });
    expect(moved.ece_any![0]).toBeCloseTo(0.155, 12);
    expect(moved.ece_any![1]).toBeCloseTo(0.345, 12);
    expect(moved.accuracy).toEqual(intervalsOf(samples).accuracy);
    expect(intervalsOf(samples, { ece_any: 0.01 }).ece_any![0]).toBe(0);
  });

  it('holds the truth as often as it says', () => {
    const isRight = 0.8;
    const held = Array.from({ length: 200 }, (_, i) => {
      const random = createRandom(i, 'coverage');
      const labels = Uint8Array.from({ length: 200 }, () => Number(random.uniform() < 0.3));
      const predicted = labels.map((label) => (random.uniform() < isRight ? label : 1 - label));
      const probabilities = Float64Array.from(Array.from(labels).flatMap(() => [0.7, 0.3]));
      const measurer = createMeasurer({ classIds: ['no', 'yes'], labels, predicted, probabilities });
      const [low, high] = intervalsOf(drawSamples([measurer], { seed: i, from: 0, to: 200 })[0]!).accuracy!;
      return low <= isRight && isRight <= high;
    });
    const share = held.filter(Boolean).length / held.length;
    expect(share).toBeGreaterThanOrEqual(0.9);
    expect(share).toBeLessThanOrEqual(0.99);
  });
});

describe('differencesOf', () => {
  it('subtracts the metrics that both have, resample by resample', () => {
    const samples = { keys: ['a', 'b', 'c'], values: Float64Array.of(1, 2, 3, 4, 5, NaN) };
    const baseline = { keys: ['c', 'a'], values: Float64Array.of(1, 0.5, 2, 0.25) };
    expect(differencesOf(samples, baseline)).toEqual({
      keys: ['a', 'c'],
      values: Float64Array.of(0.5, 2, 3.75, NaN),
    });
  });
});
