import { createRandom, shuffle } from '../../foundation/random.ts';
import type { Bundle } from '../bundle/load-bundle.ts';
import type { Dataset } from '../dataset/dataset.ts';
import { gatherValues } from '../dataset/gather-values.ts';
import { selectRows } from '../dataset/split.ts';
import type { Inspection } from './evaluation-jobs.ts';
import { selectPredictions, type CompletePredictions } from './predict-labelled.ts';

/** On more rows what a model goes by is not seen any better, and time and memory grow with them. */
const MOST_ROWS = 25_000;

interface InspectedRows {
  readonly dataset: Dataset;
  readonly predictions: CompletePredictions;
  readonly seed: number;
}

/** The rows that a model is inspected on: all of them, or as many as tell, chosen by the seed. */
export function chooseInspected(bundle: Bundle, { dataset, predictions, seed }: InspectedRows): Inspection {
  const all = Uint32Array.from({ length: dataset.rows }, (_, row) => row);
  const isFew = dataset.rows <= MOST_ROWS;
  const rows = isFew ? all : shuffle(all, createRandom(seed, 'inspect')).slice(0, MOST_ROWS).sort();
  const { labels, probabilities } = isFew ? predictions : selectPredictions(predictions, rows);
  const { manifest, weights } = bundle;
  const { schema, encoder, network, calibration, decision } = manifest;
  return {
    spec: { schema, encoder, network, calibration, decision },
    weights,
    values: gatherValues(isFew ? dataset : selectRows(dataset, rows)),
    labels,
    probabilities,
  };
}
