import { CLASS_KEYS } from '../pipeline/evaluation/metric-keys.ts';
import { CLASS_METRIC_TITLES, formatMetric } from '../pipeline/evaluation/metric-titles.ts';
import type { EvaluationDocument } from '../pipeline/workflows/evaluation-result.ts';
import type { EvaluationLook } from './evaluation-look.ts';
import { renderTable } from './table.ts';

/** The metrics of each class, as a table. */
export function classLines(
  { classes, metrics }: EvaluationDocument,
  { style }: Pick<EvaluationLook, 'style'>,
): readonly string[] {
  const titles = ['rows', ...CLASS_KEYS.map((key) => CLASS_METRIC_TITLES[key])];
  const columns = [
    { title: style.muted('class') },
    ...titles.map((title) => ({ title: style.muted(title), align: 'right' as const })),
  ];
  const rows = classes.map(({ id, title, rows: count }) => [
    title,
    count.toLocaleString('en-US'),
    ...CLASS_KEYS.map((key) => formatMetric(key, metrics[`${key}_${id}`])),
  ]);
  return renderTable(columns, rows, style).split('\n');
}

/** How many rows of each true class were predicted as which, as a table; the right ones stand out. */
export function confusionLines(
  { classes, confusion }: EvaluationDocument,
  { style }: Pick<EvaluationLook, 'style'>,
): readonly string[] {
  const columns = [
    { title: '' },
    ...classes.map(({ title }) => ({ title: style.muted(title), align: 'right' as const })),
  ];
  const rows = classes.map(({ title }, actual) => [
    title,
    ...confusion[actual]!.map((count, predicted) => {
      const text = count.toLocaleString('en-US');
      return predicted === actual ? style.strong(text) : text;
    }),
  ]);
  return renderTable(columns, rows, style).split('\n');
}
