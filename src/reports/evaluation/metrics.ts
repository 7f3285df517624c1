import { anyTitle, metricTitle } from '../../pipeline/evaluation/metric-titles.ts';
import type { EvaluationDocument } from '../../pipeline/workflows/evaluation-result.ts';
import { formatCount, formatInterval, formatScore } from '../format-figures.ts';
import { htmlTable } from '../html-table.ts';
import { html, type Html } from '../html.ts';
import { CLASS_METRICS, METRIC_GROUPS } from './metric-groups.ts';
import { headTitle, type RenderSection } from './source.ts';

/** Every metric of all rows with its interval, and what it means. */
export const metricsSection: RenderSection = ({ document }) => {
  const { classes, metrics, intervals, bootstrap } = document;
  const groups = METRIC_GROUPS.map(({ title, meanings }) => {
    const rows = Object.entries(meanings).filter(([key]) => metrics[key] !== undefined);
    if (rows.length === 0) return undefined;
    const table = htmlTable(
      title,
      [
        {
          title: 'Metric',
          look: 'header',
          cell: ([key, meaning]) => html`${headTitle(metricTitle(key, classes))} <small>${meaning}</small>`,
        },
        {
          title: html`Value <small>95 % interval</small>`,
          look: 'number',
          cell: ([key]) => html`${formatScore(metrics[key], 4)} <small>${formatInterval(intervals[key], 4)}</small>`,
        },
      ],
      rows,
    );
    return html`<h3>${title}</h3>
      ${table}`;
  });
  return html`<p>
      Positive is ${anyTitle(document.classes)}. An interval holds 95 % of what ${formatCount(bootstrap.resamples)}
      resamples of these rows gave: it says how sure a value is.
    </p>
    ${groups} ${undefinedOf(document)}`;
};

function undefinedOf({ undefinedMetrics }: EvaluationDocument): Html | undefined {
  if (undefinedMetrics.length === 0) return undefined;
  const items = undefinedMetrics.map(({ key, reason }) => html`<li><code>${key}</code>: ${reason}</li>`);
  return html`<h3>Not defined for these rows</h3>
    <ul>
      ${items}
    </ul>`;
}

/** The metrics of each class. */
export const classesSection: RenderSection = ({ document: { classes, metrics, intervals } }) =>
  htmlTable(
    'Metrics by class',
    [
      { title: 'Metric', look: 'header', cell: ({ title, meaning }) => html`${title} <small>${meaning}</small>` },
      ...classes.map(({ id, title, rows }) => ({
        title: html`${title} <small>${formatCount(rows)} rows</small>`,
        look: 'number' as const,
        cell: ({ key }: { readonly key: string }) =>
          html`${formatScore(metrics[`${key}_${id}`])} <small>${formatInterval(intervals[`${key}_${id}`])}</small>`,
      })),
    ],
    CLASS_METRICS,
  );
