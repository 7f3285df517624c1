import type { Bundle } from '../bundle/load-bundle.ts';
import { intervalsOf, joinSamples, type MetricSamples } from '../evaluation/bootstrap.ts';
import { comparePredictions, type SampledPredictions } from '../evaluation/comparison.ts';
import { curvesOf } from '../evaluation/curves.ts';
import { decisionCurve } from '../evaluation/decision-curve.ts';
import type { Gate } from '../evaluation/gates.ts';
import { judgeGates } from '../evaluation/judge-gates.ts';
import { computeMetrics } from '../evaluation/metrics.ts';
import type { Comparison, SliceResult } from '../evaluation/result.ts';
import type { RowSlice } from '../evaluation/slices.ts';
import { undefinedMetrics } from '../evaluation/undefined-metrics.ts';
import { isSmallSlice, worstSlice } from '../evaluation/worst-slice.ts';
import type { Drift } from '../monitoring/drift.ts';
import { INSPECTION_RESAMPLES, type EvaluationJobResult, type EvaluationTask } from './evaluation-jobs.ts';
import type { EvaluationResult } from './evaluation-result.ts';
import type { EvaluatedRows } from './load-evaluated-rows.ts';

/** What the parts of an evaluation said. */
export interface EvaluationParts {
  readonly bundle: Bundle;
  readonly baseline: Bundle | undefined;
  readonly rows: EvaluatedRows;
  readonly task: EvaluationTask;
  readonly sliced: readonly RowSlice[];
  readonly gates: readonly Gate[];
  /** Those of a kind in the order of their jobs. */
  readonly done: readonly EvaluationJobResult[];
  readonly drift: Drift | undefined;
}

/** The key by which the worst slice is named. */
const SLICE_KEY = 'roc_auc_any';

/** Puts the parts together, and judges the gates by them. */
export function assembleEvaluation(parts: EvaluationParts): EvaluationResult {
  const { bundle, rows, task, done, drift } = parts;
  const { predictions, bootstrap } = task;
  const { metrics, confusion } = computeMetrics(predictions);
  const [samples, baselineSamples] = resamplesOf(done);
  const slices = slicesOf(parts);
  const own = { predictions, samples: samples! };
  const comparison = baselineSamples === undefined ? undefined : compareWith(own, parts, baselineSamples);
  const judged = comparison === undefined ? { metrics, slices } : { metrics, slices, comparison };
  const gates = judgeGates(parts.gates, judged);
  return {
    model: identityOf(bundle),
    data: {
      source: rows.source,
      path: rows.path,
      fingerprint: rows.fingerprint,
      absent: rows.absent,
      ignored: rows.ignored,
    },
    rows: rows.dataset.rows,
    classes: bundle.manifest.schema.target.classes.map(({ id, title }, k) => ({
      id,
      title,
      rows: predictions.labels.reduce((count, label) => count + (label === k ? 1 : 0), 0),
    })),
    metrics,
    intervals: intervalsOf(samples!, metrics),
    undefinedMetrics: undefinedMetrics(predictions, metrics),
    bootstrap,
    calibrationFloor: valuesOf('calibration-floor', done)[0]!,
    confusion,
    curves: { ...curvesOf(predictions), decision: decisionCurve(predictions) },
    slices,
    worstSlice: worstSlice(slices, SLICE_KEY),
    gates,
    passed: gates.every(({ passed }) => passed),
    ...(comparison === undefined ? {} : { baseline: comparison }),
    ...inspectionOf(parts),
    ...(drift === undefined ? {} : { drift }),
  };
}

function identityOf({ digest, version, folder }: Bundle): EvaluationResult['model'] {
  return { digest, version, folder };
}

function compareWith(own: SampledPredictions, { baseline, task }: EvaluationParts, samples: MetricSamples): Comparison {
  return { model: identityOf(baseline!), ...comparePredictions(own, { predictions: task.baseline!, samples }) };
}

/** The samples of the model, and of the baseline where there is one. */
function resamplesOf(done: readonly EvaluationJobResult[]): readonly MetricSamples[] {
  const parts = valuesOf('resamples', done);
  return parts[0]!.map((_, model) => joinSamples(parts.map((part) => part[model]!)));
}

function slicesOf({ sliced, done, task }: EvaluationParts): readonly SliceResult[] {
  const measured = valuesOf('slice', done);
  return sliced.map(({ by, title, rows }, i) => ({
    by,
    title,
    rows: rows.length,
    ...measured[i]!,
    isSmall: isSmallSlice(rows, task.predictions.labels),
  }));
}

function inspectionOf({ task, done }: EvaluationParts) {
  if (task.inspection === undefined) return {};
  const byDrop = [...valuesOf('importance', done)].sort((a, b) => (b.drop[SLICE_KEY] ?? 0) - (a.drop[SLICE_KEY] ?? 0));
  const inspected = { rows: task.inspection.labels.length, resamples: INSPECTION_RESAMPLES };
  return {
    inspected,
    importance: byDrop,
    partialDependence: valuesOf('dependence', done),
    missing: valuesOf('missing', done),
  };
}

type ValueOf<Kind extends EvaluationJobResult['kind']> = Extract<EvaluationJobResult, { kind: Kind }>['value'];

function valuesOf<Kind extends EvaluationJobResult['kind']>(
  kind: Kind,
  done: readonly EvaluationJobResult[],
): readonly ValueOf<Kind>[] {
  return done.filter((result) => result.kind === kind).map((result) => result.value as ValueOf<Kind>);
}
