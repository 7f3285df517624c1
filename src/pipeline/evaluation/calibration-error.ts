import type { Ranking } from './ranking.ts';

/** How many bins `ece_any` and the reliability curve have. */
const BINS = 15;

/** Rows of similar predicted probability, and what became of them. */
export interface ReliabilityBin {
  readonly rows: number;
  /** The mean predicted probability. */
  readonly predicted: number;
  /** The share of positive rows. */
  readonly observed: number;
}

/**
 * 15 bins of about equally many rows, from the least probability to the greatest; empty ones are left out. Rows of equal
 * probability stay together, in the bin of their middle one, so that the order of rows does not matter.
 */
export function reliabilityBins(ranking: Ranking): readonly ReliabilityBin[] {
  const { scores, truePositives, falsePositives } = ranking;
  const total = ranking.positives + ranking.negatives;
  const sums = Array.from({ length: BINS }, () => ({ rows: 0, predicted: 0, observed: 0 }));
  let above = 0;
  let positivesAbove = 0;
  for (let i = 0; i < scores.length; i++) {
    const upTo = truePositives[i]! + falsePositives[i]!;
    const middle = total - (above + upTo) / 2;
    const bin = sums[Math.floor((middle * BINS) / total)]!;
    bin.rows += upTo - above;
    bin.predicted += scores[i]! * (upTo - above);
    bin.observed += truePositives[i]! - positivesAbove;
    above = upTo;
    positivesAbove = truePositives[i]!;
  }
  return sums
    .filter(({ rows }) => rows > 0)
    .map(({ rows, predicted, observed }) => ({ rows, predicted: predicted / rows, observed: observed / rows }));
}

/** The expected calibration error: the mean over rows of |observed - predicted| of their bin, with bins of equal mass. */
export function calibrationError(ranking: Ranking): number {
  let gaps = 0;
  for (const { rows, observed, predicted } of reliabilityBins(ranking)) gaps += rows * Math.abs(observed - predicted);
  return gaps / (ranking.positives + ranking.negatives);
}
