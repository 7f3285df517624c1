import { describe, expect, it } from '@jest/globals';
import { calibrationFloor } from '../../../src/pipeline/evaluation/calibration-floor.ts';
import { computeMetrics } from '../../../src/pipeline/evaluation/metrics.ts';
import { madeUpPredictions } from './made-up-predictions.ts';

describe('calibrationFloor', () => {
  const predictions = madeUpPredictions({ rows: 6000, seed: 8 });
  const { mean, high } = calibrationFloor(predictions, 1);

  it('is about what the binomial distribution gives', () => {
    // The gap of a bin is about normal with a standard deviation of sqrt(sum of p (1 - p)): its mean is sqrt(2 / pi) of it.
    const any = Float64Array.from(predictions.labels, (_, row) => 1 - predictions.probabilities[row * 3]!).sort();
    let gaps = 0;
    for (let bin = 0; bin < 15; bin++) {
      const variance = any.subarray(bin * 400, (bin + 1) * 400).reduce((sum, p) => sum + p * (1 - p), 0);
      gaps += Math.sqrt((2 / Math.PI) * variance);
    }
    expect(Math.abs(mean / (gaps / 6000) - 1)).toBeLessThan(0.05);
    expect(high).toBeGreaterThan(mean * 1.1);
    expect(high).toBeLessThan(mean * 1.6);
  });

  it('is rarely exceeded by a calibrated model, and always by one that is not', () => {
    const models = Array.from({ length: 40 }, (_, seed) => madeUpPredictions({ rows: 1000, seed }));
    const above = models.filter((model) => computeMetrics(model).metrics.ece_any! > calibrationFloor(model, 1).high);
    expect(above.length).toBeLessThanOrEqual(6);
    const shifted = {
      ...predictions,
      probabilities: predictions.probabilities.map((p, i) => (i % 3 === 0 ? p : p / 2)),
    };
    expect(computeMetrics(shifted).metrics.ece_any).toBeGreaterThan(calibrationFloor(shifted, 1).high * 5);
  });

  it('does not depend on the labels, and is the same for the same seed', () => {
    const others = predictions.labels.map((label) => (label + 1) % 3);
    expect(calibrationFloor({ ...predictions, labels: others }, 1)).toEqual({ mean, high });
    expect(calibrationFloor(predictions, 2)).not.toEqual({ mean, high });
  });

  it('is 0 for sure probabilities', () => {
    const sure = { classIds: ['a', 'b'], labels: Uint8Array.of(0, 1), probabilities: Float64Array.of(1, 0, 0, 1) };
    expect(calibrationFloor(sure, 1)).toEqual({ mean: 0, high: 0 });
  });
});
