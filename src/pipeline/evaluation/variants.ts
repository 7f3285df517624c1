import type { Predictor } from '../prediction/predictor.ts';

/** Labelled rows that a model is asked about again and again, with other answers each time. At least one row. */
export interface InspectedRows {
  readonly predictor: Predictor;
  /** rows x indicators, NaN where unknown */
  readonly values: Float32Array;
  /** The true class of each row. */
  readonly labels: Uint8Array;
  /** rows x classes: what the predictor says of `values` */
  readonly probabilities: Float64Array;
}

/** So many rows are predicted at a time: memory must not grow with the rows. */
const CHUNK_ROWS = 1024;

/**
 * The probabilities when answers are changed, rows x classes. A row whose answers stay keeps those that it has: of a
 * permuted indicator's rows that is more often than not the case, and predicting is what takes the time.
 *
 * @param change changes a copy of a row's answers, and says whether it did; called once for each row, in their order
 */
export function predictChanged(
  { predictor, values, labels, probabilities }: InspectedRows,
  change: (answers: Float32Array, row: number) => boolean,
): Float64Array {
  const width = values.length / labels.length;
  const classes = probabilities.length / labels.length;
  const changed = probabilities.slice();
  const chunk = new Float32Array(CHUNK_ROWS * width);
  const places = Array.from({ length: CHUNK_ROWS }, (_, i) => chunk.subarray(i * width, (i + 1) * width));
  const predicted = new Float64Array(CHUNK_ROWS * classes);
  const rows: number[] = [];
  const predictChunk = (): void => {
    predictor.predictBatch(chunk.subarray(0, rows.length * width), predicted);
    rows.forEach((row, i) => {
      for (let k = 0; k < classes; k++) changed[row * classes + k] = predicted[i * classes + k]!;
    });
    rows.length = 0;
  };
  for (let row = 0; row < labels.length; row++) {
    const answers = places[rows.length]!;
    for (let i = 0; i < width; i++) answers[i] = values[row * width + i]!;
    if (!change(answers, row)) continue;
    rows.push(row);
    if (rows.length === CHUNK_ROWS) predictChunk();
  }
  predictChunk();
  return changed;
}

/** A change for `predictChanged`: gives an indicator the answer that is meant for the row, be it the same. */
export function replaceAnswer(indicator: number, answerOf: (row: number) => number) {
  return (answers: Float32Array, row: number): boolean => {
    const before = answers[indicator];
    answers[indicator] = answerOf(row);
    return !Object.is(answers[indicator], before);
  };
}

/** All rows' answers to one indicator. */
export function answersTo({ values, labels }: Pick<InspectedRows, 'values' | 'labels'>, indicator: number) {
  const width = values.length / labels.length;
  const answers = new Float32Array(labels.length);
  for (let row = 0; row < answers.length; row++) answers[row] = values[row * width + indicator]!;
  return answers;
}
