import { describe, expect, it } from '@jest/globals';
import { computeMetrics } from '../../../src/pipeline/evaluation/metrics.ts';

describe('computeMetrics', () => {
  it('leaves out what is undefined', () => {
    const { metrics: some } = computeMetrics({
      classIds: ['a', 'b', 'c'],
      labels: Uint8Array.of(0, 0, 1),
      predicted: Uint8Array.of(0, 1, 1),
      probabilities: Float64Array.of(0.9, 0.1, 0, 0.5, 0.4, 0.1, 0.2, 0.6, 0.2),
    });
    const left = ['ece_any_uncalibrated', 'roc_auc_macro_ovr', 'roc_auc_c', 'pr_auc_c'];
    expect(left.filter((key) => key in some)).toEqual([]);
    expect(some).toMatchObject({
      recall_c: 0,
      precision_c: 0,
      specificity_c: 1,
      balanced_accuracy: 0.75,
      roc_auc_any: 1,
    });
    expect(some.macro_recall).toBeCloseTo(0.5, 15);
  });

  it('has a number for every metric of a single row', () => {
    const { metrics: one } = computeMetrics({
      classIds: ['a', 'b'],
      labels: Uint8Array.of(0),
      predicted: Uint8Array.of(0),
      probabilities: Float64Array.of(1, 0),
    });
    expect(Object.values(one).every(Number.isFinite)).toBe(true);
    expect(one).toMatchObject({ accuracy: 1, brier: 0, ece_any: 0 });
    expect(one).not.toHaveProperty('quadratic_kappa');
    expect(one).not.toHaveProperty('roc_auc_any');
  });

  it('keeps the log-loss of a sure mistake finite', () => {
    const { metrics: sure } = computeMetrics({
      classIds: ['a', 'b'],
      labels: Uint8Array.of(1),
      predicted: Uint8Array.of(0),
      probabilities: Float64Array.of(1, 0),
    });
    expect(sure.log_loss).toBeCloseTo(-Math.log(Number.EPSILON), 12);
  });
});
