import type { LabelledProbabilities } from '../model/decision.ts';
import { anyProbability } from '../prediction/prediction.ts';

/**
 * How well a score tells two kinds of rows apart, threshold by threshold: all that ROC, precision-recall and
 * reliability need. Index i is the i-th distinct score from the greatest; rows of equal score are never told apart.
 */
export interface Ranking {
  readonly scores: Float64Array;
  /** The positive and the negative rows whose score is at least `scores[i]`. */
  readonly truePositives: Uint32Array;
  readonly falsePositives: Uint32Array;
  readonly positives: number;
  readonly negatives: number;
}

/** Memory in which rankings of some rows are made, one after the other: a ranking holds until the next one. */
export interface RankingRoom {
  readonly keys: Float64Array;
  readonly scores: Float64Array;
  readonly truePositives: Uint32Array;
  readonly falsePositives: Uint32Array;
}

/** Room for rankings of so many rows. */
export function createRankingRoom(rows: number): RankingRoom {
  return {
    keys: new Float64Array(rows),
    scores: new Float64Array(rows),
    truePositives: new Uint32Array(rows),
    falsePositives: new Uint32Array(rows),
  };
}

/** The part of a room that fewer rows need. */
export function partOfRoom({ keys, scores, truePositives, falsePositives }: RankingRoom, rows: number): RankingRoom {
  return {
    keys: keys.subarray(0, rows),
    scores: scores.subarray(0, rows),
    truePositives: truePositives.subarray(0, rows),
    falsePositives: falsePositives.subarray(0, rows),
  };
}

/** What a row's score is, and of which kind the row is. */
export interface ScoredRows {
  readonly score: (row: number) => number;
  readonly isPositive: (row: number) => boolean;
}

/** Ranks all rows that the room is for. */
export function rankRows({ score, isPositive }: ScoredRows, room: RankingRoom): Ranking {
  const { keys } = room;
  const rows = keys.length;
  let positives = 0;
  let firstNegative = rows;
  for (let row = 0; row < rows; row++) keys[isPositive(row) ? positives++ : --firstNegative] = score(row);
  return { ...mergeKinds(room, positives), positives, negatives: rows - positives };
}

/** The keys of positive rows stand first, those of negative ones behind them: each kind is sorted, and both are merged. */
function mergeKinds(
  room: RankingRoom,
  positives: number,
): Pick<Ranking, 'scores' | 'truePositives' | 'falsePositives'> {
  const { keys, scores, truePositives, falsePositives } = room;
  const positive = keys.subarray(0, positives).sort();
  const negative = keys.subarray(positives).sort();
  let above = positive.length;
  let below = negative.length;
  let length = 0;
  while (above > 0 || below > 0) {
    const score = Math.max(positive[above - 1] ?? -Infinity, negative[below - 1] ?? -Infinity);
    while (above > 0 && positive[above - 1] === score) above--;
    while (below > 0 && negative[below - 1] === score) below--;
    scores[length] = score;
    truePositives[length] = positive.length - above;
    falsePositives[length] = negative.length - below;
    length++;
  }
  return {
    scores: scores.subarray(0, length),
    truePositives: truePositives.subarray(0, length),
    falsePositives: falsePositives.subarray(0, length),
  };
}

/** Rows ranked by the probability of any class but the first, against whether they are of one. */
export function rankAny({ probabilities, labels, classes }: LabelledProbabilities, room: RankingRoom): Ranking {
  const score = (row: number): number => anyProbability(probabilities, row * classes, classes);
  return rankRows({ score, isPositive: (row) => labels[row]! > 0 }, room);
}

/** Rows ranked by the probability of class k, against whether they are of it. */
export function rankClass(data: LabelledProbabilities, k: number, room: RankingRoom): Ranking {
  const { probabilities, labels, classes } = data;
  return rankRows({ score: (row) => probabilities[row * classes + k]!, isPositive: (row) => labels[row] === k }, room);
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
