import { describe, expect, it } from '@jest/globals';
import {
  classScores,
  confusionMetrics,
  confusionOf,
  quadraticKappa,
} from '../../../src/pipeline/evaluation/confusion.ts';

const confusion = confusionOf(Uint8Array.of(0, 0, 0, 1, 1, 2), Uint8Array.of(0, 0, 1, 1, 2, 2), 3);

describe('a confusion', () => {
  it('counts by true and predicted class', () => {
    expect(confusion).toEqual([
      [2, 1, 0],
      [0, 1, 1],
      [0, 0, 1],
    ]);
  });

  it('gives the scores of one class against the others', () => {
    expect(classScores(confusion, 1)).toEqual({ support: 2, precision: 0.5, recall: 0.5, f1: 0.5, specificity: 0.75 });
  });

  it('gives kappa 1 for agreement, 0 for a constant, and none where there is nothing to disagree on', () => {
    expect(
      quadraticKappa([
        [3, 0],
        [0, 2],
      ]),
    ).toBe(1);
    expect(
      quadraticKappa([
        [3, 0],
        [2, 0],
      ]),
    ).toBe(0);
    expect(
      quadraticKappa([
        [3, 0],
        [0, 0],
      ]),
    ).toBeNaN();
    expect(
      confusionMetrics([
        [3, 0],
        [0, 0],
      ]),
    ).not.toHaveProperty('quadratic_kappa');
  });

  it('gives 0 for a share of nothing', () => {
    expect(
      confusionMetrics([
        [0, 0],
        [0, 0],
      ]),
    ).toEqual({
      accuracy: 0,
      balanced_accuracy: 0,
      macro_f1: 0,
      weighted_f1: 0,
      macro_precision: 0,
      macro_recall: 0,
    });
  });
});
