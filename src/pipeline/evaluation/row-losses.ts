import type { LabelledProbabilities } from '../model/decision.ts';

/**
 * A row's log-loss, by the probability of its true class; kept off 0 and 1 by what scikit-learn takes, so that one sure
 * mistake does not make the mean infinite.
 */
export function logLossOf(probability: number): number {
  return -Math.log(Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, probability)));
}

/** A row's Brier score: the sum over the classes of squared errors. */
export function brierOf({ probabilities, labels, classes }: LabelledProbabilities, row: number): number {
  let sum = 0;
  for (let k = 0; k < classes; k++) sum += (probabilities[row * classes + k]! - (labels[row] === k ? 1 : 0)) ** 2;
  return sum;
}
