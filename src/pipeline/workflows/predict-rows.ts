import { rowsBetween, type Dataset } from '../dataset/dataset.ts';
import { gatherValues } from '../dataset/gather-values.ts';
import type { LabelledProbabilities } from '../model/decision.ts';
import { softmaxRows } from '../model/forward.ts';
import type { Predictor } from '../prediction/predictor.ts';

/** So many rows' answers are gathered at a time: memory must not grow with the rows. */
const CHUNK_ROWS = 4096;

/** What a model says of labelled rows before calibration, and what is true. */
export interface RowLogits {
  readonly classes: number;
  readonly labels: Uint8Array;
  /** rows x classes */
  readonly logits: Float64Array;
}

/**
 * Predicts labelled rows.
 *
 * @param room rows x classes or more, where the logits are written
 */
export function logitsOfRows(predictor: Predictor, dataset: Dataset, room: Float64Array): RowLogits {
  const { rows, labels, columns } = dataset;
  const classes = predictor.spec.network.outputs;
  const logits = room.subarray(0, rows * classes);
  const values = new Float32Array(Math.min(rows, CHUNK_ROWS) * columns.length);
  for (let start = 0; start < rows; start += CHUNK_ROWS) {
    const chunk = rowsBetween(dataset, start, start + CHUNK_ROWS);
    predictor.logitsBatch(gatherValues(chunk, values), logits.subarray(start * classes));
  }
  return { classes, labels, logits };
}

/** Turns logits into calibrated probabilities, in their place. */
export function calibrateRows({ classes, labels, logits }: RowLogits, temperature: number): LabelledProbabilities {
  softmaxRows(logits, { classes, temperature }, logits);
  return { classes, labels, probabilities: logits };
}
