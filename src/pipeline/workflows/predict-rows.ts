import type { Dataset } from '../dataset/dataset.ts';
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

/** Predicts the rows with these numbers, into `logits`. */
export function logitsOfRows(
  predictor: Predictor,
  { dataset, rows }: { readonly dataset: Dataset; readonly rows: Uint32Array },
  logits = new Float64Array(rows.length * predictor.spec.network.outputs),
): RowLogits {
  const classes = predictor.spec.network.outputs;
  const labels = Uint8Array.from(rows, (row) => dataset.labels[row]!);
  for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
    const chunk = rows.subarray(start, start + CHUNK_ROWS);
    predictor.logitsBatch(gatherValues(dataset, chunk), logits.subarray(start * classes));
  }
  return { classes, labels, logits };
}

/** Turns logits into calibrated probabilities, in their place. */
export function calibrateRows({ classes, labels, logits }: RowLogits, temperature: number): LabelledProbabilities {
  softmaxRows(logits, { classes, temperature }, logits);
  return { classes, labels, probabilities: logits };
}
