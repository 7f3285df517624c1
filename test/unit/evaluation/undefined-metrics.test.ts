import { describe, expect, it } from '@jest/globals';
import { computeMetrics } from '../../../src/pipeline/evaluation/metrics.ts';
import { undefinedMetrics } from '../../../src/pipeline/evaluation/undefined-metrics.ts';
import { madeUpPredictions } from './made-up-predictions.ts';

const whole = madeUpPredictions({ rows: 60, seed: 1 });

/** By reason, for rows with these labels. */
function keysByReason(relabel: (label: number) => number, predicted = whole.predicted) {
  const predictions = { ...whole, labels: whole.labels.map(relabel), predicted };
  const found: Record<string, string[]> = {};
  for (const { key, reason } of undefinedMetrics(predictions, computeMetrics(predictions).metrics))
    (found[reason] ??= []).push(key);
  return found;
}

describe('undefinedMetrics', () => {
  it('is empty where all are there', () => {
    expect(keysByReason((label) => label)).toEqual({});
  });

  it('names the class that is not there', () => {
    expect(keysByReason((label) => label % 2)).toEqual({
      'no row is of class diabetes': ['roc_auc_macro_ovr', 'roc_auc_diabetes', 'pr_auc_diabetes'],
    });
    expect(keysByReason((label) => Math.max(1, label))).toEqual({
      'no row is of class none': ['roc_auc_any', 'roc_auc_macro_ovr', 'pr_auc_any', 'roc_auc_none', 'pr_auc_none'],
    });
  });

  it('names the only class that is there', () => {
    expect(keysByReason(() => 0)).toEqual({
      'every row is of class none': ['roc_auc_any', 'roc_auc_macro_ovr', 'pr_auc_any', 'roc_auc_none', 'pr_auc_none'],
      'no row is of class prediabetes': ['roc_auc_prediabetes', 'pr_auc_prediabetes'],
      'no row is of class diabetes': ['roc_auc_diabetes', 'pr_auc_diabetes'],
    });
    expect(keysByReason(() => 2)).toMatchObject({
      'no row is of class none': ['roc_auc_any', 'pr_auc_any', 'roc_auc_none', 'pr_auc_none'],
      'every row is of class diabetes': ['roc_auc_macro_ovr', 'roc_auc_diabetes', 'pr_auc_diabetes'],
    });
  });

  it('says why there is no kappa, and what was not given', () => {
    expect(
      keysByReason(
        () => 0,
        whole.predicted.map(() => 0),
      ),
    ).toMatchObject({
      'every row has the same true and predicted class': ['quadratic_kappa'],
    });
    const { uncalibratedAny, ...calibrated } = whole;
    expect(uncalibratedAny).toBeDefined();
    expect(undefinedMetrics(calibrated, computeMetrics(calibrated).metrics)).toEqual([
      { key: 'ece_any_uncalibrated', reason: 'the probabilities before calibration are not there' },
    ]);
  });
});
