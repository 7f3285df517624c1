import type { LabelledProbabilities } from '../model/decision.ts';
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
import { brierOf, logLossOf } from './row-losses.ts';

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
    ...probabilityMetrics({ probabilities, labels, classes }),
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
function probabilityMetrics(data: LabelledProbabilities): Record<string, number> {
  const { probabilities, labels, classes } = data;
  let logLoss = 0;
  let brier = 0;
  for (let row = 0; row < labels.length; row++) {
    logLoss += logLossOf(probabilities[row * classes + labels[row]!]!);
    brier += brierOf(data, row);
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
