import { formatEstimate, metricTitle } from '../pipeline/evaluation/metric-titles.ts';
import type { SliceResult } from '../pipeline/evaluation/result.ts';
import type { EvaluationDocument } from '../pipeline/workflows/evaluation-result.ts';
import { describeWorstSlice, tellableSlices } from '../pipeline/workflows/evaluation-words.ts';
import { quantity } from '../foundation/quantity.ts';
import { renderBar } from './bars.ts';
import { noteLines, proseLines, type EvaluationLook } from './evaluation-look.ts';
import { renderTable } from './table.ts';
import { wrapText } from './wrap-text.ts';

const KEY = 'roc_auc_any';
/** What is left of the width beside a slice's title: rows, the metric with its interval, the bar, and the gaps. */
const FIGURES_WIDTH = 45;
const LEAST_TITLE_WIDTH = 20;
const BAR_CELLS = 10;
/** Where there are more slices than most, a few are shown, unless all are asked for. */
const LIMITS = { key: KEY, most: 30, few: 10 } as const;

/** Each slice with its ROC AUC as a figure and a bar, and the worst one in a sentence. */
export function sliceLines(document: EvaluationDocument, look: EvaluationLook): readonly string[] {
  const { slices, classes } = document;
  const { style, all } = look;
  const worst = describeWorstSlice(document);
  if (worst === undefined) return [];
  const shown = all ? slices : tellableSlices(slices, LIMITS);
  const columns = [
    { title: style.muted('slice') },
    { title: style.muted('rows'), align: 'right' as const },
    { title: style.muted(metricTitle(KEY, classes)) },
    { title: style.muted('0.5 to 1') },
  ];
  const rows = shown.flatMap((slice) => sliceRows(slice, document, look));
  const left = slices.length - shown.length;
  return [
    ...renderTable(columns, rows, style).split('\n'),
    ...(left === 0 ? [] : noteLines(`${quantity(left, 'better or smaller slice')} with --verbose`, look)),
    ...proseLines(worst, look),
  ];
}

/** The first line of a slice with its figures, and the rest of its title where that is long. */
function sliceRows(
  { title, rows, metrics, intervals, isSmall }: SliceResult,
  { worstSlice }: EvaluationDocument,
  { style, width }: EvaluationLook,
): readonly (readonly string[])[] {
  const isWorst = title === worstSlice?.title;
  const paint = isWorst ? style.bad : isSmall ? style.muted : (text: string) => text;
  const [first, ...rest] = wrapText(title, Math.max(LEAST_TITLE_WIDTH, width - FIGURES_WIDTH)).split('\n');
  const bar = renderBar(((metrics[KEY] ?? 0.5) - 0.5) / 0.5, BAR_CELLS, style).trimEnd();
  const figures = [rows.toLocaleString('en-US'), formatEstimate(KEY, metrics, intervals)].map(paint);
  const end = isSmall ? style.muted('too small') : isWorst ? style.bad(bar) : style.accent(bar);
  return [[paint(first!), ...figures, end], ...rest.map((line) => [paint(`  ${line}`)])];
}
