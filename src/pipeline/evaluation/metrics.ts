import { calibrationError } from './calibration-error.ts';
import { classScores, confusionMetrics, confusionOf, type Confusion } from './confusion.ts';
import {
  averagePrecision,
  createRankingRoom,
  hasBothKinds,
  rankAny,
  rankClass,
  rankRows,
  rocAuc,
  type Ranking,
  type RankingRoom,
} from './ranking.ts';

/** What was predicted for labelled rows, and what was true. At least one row. */
export interface LabelledPredictions {
  /** rows x classes, calibrated */
  readonly probabilities: Float64Array;
  /** The probability of any class but the first, before calibration. */
  readonly uncalibratedAny?: Float64Array;
  /** The true class of each row, and the predicted one, as indices. */
  readonly labels: Uint8Array;
  readonly predicted: Uint8Array;
  readonly classIds: readonly string[];
}

export interface Evaluation {
  /** By metric key; a metric that is undefined for these rows is left out. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly confusion: Confusion;
}

/** All metrics of predictions; where scikit-learn has the metric, the value is scikit-learn's. */
export function computeMetrics(
  predictions: LabelledPredictions,
  room = createRankingRoom(predictions.labels.length),
): Evaluation {
  const { probabilities, uncalibratedAny, labels, predicted, classIds } = predictions;
  const classes = classIds.length;
  const confusion = confusionOf(labels, predicted, classes);
  const any = rankAny({ probabilities, labels, classes }, room);
  const metrics = {
    ...confusionMetrics(confusion),
    ...probabilityMetrics(predictions),
    ...rankingMetrics('any', any),
    ece_any: calibrationError(any),
    ...classMetrics(predictions, confusion, room),
  };
  if (uncalibratedAny === undefined) return { metrics, confusion };
  const before = rankRows({ score: (row) => uncalibratedAny[row]!, isPositive: (row) => labels[row]! > 0 }, room);
  return { metrics: { ...metrics, ece_any_uncalibrated: calibrationError(before) }, confusion };
}

function rankingMetrics(suffix: string, ranking: Ranking): Record<string, number> {
  if (!hasBothKinds(ranking)) return {};
  return { [`roc_auc_${suffix}`]: rocAuc(ranking), [`pr_auc_${suffix}`]: averagePrecision(ranking) };
}

/** Log-loss and Brier score. */
function probabilityMetrics({ probabilities, labels, classIds }: LabelledPredictions): Record<string, number> {
  let logLoss = 0;
  let brier = 0;
  for (let row = 0; row < labels.length; row++) {
    for (let k = 0; k < classIds.length; k++) {
      const p = probabilities[row * classIds.length + k]!;
      const isTrue = labels[row] === k;
      // Kept off 0 and 1 by what scikit-learn takes, so that one sure mistake does not make the loss infinite.
      if (isTrue) logLoss -= Math.log(Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, p)));
      brier += (p - (isTrue ? 1 : 0)) ** 2;
    }
  }
  return { log_loss: logLoss / labels.length, brier: brier / labels.length };
}

function classMetrics(predictions: LabelledPredictions, confusion: Confusion, room: RankingRoom) {
  const { probabilities, labels, classIds } = predictions;
  const metrics: Record<string, number> = {};
  let aucSum = 0;
  for (const [k, id] of classIds.entries()) {
    const { precision, recall, f1, specificity } = classScores(confusion, k);
    const ranking = rankClass({ probabilities, labels, classes: classIds.length }, k, room);
    metrics[`precision_${id}`] = precision;
    metrics[`recall_${id}`] = recall;
    metrics[`f1_${id}`] = f1;
    metrics[`specificity_${id}`] = specificity;
    Object.assign(metrics, rankingMetrics(id, ranking));
    aucSum += hasBothKinds(ranking) ? rocAuc(ranking) : NaN;
  }
  return Number.isNaN(aucSum) ? metrics : { roc_auc_macro_ovr: aucSum / classIds.length, ...metrics };
}
