import type { Clock } from '../../foundation/clock.ts';
import { DiabetesError } from '../../foundation/errors.ts';
import type { Reporter } from '../../foundation/events.ts';
import { quantity } from '../../foundation/quantity.ts';
import { loadProfile, type Bundle } from '../bundle/load-bundle.ts';
import { parseGate, requirementsOf, type Gate } from '../evaluation/gates.ts';
import { metricKeys } from '../evaluation/metric-keys.ts';
import { parseSlice, sliceRows, type Slice } from '../evaluation/slices.ts';
import { compareWithProfile } from '../monitoring/population-stability.ts';
import type { EvaluateParams } from '../params.ts';
import { createPredictor } from '../prediction/predictor.ts';
import { assembleEvaluation } from './assemble-evaluation.ts';
import { checkBaseline, seenRowsNotice } from './check-baseline.ts';
import type { EvaluationTask } from './evaluation-jobs.ts';
import type { EvaluationResult } from './evaluation-result.ts';
import { chooseInspected } from './inspection.ts';
import { loadEvaluatedRows, type EvaluatedRows, type EvaluatedRowsOrigin } from './load-evaluated-rows.ts';
import { predictLabelled } from './predict-labelled.ts';
import { progressReporter } from './progress-reporter.ts';
import { rowsRead } from './rows-read.ts';
import { runEvaluationJobs } from './run-evaluation-jobs.ts';
import { createStageRunner } from './stages.ts';

export interface EvaluateModelOptions {
  readonly bundle: Bundle;
  /** Another model, to be compared with on the same rows. */
  readonly baseline?: Bundle;
  readonly from: EvaluatedRowsOrigin;
  readonly params: EvaluateParams;
  /** Whether to ask what the model goes by: importance, partial dependence, and how it bears unknown answers. */
  readonly inspect: boolean;
  readonly report: Reporter;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

/**
 * Says how good a saved model is on labelled rows, how sure that is, for whom it is worse, and whether it may ship. The
 * same bundle, rows and seed give the same figures on any number of threads.
 *
 * @throws DiabetesError where slices, gates or rows cannot be used, and when the signal aborts
 */
export async function evaluateModel(options: EvaluateModelOptions): Promise<EvaluationResult> {
  const { bundle, baseline, report, clock } = options;
  const { slices, gates } = readQuestions(options);
  if (baseline !== undefined) checkBaseline(bundle, baseline);
  const stage = createStageRunner(report, clock);
  const rows = await stage('read', 'Reading the rows', async () => {
    const value = await loadEvaluatedRows(options);
    return { value, summary: quantity(value.dataset.rows, 'row') };
  });
  report(rowsRead(options.from.origin, { ...rows, ...rows.read, parts: { test: rows.dataset.rows } }));
  const notice = baseline === undefined ? undefined : seenRowsNotice(bundle, baseline, rows);
  if (notice !== undefined) report(notice);
  return stage('evaluate', 'Evaluating', async () => {
    const task = prepareTask(options, rows);
    const { schema } = bundle.manifest;
    const sliced = tellingSlices(slices, bundle, rows).flatMap((slice) => sliceRows(slice, schema, rows.dataset));
    const done = await runEvaluationJobs(task, {
      ...options,
      slices: sliced.map((slice) => slice.rows),
      indicators: schema.indicators.length,
      onDone: progressReporter('evaluate', report),
    });
    const drift =
      rows.source === 'test' ? undefined : compareWithProfile(await loadProfile(bundle), { schema, ...rows });
    const value = assembleEvaluation({ bundle, baseline, rows, task, sliced, gates, done, drift });
    const summary = `${quantity(task.bootstrap.resamples, 'resample')}, ${quantity(value.slices.length, 'slice')}`;
    return { value, summary };
  });
}

/**
 * Reads slices and gates, before anything that takes time.
 *
 * @throws DiabetesError USAGE for one that is not understood, and for a gate that needs slices or a baseline where none is
 */
function readQuestions({ bundle, baseline, params }: EvaluateModelOptions): {
  readonly slices: readonly Slice[];
  readonly gates: readonly Gate[];
} {
  const { schema } = bundle.manifest;
  const slices = distinct(
    params.slices.map((text) => parseSlice(text, schema)),
    ({ places }) => [...places].sort((a, b) => a - b).join(),
  );
  const keys = metricKeys(schema.target.classes.map(({ id }) => id));
  const gates = distinct(
    params.gates.map((text) => parseGate(text, keys)),
    ({ gate }) => gate,
  );
  for (const gate of gates) {
    const needs = requirementsOf([gate]);
    if (needs.slices && slices.length === 0) throw unanswerable(gate, 'slices', 'Name at least one with --slice.');
    if (needs.baseline && baseline === undefined) {
      throw unanswerable(gate, 'a baseline', 'Name the model to compare with by --baseline.');
    }
  }
  return { slices, gates };
}

/** Each of those that are the same once, in their order. */
function distinct<T>(values: readonly T[], keyOf: (value: T) => string): readonly T[] {
  return [...new Map(values.map((value) => [keyOf(value), value])).values()];
}

/** The slices without those of an indicator that is unknown in every row: they would be all rows under another name. */
function tellingSlices(slices: readonly Slice[], { manifest }: Bundle, { absent }: EvaluatedRows): readonly Slice[] {
  const { indicators } = manifest.schema;
  return slices.filter(({ places }) => places.every((place) => !absent.includes(indicators[place]!.name)));
}

function unanswerable({ gate }: Gate, lacking: string, hint: string): DiabetesError {
  return new DiabetesError('USAGE', `the gate ${gate} needs ${lacking}`, { hint });
}

function prepareTask(options: EvaluateModelOptions, { dataset }: EvaluatedRows): EvaluationTask {
  const { bundle, baseline, params, inspect } = options;
  const predictor = createPredictor(bundle.manifest, bundle.weights);
  const predictions = predictLabelled(predictor, dataset);
  return {
    bootstrap: { resamples: params.resamples, seed: params.seed },
    predictions,
    ...(baseline === undefined
      ? {}
      : { baseline: predictLabelled(createPredictor(baseline.manifest, baseline.weights), dataset) }),
    ...(inspect ? { inspection: chooseInspected(bundle, { dataset, predictions, seed: params.seed }) } : {}),
  };
}
