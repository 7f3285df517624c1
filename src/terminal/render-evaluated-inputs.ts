import { formatPercent } from '../foundation/quantity.ts';
import { formatEstimate, formatMetric, metricTitle } from '../pipeline/evaluation/metric-titles.ts';
import type { IndicatorImportance, MissingAnswers } from '../pipeline/evaluation/result.ts';
import type { Drift, IndicatorDrift } from '../pipeline/monitoring/drift.ts';
import { describeDrift, indicatorTitle, missingSteps } from '../pipeline/workflows/evaluation-words.ts';
import { renderBar } from './bars.ts';
import { noteLines, proseLines, type EvaluationLook } from './evaluation-look.ts';
import { alignColumns, renderTable } from './table.ts';

const KEY = 'roc_auc_any';
const MISSING_CELLS = 20;
const LEAST_CELLS = 8;
const MOST_CELLS = 24;
/** What a fall, its interval and the gaps take of the width. */
const FALL_WIDTH = 32;
const MOST_INDICATORS = 8;

/** The indicators that the model relies on most, with bars. */
export function importanceLines(importance: readonly IndicatorImportance[], look: EvaluationLook): readonly string[] {
  const { schema, style, width, all } = look;
  if (importance.length === 0) return [];
  const shown = importance.slice(0, all ? undefined : MOST_INDICATORS).map(({ indicator, drop, intervals }) => ({
    title: indicatorTitle(indicator, schema),
    fall: drop[KEY] ?? NaN,
    interval: intervals[KEY]?.map((end) => end.toFixed(4)),
  }));
  const greatest = Math.max(...shown.map(({ fall }) => fall));
  const longest = Math.max(...shown.map(({ title }) => title.length));
  const cells = Math.min(MOST_CELLS, Math.max(LEAST_CELLS, width - longest - FALL_WIDTH));
  const rows = shown.map(({ title, fall, interval }) => [
    title,
    style.accent(renderBar(greatest > 0 ? fall / greatest : 0, cells, style)),
    fall.toFixed(4),
    interval === undefined ? '' : style.muted(`[${interval.join(', ')}]`),
  ]);
  const what =
    `How much ${metricTitle(KEY, schema.target.classes)}, falls when an indicator's answers go to other people. ` +
    'It says what the model relies on, not what causes anything.';
  return [...alignColumns(rows, ['left', 'left', 'right']), ...noteLines(what, look)];
}

/** How good the model is with fewer and fewer answers, in some steps. */
export function missingLines(missing: readonly MissingAnswers[], look: EvaluationLook): readonly string[] {
  const { schema, style, all } = look;
  if (missing.length === 0) return [];
  const { classes } = schema.target;
  const right = { align: 'right' } as const;
  const columns = [
    { title: style.muted('unknown'), ...right },
    { title: style.muted(metricTitle(KEY, classes)) },
    { title: style.muted(metricTitle('log_loss', classes)), ...right },
    { title: style.muted('calibration error'), ...right },
    { title: style.muted('ROC AUC 0.5 to 1') },
  ];
  const rows = (all ? missing : missingSteps(missing)).map(({ unknown, metrics, intervals }) => [
    String(unknown),
    formatEstimate(KEY, metrics, intervals),
    formatMetric('log_loss', metrics.log_loss),
    formatMetric('ece_any', metrics.ece_any),
    style.accent(renderBar(((metrics[KEY] ?? 0.5) - 0.5) / 0.5, MISSING_CELLS, style).trimEnd()),
  ]);
  return renderTable(columns, rows, style).split('\n');
}

/** The indicators whose answers are distributed otherwise than in the training rows. */
export function driftLines(drift: Drift, look: EvaluationLook): readonly string[] {
  const { schema, style, all } = look;
  const moved = drift.indicators.filter(({ level }) => all || level !== 'stable');
  const paint = { stable: style.muted, moderate: style.warning, large: style.bad };
  const rows = moved.map((indicator) => [
    indicatorTitle(indicator.indicator, schema),
    indicator.psi.toFixed(3),
    paint[indicator.level](indicator.level),
    unknownChange(indicator),
  ]);
  const columns = [
    { title: style.muted('indicator') },
    { title: style.muted('stability index'), align: 'right' as const },
    { title: '' },
    { title: '' },
  ];
  const marks = 'The population stability index is moderate from 0.1 and large from 0.25 on.';
  return [
    ...proseLines(describeDrift(drift), look),
    ...(rows.length === 0 ? [] : [...renderTable(columns, rows, style).split('\n'), ...noteLines(marks, look)]),
  ];
}

function unknownChange({ unknownThen, unknownNow }: IndicatorDrift): string {
  if (unknownThen === unknownNow) return '';
  return `unknown ${formatPercent(unknownThen)} then, ${formatPercent(unknownNow)} now`;
}
