import { curvesOf, type Curves } from '../evaluation/curves.ts';
import { computeMetrics } from '../evaluation/metrics.ts';
import { createRankingRoom, partOfRoom } from '../evaluation/ranking.ts';
import { softmaxRows } from '../model/forward.ts';
import type { LabelledRows } from './labelled-rows.ts';
import { calibrateRows, logitsOfRows, type RowLogits } from './predict-rows.ts';
import { anyProbability } from '../prediction/prediction.ts';
import type { Predictor } from '../prediction/predictor.ts';

/** How good a model is on some rows. */
export interface Assessment {
  /** By the public metric keys; one that these rows leave undefined is absent. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly curves: Curves;
}

/** Predicts labelled rows with all their answers and compares. */
export type Assessor = (predictor: Predictor, rows: Uint32Array) => Assessment;

/** Prepares assessments on the validation or the test rows, one after the other in the same memory. */
export function createAssessor({ dataset, split }: LabelledRows, classIds: readonly string[]): Assessor {
  const mostRows = Math.max(split.validation.length, split.test.length);
  const classes = classIds.length;
  const logits = new Float64Array(mostRows * classes);
  const wholeRoom = createRankingRoom(mostRows);
  return (predictor, rows) => {
    const predictions = logitsOfRows(predictor, { dataset, rows }, logits.subarray(0, rows.length * classes));
    const uncalibratedAny = anyOfLogits(predictions);
    const { probabilities, labels } = calibrateRows(predictions, predictor.spec.calibration.temperature);
    const predicted = Uint8Array.from(labels, (_, row) => predictor.decide(probabilities, row * classes));
    const room = partOfRoom(wholeRoom, rows.length);
    const { metrics } = computeMetrics({ probabilities, uncalibratedAny, labels, predicted, classIds }, room);
    return { metrics, curves: curvesOf({ probabilities, labels, classIds }, room) };
  };
}

/** The probability of any class but the first, row by row, without calibration. */
function anyOfLogits({ logits, labels, classes }: RowLogits): Float64Array {
  const probabilities = new Float64Array(classes);
  return Float64Array.from(labels, (_, row) => {
    softmaxRows(logits.subarray(row * classes, (row + 1) * classes), { classes, temperature: 1 }, probabilities);
    return anyProbability(probabilities, 0, classes);
  });
}
