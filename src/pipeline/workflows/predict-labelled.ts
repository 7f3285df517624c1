import type { Dataset } from '../dataset/dataset.ts';
import type { LabelledPredictions } from '../evaluation/metrics.ts';
import { softmaxRows } from '../model/forward.ts';
import { anyProbability } from '../prediction/prediction.ts';
import type { Predictor } from '../prediction/predictor.ts';
import { calibrateRows, logitsOfRows, type RowLogits } from './predict-rows.ts';
import { createLabelledRoom, type LabelledRoom } from './prediction-room.ts';

/** All that a model says of labelled rows, before and after calibration. */
export type CompletePredictions = Required<LabelledPredictions>;

/**
 * Predicts labelled rows with all their answers.
 *
 * @param room memory for as many rows or more, which the predictions take; new memory when left out
 */
export function predictLabelled(
  predictor: Predictor,
  dataset: Dataset,
  room: LabelledRoom = createLabelledRoom(dataset.rows, predictor.spec.network.outputs),
): CompletePredictions {
  const { calibration, schema } = predictor.spec;
  const { rows } = dataset;
  const logits = logitsOfRows(predictor, dataset, room.logits);
  const { classes } = logits;
  const uncalibratedAny = writeAny(logits, room.uncalibratedAny.subarray(0, rows));
  const { probabilities, labels } = calibrateRows(logits, calibration.temperature);
  const predicted = room.predicted.subarray(0, rows);
  for (let row = 0; row < rows; row++) predicted[row] = predictor.decide(probabilities, row * classes);
  return { probabilities, uncalibratedAny, labels, predicted, classIds: schema.target.classes.map(({ id }) => id) };
}

/** Writes the probability of any class but the first, row by row, without calibration. */
function writeAny({ logits, classes }: RowLogits, out: Float64Array): Float64Array {
  const probabilities = new Float64Array(classes);
  const plain = { classes, temperature: 1 };
  for (let row = 0; row < out.length; row++) {
    for (let k = 0; k < classes; k++) probabilities[k] = logits[row * classes + k]!;
    softmaxRows(probabilities, plain, probabilities);
    out[row] = anyProbability(probabilities, 0, classes);
  }
  return out;
}

/** The predictions of some of the rows, by their places. */
export function selectPredictions(predictions: CompletePredictions, places: Uint32Array): CompletePredictions {
  const { probabilities, uncalibratedAny, labels, predicted, classIds } = predictions;
  const classes = classIds.length;
  const chosen = new Float64Array(places.length * classes);
  places.forEach((place, i) => {
    chosen.set(probabilities.subarray(place * classes, (place + 1) * classes), i * classes);
  });
  return {
    probabilities: chosen,
    uncalibratedAny: Float64Array.from(places, (place) => uncalibratedAny[place]!),
    labels: Uint8Array.from(places, (place) => labels[place]!),
    predicted: Uint8Array.from(places, (place) => predicted[place]!),
    classIds,
  };
}
