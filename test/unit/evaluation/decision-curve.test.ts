import { describe, expect, it } from '@jest/globals';
import { decisionCurve } from '../../../src/pipeline/evaluation/decision-curve.ts';
import { madeUpPredictions } from './made-up-predictions.ts';

function curveOf(any: readonly number[], labels: readonly number[]) {
  return decisionCurve({
    classIds: ['no', 'yes'],
    labels: Uint8Array.from(labels),
    probabilities: Float64Array.from(any.flatMap((p) => [1 - p, p])),
  });
}

describe('decisionCurve', () => {
  const curve = curveOf([0.05, 0.2, 0.2, 0.6, 0.9], [0, 0, 1, 0, 1]);
  const at = (threshold: number) => curve.find((point) => point.threshold === threshold)!;

  it('is what a calculation by hand gives', () => {
    // At .2 four people are treated, two of them rightly: (2 - 2 x .2/.8) / 5; everyone: (2 - 3 x .25) / 5.
    expect(at(0.2).model).toBeCloseTo(0.3, 14);
    expect(at(0.2).everyone).toBeCloseTo(0.25, 14);
    // Just above it two are treated, one of them rightly.
    expect(at(0.21).model).toBeCloseTo((1 - 0.21 / 0.79) / 5, 14);
    // At .5 the odds are 1.
    expect(at(0.5)).toEqual({ threshold: 0.5, model: 0, everyone: -0.2 });
    expect(at(0.9).model).toBeCloseTo(0.2, 14);
  });

  it('goes in steps of .01 until no one is above', () => {
    expect(curve.map(({ threshold }) => threshold)).toEqual(Array.from({ length: 90 }, (_, i) => (i + 1) / 100));
    expect(curveOf([1, 0], [1, 0])).toHaveLength(99);
    expect(curveOf([0.004, 0], [1, 0])).toEqual([]);
  });

  it('of a calibrated model is nowhere below those of everyone and of no one', () => {
    const points = decisionCurve(madeUpPredictions({ rows: 4000, seed: 2 }));
    expect(points.length).toBeGreaterThan(80);
    expect(points.filter(({ model, everyone }) => model < everyone - 0.001)).toEqual([]);
    expect(points.filter(({ model }) => model < -0.001)).toEqual([]);
  });
});
