import type { Ranking } from './ranking.ts';

/** How many bins `ece_any` and the reliability curve have. */
export const RELIABILITY_BINS = 15;

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
  return sumBins(ranking)
    .filter(({ rows }) => rows > 0)
    .map(({ rows, predicted, observed }) => ({ rows, predicted: predicted / rows, observed: observed / rows }))
    .reverse();
}

/** The expected calibration error: the mean over rows of |observed - predicted| of their bin, with bins of equal mass. */
export function calibrationError(ranking: Ranking): number {
  let gaps = 0;
  for (const { observed, predicted } of sumBins(ranking)) gaps += Math.abs(observed - predicted);
  return gaps / (ranking.positives + ranking.negatives);
}

/** As a `ReliabilityBin`, with sums over the rows in the place of means. */
interface BinSums {
  rows: number;
  predicted: number;
  observed: number;
}

/** The bin of the greatest probabilities first, the empty ones too. */
function sumBins({ scores, truePositives, falsePositives, positives, negatives }: Ranking): readonly BinSums[] {
  const total = positives + negatives;
  const sums: readonly BinSums[] = Array.from({ length: RELIABILITY_BINS }, () => ({
    rows: 0,
    predicted: 0,
    observed: 0,
  }));
  let above = 0;
  let positivesAbove = 0;
  for (let i = 0; i < scores.length; i++) {
    const upTo = truePositives[i]! + falsePositives[i]!;
    // By the place of the middle row, twice of which is a whole number; on the edge of two bins it is in the upper one.
    const bin = sums[Math.ceil(((above + upTo) * RELIABILITY_BINS) / (2 * total)) - 1]!;
    bin.rows += upTo - above;
    bin.predicted += scores[i]! * (upTo - above);
    bin.observed += truePositives[i]! - positivesAbove;
    above = upTo;
    positivesAbove = truePositives[i]!;
  }
  return sums;
}
