import { describe, expect, it } from '@jest/globals';
import { metricKeys } from '../../../src/pipeline/evaluation/metric-keys.ts';
import {
  anyTitle,
  formatDifference,
  formatEstimate,
  formatMetric,
  MAIN_METRICS,
  metricTitle,
} from '../../../src/pipeline/evaluation/metric-titles.ts';

const CLASSES = [
  { id: 'none', title: 'No diabetes' },
  { id: 'pre', title: 'Prediabetes' },
  { id: 'type_2', title: 'Diabetes' },
];

describe('metricTitle', () => {
  it('has a title of its own for each metric', () => {
    const keys = metricKeys(CLASSES.map(({ id }) => id));
    const titles = keys.map((key) => metricTitle(key, CLASSES));
    expect(new Set(titles).size).toBe(keys.length);
    expect(titles.filter((title) => title.includes('_'))).toEqual([]);
  });

  it.each([
    ['roc_auc_any', 'ROC AUC, any'],
    ['recall_pre', 'recall, prediabetes'],
    ['pr_auc_type_2', 'PR AUC, diabetes'],
    ['f1_none', 'F1, no diabetes'],
    ['speed', 'speed'],
    ['toString', 'toString'],
  ])('of %s is %s', (key, title) => {
    expect(metricTitle(key, CLASSES)).toBe(title);
  });

  it('knows the main metrics, and what any is', () => {
    expect(metricKeys([])).toEqual(expect.arrayContaining([...MAIN_METRICS]));
    expect(anyTitle(CLASSES)).toBe('prediabetes or diabetes');
  });
});

describe('figures', () => {
  it.each([
    ['macro_f1', 0.46949, '0.469'],
    ['ece_any', 0.00412, '0.0041'],
    ['quadratic_kappa', -0.0001, '0.000'],
    ['quadratic_kappa', -0.25, '-0.250'],
    ['macro_f1', undefined, '-'],
    ['macro_f1', NaN, '-'],
  ])('%s of %s is %s', (key, value, text) => {
    expect(formatMetric(key, value)).toBe(text);
  });

  it('stand with their interval where there is one', () => {
    const intervals = { roc_auc_any: [0.8221, 0.8294], ece_any: [0.0035, 0.0061] } as const;
    const metrics = { roc_auc_any: 0.8252, macro_f1: 0.4691 };
    expect(formatEstimate('roc_auc_any', metrics, intervals)).toBe('0.825 [0.822, 0.829]');
    expect(formatEstimate('macro_f1', metrics, intervals)).toBe('0.469');
    expect(formatEstimate('ece_any', metrics, intervals)).toBe('-');
  });

  it.each([
    [0.0061, '+0.0061'],
    [-0.0097, '-0.0097'],
    [0, '+0.0000'],
    [-0.00001, '+0.0000'],
  ])('a difference of %d is %s', (difference, text) => {
    expect(formatDifference(difference)).toBe(text);
  });
});
