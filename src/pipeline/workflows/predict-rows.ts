import type { Dataset } from '../dataset/dataset.ts';
import { gatherValues } from '../dataset/gather-values.ts';
import { softmaxRows } from '../model/forward.ts';
import type { Predictor } from '../prediction/predictor.ts';

/** So many rows' answers are gathered at a time: memory must not grow with the rows. */
const CHUNK_ROWS = 4096;

/** What a model says of labelled rows, and what is true. */
export interface RowPredictions {
  readonly classes: number;
  readonly labels: Uint8Array;
  /** rows x classes, before calibration. */
  readonly logits: Float64Array;
  /** rows x classes, calibrated. */
  readonly probabilities: Float64Array;
}

/** Predicts the rows with these numbers. */
export function predictRows(predictor: Predictor, dataset: Dataset, rows: Uint32Array): RowPredictions {
  const { network, calibration } = predictor.spec;
  const classes = network.outputs;
  const labels = Uint8Array.from(rows, (row) => dataset.labels[row]!);
  const logits = new Float64Array(rows.length * classes);
  eachChunk(rows, (chunk, start) => {
    predictor.logitsBatch(gatherValues(dataset, chunk), logits.subarray(start * classes));
  });
  const probabilities = new Float64Array(logits.length);
  softmaxRows(logits, { classes, temperature: calibration.temperature }, probabilities);
  return { classes, labels, logits, probabilities };
}

/** Goes through rows a few thousand at a time. */
export function eachChunk(rows: Uint32Array, work: (chunk: Uint32Array, start: number) => void): void {
  for (let start = 0; start < rows.length; start += CHUNK_ROWS) work(rows.subarray(start, start + CHUNK_ROWS), start);
}
