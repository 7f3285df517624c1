import { metricTitle } from '../../pipeline/evaluation/metric-titles.ts';
import type { SliceResult } from '../../pipeline/evaluation/result.ts';
import { details, figures } from '../figures.ts';
import { formatCount, formatInterval, formatScore } from '../format-figures.ts';
import { htmlTable } from '../html-table.ts';
import { html, type Html } from '../html.ts';
import { headTitle, type DrawnCharts, type EvaluationPageSource, type RenderSection } from './source.ts';

/** Beside the ranking, what else is told of a group. */
const MORE_KEYS = ['macro_f1', 'log_loss', 'ece_any'];

/** For whom the model is worse. */
export const slicesSection: RenderSection = (source, charts) => {
  const { slices, metrics, worstSlice } = source.document;
  if (slices.length === 0) return undefined;
  const worst =
    worstSlice === null
      ? html`<p>No group has enough people to be called the worst.</p>`
      : html`<p>
          The worst group is <strong>${worstSlice.title}</strong> with a ROC AUC of ${formatScore(worstSlice.value)};
          all rows together have ${formatScore(metrics.roc_auc_any)}.
        </p>`;
  return html`${worst} ${figures(slicesCharts(charts), 'columns')}
  ${details(`All ${formatCount(slices.length)} groups`, slicesTable(source))}`;
};

function slicesCharts(charts: DrawnCharts) {
  return Object.entries(charts).flatMap(([name, chart]) => (/^slices\d+$/.test(name) ? [chart] : []));
}

function slicesTable({ document }: EvaluationPageSource): Html {
  const number = (key: string) => ({
    title: headTitle(metricTitle(key, document.classes)),
    look: 'number' as const,
    cell: ({ metrics }: SliceResult) => formatScore(metrics[key], 4),
  });
  return htmlTable<SliceResult>(
    'Groups',
    [
      {
        title: 'Group',
        look: 'header',
        cell: ({ title, isSmall }) => html`${title}${isSmall ? html`<small>too few people to judge</small>` : ''}`,
      },
      { title: 'Rows', look: 'number', cell: ({ rows }) => formatCount(rows) },
      number('roc_auc_any'),
      { title: '95 % interval', look: 'number', cell: ({ intervals }) => formatInterval(intervals.roc_auc_any, 4) },
      ...MORE_KEYS.map(number),
    ],
    document.slices,
  );
}
