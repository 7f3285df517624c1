import type { Dataset } from '../dataset/dataset.ts';
import { curvesOf, type Curves } from '../evaluation/curves.ts';
import { computeMetrics } from '../evaluation/metrics.ts';
import { softmaxRows } from '../model/forward.ts';
import { predictRows } from './predict-rows.ts';
import type { Predictor } from '../prediction/predictor.ts';

/** How good a model is on some rows. */
export interface Assessment {
  /** By the public metric keys; one that these rows leave undefined is absent. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly curves: Curves;
}

/** Predicts labelled rows with all their answers and compares. */
export function assessModel(predictor: Predictor, dataset: Dataset, rows: Uint32Array): Assessment {
  const { classes, labels, logits, probabilities } = predictRows(predictor, dataset, rows);
  const uncalibrated = new Float64Array(logits.length);
  softmaxRows(logits, { classes, temperature: 1 }, uncalibrated);
  const predicted = Uint8Array.from(labels, (_, row) => predictor.decide(probabilities, row * classes));
  const classIds = predictor.spec.schema.target.classes.map(({ id }) => id);
  const { metrics } = computeMetrics({ probabilities, uncalibrated, labels, predicted, classIds });
  return { metrics, curves: curvesOf({ probabilities, labels, classIds }) };
}
