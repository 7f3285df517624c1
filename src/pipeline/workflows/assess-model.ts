import type { Dataset } from '../dataset/dataset.ts';
import { curvesOf, type Curves } from '../evaluation/curves.ts';
import { computeMetrics } from '../evaluation/metrics.ts';
import { partOfRoom } from '../evaluation/ranking.ts';
import type { Predictor } from '../prediction/predictor.ts';
import { predictLabelled } from './predict-labelled.ts';
import type { PredictionRoom } from './prediction-room.ts';

/** How good a model is on some rows. */
export interface Assessment {
  /** By the public metric keys; one that these rows leave undefined is absent. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly curves: Curves;
}

/** Predicts labelled rows with all their answers and compares. */
export type Assessor = (predictor: Predictor, dataset: Dataset) => Assessment;

/** Prepares assessments on the validation or the test rows, one after the other in the same memory. */
export function createAssessor(room: PredictionRoom): Assessor {
  return (predictor, dataset) => {
    const predictions = predictLabelled(predictor, dataset, room);
    const ranking = partOfRoom(room.ranking, dataset.rows);
    return { metrics: computeMetrics(predictions, ranking).metrics, curves: curvesOf(predictions, ranking) };
  };
}
