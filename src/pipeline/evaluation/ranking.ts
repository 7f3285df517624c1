import type { LabelledProbabilities } from '../model/decision.ts';
import { ascendingOrder } from '../model/ordering.ts';
import { anyProbability } from '../prediction/prediction.ts';

/**
 * How well a score tells two kinds of rows apart, threshold by threshold: all that ROC, precision-recall and
 * reliability need. Index i is the i-th distinct score from the greatest; rows of equal score are never told apart.
 */
export interface Ranking {
  readonly scores: Float64Array;
  /** The positive and the negative rows whose score is at least `scores[i]`. */
  readonly truePositives: Float64Array;
  readonly falsePositives: Float64Array;
  readonly positives: number;
  readonly negatives: number;
}

/**
 * @param scores 0 or more, one a row
 * @param isPositive 1 or 0, one a row
 */
export function rankByScore(scores: Float64Array, isPositive: Uint8Array): Ranking {
  const order = ascendingOrder(scores);
  const distinct = new Float64Array(scores.length);
  const truePositives = new Float64Array(scores.length);
  const falsePositives = new Float64Array(scores.length);
  let length = 0;
  let positives = 0;
  for (let i = order.length - 1; i >= 0; i--) {
    const row = order[i]!;
    const score = scores[row]!;
    positives += isPositive[row]!;
    if (length === 0 || score !== distinct[length - 1]) length++;
    distinct[length - 1] = score;
    truePositives[length - 1] = positives;
    falsePositives[length - 1] = order.length - i - positives;
  }
  return {
    scores: distinct.subarray(0, length),
    truePositives: truePositives.subarray(0, length),
    falsePositives: falsePositives.subarray(0, length),
    positives,
    negatives: scores.length - positives,
  };
}

/** Rows ranked by the probability of any class but the first, against whether they are of one. */
export function rankAny({ probabilities, labels, classes }: LabelledProbabilities): Ranking {
  const scores = new Float64Array(labels.length);
  for (let row = 0; row < scores.length; row++) scores[row] = anyProbability(probabilities, row * classes, classes);
  const isAny = labels.map((label) => (label > 0 ? 1 : 0));
  return rankByScore(scores, isAny);
}

/** Rows ranked by the probability of class k, against whether they are of it. */
export function rankClass({ probabilities, labels, classes }: LabelledProbabilities, k: number): Ranking {
  const scores = new Float64Array(labels.length);
  for (let row = 0; row < scores.length; row++) scores[row] = probabilities[row * classes + k]!;
  const isOfClass = labels.map((label) => (label === k ? 1 : 0));
  return rankByScore(scores, isOfClass);
}

/** Whether the ranking has both kinds of rows; without them its metrics are undefined. */
export function hasBothKinds({ positives, negatives }: Ranking): boolean {
  return positives > 0 && negatives > 0;
}

/** The area under the ROC curve: how often a positive row scores above a negative one, equal scores counting half. */
export function rocAuc({ truePositives, falsePositives, positives, negatives }: Ranking): number {
  let area = 0;
  let lastTrue = 0;
  let lastFalse = 0;
  for (let i = 0; i < truePositives.length; i++) {
    area += ((falsePositives[i]! - lastFalse) * (truePositives[i]! + lastTrue)) / 2;
    lastTrue = truePositives[i]!;
    lastFalse = falsePositives[i]!;
  }
  return area / (positives * negatives);
}

/** The mean of precision weighted by the growth of recall, without interpolation, as scikit-learn defines it. */
export function averagePrecision({ truePositives, falsePositives, positives }: Ranking): number {
  let area = 0;
  let lastTrue = 0;
  for (let i = 0; i < truePositives.length; i++) {
    const found = truePositives[i]!;
    area += ((found - lastTrue) * found) / (found + falsePositives[i]!);
    lastTrue = found;
  }
  return area / positives;
}
