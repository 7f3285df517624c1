import { reliabilityBins, type ReliabilityBin } from './calibration-error.ts';
import type { LabelledPredictions } from './metrics.ts';
import { createRankingRoom, hasBothKinds, rankAny, type Ranking } from './ranking.ts';

/** The most points that a curve is drawn from. */
const MOST_POINTS = 200;

/** The curves of "any class but the first", few enough points to travel with a model. */
export interface Curves {
  /** [false positive rate, true positive rate], from [0, 0] to [1, 1]; empty where only one kind of rows is there. */
  readonly roc: readonly CurvePoint[];
  /** [recall, precision], from the highest threshold to the lowest; empty where the ROC is. */
  readonly precisionRecall: readonly CurvePoint[];
  /** At most 15 bins of equal mass, from the least probability to the greatest. */
  readonly reliability: readonly ReliabilityBin[];
}

export type CurvePoint = readonly [x: number, y: number];

/** The curves of labelled predictions. */
export function curvesOf(
  predictions: Pick<LabelledPredictions, 'probabilities' | 'labels' | 'classIds'>,
  room = createRankingRoom(predictions.labels.length),
): Curves {
  const { probabilities, labels, classIds } = predictions;
  const ranking = rankAny({ probabilities, labels, classes: classIds.length }, room);
  const isDefined = hasBothKinds(ranking);
  return {
    roc: isDefined ? rocPoints(ranking) : [],
    precisionRecall: isDefined ? precisionRecallPoints(ranking) : [],
    reliability: reliabilityBins(ranking),
  };
}

function rocPoints({ truePositives, falsePositives, positives, negatives }: Ranking): readonly CurvePoint[] {
  const rates = (i: number): CurvePoint => [falsePositives[i]! / negatives, truePositives[i]! / positives];
  const steps = thin(truePositives.length, MOST_POINTS - 1, (i) => (rates(i)[0] + rates(i)[1]) / 2);
  return [[0, 0], ...steps.map(rates)];
}

function precisionRecallPoints({ truePositives, falsePositives, positives }: Ranking): readonly CurvePoint[] {
  const steps = thin(truePositives.length, MOST_POINTS, (i) => truePositives[i]! / positives);
  return steps.map((i) => [
    truePositives[i]! / positives,
    truePositives[i]! / (truePositives[i]! + falsePositives[i]!),
  ]);
}

/**
 * At most `limit` of the indices below `length`, the first and the last among them, at about equal steps of a
 * `progress` that grows from 0 to 1.
 */
function thin(length: number, limit: number, progress: (i: number) => number): readonly number[] {
  const kept = [0];
  let step = 0;
  for (let i = 1; i < length - 1; i++) {
    const next = Math.floor(progress(i + 1) * (limit - 2));
    if (next > step) kept.push(i);
    step = next;
  }
  return length > 1 ? [...kept, length - 1] : kept;
}
