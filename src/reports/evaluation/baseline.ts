import { describeMcnemar } from '../../pipeline/workflows/evaluation-words.ts';
import { metricTitle } from '../../pipeline/evaluation/metric-titles.ts';
import type { Verdict } from '../../pipeline/evaluation/result.ts';
import { formatDifference, formatInterval, formatScore } from '../format-figures.ts';
import { htmlTable } from '../html-table.ts';
import { html, type Html } from '../html.ts';
import { headTitle, type RenderSection } from './source.ts';

const VERDICT_LOOKS: Readonly<Record<Verdict, string>> = {
  better: 'good',
  worse: 'bad',
  'not distinguishable': 'muted',
};

/** The model beside another one on the same rows. */
export const baselineSection: RenderSection = ({ document }) => {
  const { baseline, classes, metrics } = document;
  if (baseline === undefined) return undefined;
  return html`<p>
      By log-loss this model is ${verdictWords(baseline.verdict)}
      ${baseline.verdict === 'not distinguishable' ? 'from' : 'than'} model <code>${baseline.model.version}</code>.
    </p>
    ${htmlTable(
      'Differences to the baseline',
      [
        { title: 'Metric', look: 'header', cell: ([key]) => headTitle(metricTitle(key, classes)) },
        { title: 'This model', look: 'number', cell: ([key]) => formatScore(metrics[key], 4) },
        { title: 'Baseline', look: 'number', cell: ([, each]) => formatScore(each.baseline, 4) },
        {
          title: html`Difference <small>95 % interval</small>`,
          look: 'number',
          cell: ([, { difference, interval }]) =>
            html`${formatDifference(difference, 4)} <small>${formatInterval(interval, 4)}</small>`,
        },
        { title: 'Verdict', cell: ([, each]) => verdictWords(each.verdict) },
      ],
      Object.entries(baseline.differences),
    )}
    <p>${describeMcnemar(baseline.mcnemar)}</p>`;
};

function verdictWords(verdict: Verdict): Html {
  return html`<strong class="${VERDICT_LOOKS[verdict]}">${verdict}</strong>`;
}
