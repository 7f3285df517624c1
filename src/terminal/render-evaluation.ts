import { anyTitle, formatEstimate, MAIN_METRICS, metricTitle } from '../pipeline/evaluation/metric-titles.ts';
import { isLowerBetter, metricKeys } from '../pipeline/evaluation/metric-keys.ts';
import type { EvaluationDocument } from '../pipeline/workflows/evaluation-result.ts';
import {
  describeAbsent,
  describeBalance,
  describeCalibration,
  describeInspected,
  describeIntervals,
  describeRows,
  describeUndefined,
} from '../pipeline/workflows/evaluation-words.ts';
import { noteLines, proseLines, type EvaluationLook } from './evaluation-look.ts';
import { classLines, confusionLines } from './render-evaluated-classes.ts';
import { comparisonLines } from './render-evaluated-comparison.ts';
import { gateLines } from './render-evaluated-gates.ts';
import { driftLines, importanceLines, missingLines } from './render-evaluated-inputs.ts';
import { sliceLines } from './render-evaluated-slices.ts';
import { section } from './section.ts';
import { alignColumns } from './table.ts';

/** How good a model is, how sure that is, for whom it is worse, and whether its gates are met. */
export function renderEvaluation(document: EvaluationDocument, look: EvaluationLook): string {
  const { style } = look;
  const { baseline, importance = [], missing = [], drift, gates } = document;
  const asked = describeInspected(document);
  const inspected = asked === undefined ? [] : noteLines(asked, look);
  return [
    '',
    ...headLines(document, look),
    ...section('Metrics', metricLines(document, look), style),
    ...section('Classes', classLines(document, look), style),
    ...section('Confusion: true class by predicted class', confusionLines(document, look), style),
    ...section('Slices', sliceLines(document, look), style),
    ...section('Baseline', baseline === undefined ? [] : comparisonLines(document, baseline, look), style),
    ...section('Importance', [...importanceLines(importance, look), ...inspected], style),
    ...section('Missing answers', [...missingLines(missing, look), ...inspected], style),
    ...section('Drift', drift === undefined ? [] : driftLines(drift, look), style),
    ...section('Gates', gateLines(gates, look), style),
    ...section('Reports', document.reports, style),
    '',
    ...(document.runId === null ? [] : [`Recorded as the run ${document.runId}`, '']),
    ...noteLines(document.disclaimer, look),
    '',
  ].join('\n');
}

function headLines(document: EvaluationDocument, look: EvaluationLook): readonly string[] {
  const { model, data } = document;
  const { style } = look;
  const absent = describeAbsent(data);
  return [
    style.strong(`Model ${model.version} on ${describeRows(document)}`),
    ...proseLines(describeBalance(document), look),
    ...(absent === undefined ? [] : proseLines(absent, look).map(style.warning)),
  ];
}

function metricLines(document: EvaluationDocument, look: EvaluationLook): readonly string[] {
  const { style, all } = look;
  const { metrics, intervals, classes } = document;
  const shown: readonly string[] = all ? metricKeys(classes.map(({ id }) => id)) : MAIN_METRICS;
  const rows = shown
    .filter((key) => metrics[key] !== undefined)
    .map((key) => [
      metricTitle(key, classes),
      style.strong(formatEstimate(key, metrics, intervals)),
      style.muted(isLowerBetter(key) ? 'less is better' : ''),
    ]);
  const calibration = describeCalibration(document);
  return [
    ...alignColumns(rows),
    ...noteLines(`${describeIntervals(document)}; any: ${anyTitle(classes)}`, look),
    ...(calibration === undefined ? [] : noteLines(calibration, look)),
    ...describeUndefined(document).flatMap((text) => proseLines(text, look).map(style.warning)),
  ];
}
