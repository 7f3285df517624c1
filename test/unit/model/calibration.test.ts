import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createRandom } from '../../../src/foundation/random.ts';
import { fitTemperature } from '../../../src/pipeline/model/calibration.ts';
import { softmaxRows } from '../../../src/pipeline/model/forward.ts';

function logLoss(logits: Float64Array, labels: Uint8Array, temperature: number): number {
  const classes = logits.length / labels.length;
  const probabilities = new Float64Array(logits.length);
  softmaxRows(logits, { classes, temperature }, probabilities);
  return labels.reduce((sum, label, row) => sum - Math.log(probabilities[row * classes + label]!), 0) / labels.length;
}

describe('fitTemperature', () => {
  it('has no better neighbour', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 2, max: 4 }), (seed, classes) => {
        const random = createRandom(seed, 'test');
        const labels = Uint8Array.from({ length: 80 }, () => random.below(classes));
        const logits = Float64Array.from({ length: 80 * classes }, (_, i) => {
          const isOwn = labels[Math.floor(i / classes)] === i % classes;
          return 4 * random.normal() + (isOwn ? 3 : 0);
        });
        const { temperature } = fitTemperature(logits, labels, classes);
        const loss = logLoss(logits, labels, temperature);
        for (const factor of [0.5, 0.9, 0.999, 1.001, 1.1, 2]) {
          const other = Math.min(100, Math.max(0.01, temperature * factor));
          expect(loss).toBeLessThanOrEqual(logLoss(logits, labels, other) + 1e-14);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('finds the temperature that the labels were drawn with', () => {
    // Three of four rows are of class 0: softmax must give 3/4, so the logits' difference of 4 must become ln 3.
    const logits = Float64Array.from([4, 0, 4, 0, 4, 0, 4, 0]);
    const { temperature } = fitTemperature(logits, Uint8Array.of(0, 0, 0, 1), 2);
    expect(temperature).toBeCloseTo(4 / Math.log(3), 9);
  });

  it('is 1 where every temperature is as good', () => {
    expect(fitTemperature(new Float64Array(6), Uint8Array.of(0, 1), 3).temperature).toBe(1);
    expect(fitTemperature(new Float64Array(0), new Uint8Array(0), 3).temperature).toBe(1);
  });

  it('stays between 0.01 and 100', () => {
    const logits = Float64Array.of(1, 0, 0, 1);
    expect(fitTemperature(logits, Uint8Array.of(0, 1), 2).temperature).toBeCloseTo(0.01, 6);
    expect(fitTemperature(logits, Uint8Array.of(1, 0), 2).temperature).toBeCloseTo(100, 3);
  });
});
