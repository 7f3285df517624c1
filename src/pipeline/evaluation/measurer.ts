import type { LabelledProbabilities } from '../model/decision.ts';
import { anyProbability } from '../prediction/prediction.ts';
import { RELIABILITY_BINS } from './calibration-error.ts';
import { classScores, confusionMetrics } from './confusion.ts';
import { metricKeys } from './metric-keys.ts';
import type { LabelledPredictions } from './metrics.ts';
import { startResamplingKernel, type ResamplingKernel } from './resampling-kernel.ts';
import { brierOf, logLossOf } from './row-losses.ts';
import { sortRows } from './sorted-rows.ts';

/** Measures the same predictions again and again, each row counting as often as a weight says. */
export interface Measurer {
  /** The metrics, in the order of their values. */
  readonly keys: readonly string[];
  readonly rows: number;
  /**
   * Writes the metrics of the weighted rows, NaN where one is undefined.
   *
   * @param weights of 0 to 255, one a row; not all 0
   */
  readonly measure: (weights: Uint8Array, out: Float64Array) => void;
}

/** Measures all metrics of predictions: what `computeMetrics` gives, for any weights. */
export function createMeasurer(predictions: LabelledPredictions): Measurer {
  const rows = predictions.labels.length;
  const kernel = startResamplingKernel();
  const weights = kernel.reserve(rows);
  const parts = [createProbabilityPart, createConfusionPart, createClassPart].map((create) =>
    create(predictions, { ...kernel, weights }),
  );
  const partKeys = parts.flatMap((part) => part.keys);
  const keys = metricKeys(predictions.classIds).filter((key) => partKeys.includes(key));
  const places = keys.map((key) => partKeys.indexOf(key));
  const values = new Float64Array(partKeys.length);
  let end = 0;
  const rooms = parts.map((part) => values.subarray(end, (end += part.keys.length)));
  return {
    keys,
    rows,
    measure: (given, out) => {
      kernel.write(weights, given);
      for (let i = 0; i < parts.length; i++) parts[i]!.measure(rooms[i]!);
      for (let i = 0; i < places.length; i++) out[i] = values[places[i]!]!;
    },
  };
}

/** Some of the metrics. */
interface Part {
  readonly keys: readonly string[];
  /** Writes the metrics of the rows with the weights that the kernel holds. */
  readonly measure: (out: Float64Array) => void;
}

interface WeighingKernel extends ResamplingKernel {
  /** The weights' address. */
  readonly weights: number;
}

/** Measures the metrics that go by the probabilities as a whole. */
function createProbabilityPart(predictions: LabelledPredictions, kernel: WeighingKernel): Part {
  const { probabilities, uncalibratedAny, labels, classIds } = predictions;
  const rows = labels.length;
  const classes = classIds.length;
  const keepByAny = (score: (row: number) => number) => {
    const { order, scores } = sortRows({ score, isPositive: (row) => labels[row]! > 0 }, rows);
    return { order: kernel.keep(order), scores: kernel.keep(scores) };
  };
  const any = keepByAny((row) => anyProbability(probabilities, row * classes, classes));
  const uncalibrated = uncalibratedAny === undefined ? undefined : keepByAny((row) => uncalibratedAny[row]!);
  const losses = kernel.keep(rowLosses({ probabilities, labels, classes }));
  const sums = kernel.reserve(2 * Float64Array.BYTES_PER_ELEMENT);
  const calibrationError = ({ order, scores }: typeof any, total: number): number =>
    kernel.calibrate(order, scores, kernel.weights, rows, RELIABILITY_BINS, total);
  const keys = ['roc_auc_any', 'pr_auc_any', 'log_loss', 'brier', 'ece_any'];
  return {
    keys: uncalibrated === undefined ? keys : [...keys, 'ece_any_uncalibrated'],
    measure: (out) => {
      const found = kernel.doubles(sums, 2);
      kernel.rank(any.order, kernel.weights, rows, sums);
      out.set(found);
      const total = kernel.sumLosses(losses, kernel.weights, rows, sums);
      out[2] = found[0]! / total;
      out[3] = found[1]! / total;
      out[4] = calibrationError(any, total);
      if (uncalibrated !== undefined) out[5] = calibrationError(uncalibrated, total);
    },
  };
}

const CONFUSION_KEYS = [
  'accuracy',
  'balanced_accuracy',
  'macro_f1',
  'weighted_f1',
  'macro_precision',
  'macro_recall',
  'quadratic_kappa',
] as const;

/** Measures the metrics that go by the confusion alone. */
function createConfusionPart({ labels, predicted, classIds }: LabelledPredictions, kernel: WeighingKernel): Part {
  const rows = labels.length;
  const classes = classIds.length;
  const cells = kernel.keep(Uint16Array.from(labels, (label, row) => label * classes + predicted[row]!));
  const counts = kernel.reserve(classes * classes * Uint32Array.BYTES_PER_ELEMENT);
  return {
    keys: [
      ...CONFUSION_KEYS,
      ...classIds.flatMap((id) => [`precision_${id}`, `recall_${id}`, `f1_${id}`, `specificity_${id}`]),
    ],
    measure: (out) => {
      kernel.countCells(cells, kernel.weights, rows, counts, classes * classes);
      const counted = Array.from(kernel.words(counts, classes * classes));
      const confusion = classIds.map((_, k) => counted.slice(k * classes, (k + 1) * classes));
      const metrics = confusionMetrics(confusion);
      let place = 0;
      for (const key of CONFUSION_KEYS) out[place++] = metrics[key] ?? NaN;
      for (let k = 0; k < classes; k++) {
        const { precision, recall, f1, specificity } = classScores(confusion, k);
        out[place++] = precision;
        out[place++] = recall;
        out[place++] = f1;
        out[place++] = specificity;
      }
    },
  };
}

/** Measures how well each class is told from the others. */
function createClassPart({ probabilities, labels, classIds }: LabelledPredictions, kernel: WeighingKernel): Part {
  const rows = labels.length;
  const classes = classIds.length;
  const orders = classIds.map((_, k) => {
    const score = (row: number): number => probabilities[row * classes + k]!;
    return kernel.keep(sortRows({ score, isPositive: (row) => labels[row] === k }, rows).order);
  });
  const scores = kernel.reserve(2 * Float64Array.BYTES_PER_ELEMENT);
  return {
    keys: ['roc_auc_macro_ovr', ...classIds.flatMap((id) => [`roc_auc_${id}`, `pr_auc_${id}`])],
    measure: (out) => {
      const found = kernel.doubles(scores, 2);
      let sum = 0;
      for (let k = 0; k < classes; k++) {
        kernel.rank(orders[k]!, kernel.weights, rows, scores);
        out.set(found, 1 + 2 * k);
        sum += found[0]!;
      }
      out[0] = sum / classes;
    },
  };
}

/** What each row adds to log-loss and to Brier score, side by side. */
function rowLosses(data: LabelledProbabilities): Float64Array {
  const { probabilities, labels, classes } = data;
  const losses = new Float64Array(2 * labels.length);
  for (let row = 0; row < labels.length; row++) {
    losses[2 * row] = logLossOf(probabilities[row * classes + labels[row]!]!);
    losses[2 * row + 1] = brierOf(data, row);
  }
  return losses;
}
