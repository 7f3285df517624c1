import { drawSamples, intervalsOf, type MetricSamples } from '../evaluation/bootstrap.ts';
import { calibrationFloor } from '../evaluation/calibration-floor.ts';
import { createInspector, type Inspector } from '../evaluation/inspector.ts';
import { metricKeysOfClass } from '../evaluation/metric-keys.ts';
import { createMeasurer } from '../evaluation/measurer.ts';
import { computeMetrics } from '../evaluation/metrics.ts';
import type {
  Bootstrap,
  IndicatorImportance,
  MissingAnswers,
  PartialDependence,
  SliceResult,
} from '../evaluation/result.ts';
import type { ModelSpec } from '../model/model.ts';
import { createPredictor } from '../prediction/predictor.ts';
import { selectPredictions, type CompletePredictions } from './predict-labelled.ts';

/** What all jobs of an evaluation work on: values that a thread can be given. */
export interface EvaluationTask {
  readonly bootstrap: Bootstrap;
  readonly predictions: CompletePredictions;
  /** Another model's predictions for the same rows. */
  readonly baseline?: CompletePredictions;
  /** Where it is asked what the model goes by: the model, and the rows that it is asked about. */
  readonly inspection?: Inspection;
}

export interface Inspection {
  readonly spec: ModelSpec;
  /** The flat parameter vector. */
  readonly weights: Float32Array;
  /** rows x indicators, NaN where unknown */
  readonly values: Float32Array;
  readonly labels: Uint8Array;
  /** Of the rows with all their answers. */
  readonly probabilities: Float64Array;
}

/** One piece of an evaluation. It gives the same figures wherever and whenever it is done. */
export type EvaluationJob =
  | { readonly kind: 'resamples'; readonly from: number; readonly to: number }
  | { readonly kind: 'slice'; readonly places: Uint32Array }
  | { readonly kind: 'calibration-floor' }
  | { readonly kind: 'importance' | 'dependence'; readonly indicator: number }
  | { readonly kind: 'missing'; readonly unknown: number };

export type EvaluationJobResult =
  /** Of the model, and behind it of the baseline. */
  | { readonly kind: 'resamples'; readonly value: readonly MetricSamples[] }
  | { readonly kind: 'slice'; readonly value: Pick<SliceResult, 'metrics' | 'intervals'> }
  | { readonly kind: 'calibration-floor'; readonly value: { readonly mean: number; readonly high: number } }
  | { readonly kind: 'importance'; readonly value: IndicatorImportance }
  | { readonly kind: 'dependence'; readonly value: PartialDependence }
  | { readonly kind: 'missing'; readonly value: MissingAnswers };

/** How many resamples the intervals of one variant come from, of which there are dozens. */
export const INSPECTION_RESAMPLES = 200;

/** Prepares for jobs; what only some of them need is made when the first of these comes. */
export function createJobRunner(task: EvaluationTask): (job: EvaluationJob) => EvaluationJobResult {
  const { bootstrap, predictions, baseline } = task;
  const { seed } = bootstrap;
  const measurers = once(() => [predictions, ...(baseline === undefined ? [] : [baseline])].map(createMeasurer));
  const inspect = once(() => inspectorOf(task));
  return (job) => {
    switch (job.kind) {
      case 'resamples':
        return { kind: job.kind, value: drawSamples(measurers(), { seed, from: job.from, to: job.to }) };
      case 'slice':
        return { kind: job.kind, value: measureSlice(selectPredictions(predictions, job.places), bootstrap) };
      case 'calibration-floor':
        return { kind: job.kind, value: calibrationFloor(predictions, seed) };
      case 'importance':
        return { kind: job.kind, value: inspect().importance(job.indicator) };
      case 'dependence':
        return { kind: job.kind, value: inspect().dependence(job.indicator) };
      case 'missing':
        return { kind: job.kind, value: inspect().missing(job.unknown) };
    }
  };
}

/** All metrics of a slice, but for those that a class decides of which it has no row. */
function measureSlice(predictions: CompletePredictions, { seed, resamples }: Bootstrap) {
  const { metrics, confusion } = computeMetrics(predictions);
  const [samples] = drawSamples([createMeasurer(predictions)], { seed, from: 0, to: resamples });
  const intervals = intervalsOf(samples!, metrics);
  const absent = predictions.classIds.filter((_, k) => confusion[k]!.every((count) => count === 0));
  const undecided = new Set(absent.flatMap(metricKeysOfClass));
  const without = <T>(values: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(values).filter(([key]) => !undecided.has(key)));
  return { metrics: without(metrics), intervals: without(intervals) };
}

function inspectorOf({ inspection, bootstrap }: EvaluationTask): Inspector {
  const { spec, weights, ...rows } = inspection!;
  const predictor = createPredictor(spec, weights);
  return createInspector({ predictor, ...rows }, { seed: bootstrap.seed, resamples: INSPECTION_RESAMPLES });
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
