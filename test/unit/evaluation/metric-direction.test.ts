import { describe, expect, it } from '@jest/globals';
import { metricDirection } from '../../../src/pipeline/evaluation/metric-keys.ts';

describe('metricDirection', () => {
  it.each([
    ['roc_auc_any', 'maximize'],
    ['log_loss', 'minimize'],
    ['val_brier', 'minimize'],
    ['val_macro_f1', 'maximize'],
    ['recall_diabetes', 'maximize'],
    ['train_loss', undefined],
    ['recall', undefined],
    ['toString', undefined],
  ])('of %s is %s', (key, direction) => {
    expect(metricDirection(key)).toBe(direction);
  });
});
