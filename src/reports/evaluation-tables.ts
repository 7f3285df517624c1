import { basename } from 'node:path';
import { CLASS_KEYS } from '../pipeline/evaluation/metric-keys.ts';
import {
  CLASS_METRIC_TITLES,
  formatEstimate,
  formatMetric,
  metricTitle,
} from '../pipeline/evaluation/metric-titles.ts';
import type { EvaluationDocument } from '../pipeline/workflows/evaluation-result.ts';
import {
  describeRows,
  formatChange,
  formatGateValue,
  indicatorTitle,
  tellableSlices,
} from '../pipeline/workflows/evaluation-words.ts';
import type { SurveySchema } from '../pipeline/schema/survey-schema.ts';
import { codeSpan, escapeMarkdown, joinBlocks, markdownTable } from './markdown.ts';

const SLICE_KEY = 'roc_auc_any';
/** A comment of GitHub holds 65,536 characters, and nobody reads more. */
const SLICE_LIMITS = { key: SLICE_KEY, most: 60, few: 30 } as const;

const right = { align: 'right' } as const;

/** Which rows were evaluated, the file by its name alone: where it lay is nobody else's business. */
export function evaluatedRows(document: EvaluationDocument): string {
  const { path } = document.data;
  return describeRows(document, path === null ? null : codeSpan(basename(path)));
}

/** The metrics with these keys, and beside them the baseline where there is one. */
export function metricsTable(document: EvaluationDocument, keys: readonly string[]): string {
  const { metrics, intervals, classes, baseline } = document;
  const beside =
    baseline === undefined ? [] : [{ title: 'Baseline', ...right }, { title: 'Difference' }, { title: '' }];
  const rows = keys
    .filter((key) => metrics[key] !== undefined)
    .map((key) => {
      const cells = [escapeMarkdown(metricTitle(key, classes)), formatEstimate(key, metrics, intervals)];
      const difference = baseline?.differences[key];
      if (difference === undefined) return [...cells, ...beside.map(() => '')];
      return [...cells, formatMetric(key, difference.baseline), formatChange(difference), difference.verdict];
    });
  return markdownTable([{ title: 'Metric' }, { title: 'This model' }, ...beside], rows);
}

/** Each gate with its verdict and value. */
export function gatesTable({ gates }: EvaluationDocument): string | undefined {
  if (gates.length === 0) return undefined;
  const rows = gates.map((gate) => [
    gate.passed ? '✅ passed' : '❌ not met',
    codeSpan(gate.gate),
    formatGateValue(gate),
    escapeMarkdown(gate.reason ?? ''),
  ]);
  return markdownTable([{ title: '' }, { title: 'Gate' }, { title: 'Value', ...right }, { title: '' }], rows);
}

/** The metrics of each class. */
export function classesTable({ classes, metrics, intervals }: EvaluationDocument): string {
  const columns = [
    { title: 'Class' },
    { title: 'Rows', ...right },
    ...CLASS_KEYS.map((key) => ({ title: CLASS_METRIC_TITLES[key] })),
  ];
  const rows = classes.map(({ id, title, rows: count }) => [
    escapeMarkdown(title),
    count.toLocaleString('en-US'),
    ...CLASS_KEYS.map((key) => formatEstimate(`${key}_${id}`, metrics, intervals)),
  ]);
  return markdownTable(columns, rows);
}

/** How many rows of each true class were predicted as which. */
export function confusionTable({ classes, confusion }: EvaluationDocument): string {
  const columns = [
    { title: 'True class' },
    ...classes.map(({ title }) => ({ title: `predicted ${escapeMarkdown(title)}`, ...right })),
  ];
  const rows = classes.map(({ title }, actual) => [
    escapeMarkdown(title),
    ...confusion[actual]!.map((count) => count.toLocaleString('en-US')),
  ]);
  return markdownTable(columns, rows);
}

/** Each slice with its main metrics; of very many the worst ones. */
export function slicesTable({ slices, worstSlice, classes }: EvaluationDocument): string | undefined {
  if (slices.length === 0) return undefined;
  const shown = tellableSlices(slices, SLICE_LIMITS);
  const others = ['log_loss', 'macro_f1', 'ece_any'];
  const columns = [
    { title: 'Slice' },
    { title: 'Rows', ...right },
    ...[SLICE_KEY, ...others].map((key) => ({ title: metricTitle(key, classes) })),
  ];
  const rows = shown.map(({ title, rows: count, metrics, intervals, isSmall }) => [
    title === worstSlice?.title ? `**${escapeMarkdown(title)}**` : escapeMarkdown(title),
    count.toLocaleString('en-US') + (isSmall ? ' (few)' : ''),
    formatEstimate(SLICE_KEY, metrics, intervals),
    ...others.map((key) => formatMetric(key, metrics[key])),
  ]);
  const left = slices.length - shown.length;
  return joinBlocks([
    markdownTable(columns, rows),
    left === 0 ? undefined : `${left} better or smaller slices are not shown.`,
  ]);
}

/** The indicators that are not distributed as in the training rows; undefined where all are. */
export function driftTable({ drift }: EvaluationDocument, schema: SurveySchema): string | undefined {
  const moved = (drift?.indicators ?? []).filter(({ level }) => level !== 'stable');
  if (moved.length === 0) return undefined;
  const rows = moved.map(({ indicator, psi, level }) => [
    escapeMarkdown(indicatorTitle(indicator, schema)),
    psi.toFixed(3),
    level,
  ]);
  return markdownTable(
    [{ title: 'Indicator' }, { title: 'Population stability index', ...right }, { title: 'Drift' }],
    rows,
  );
}
