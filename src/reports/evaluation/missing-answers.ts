import { describeInspected } from '../../pipeline/workflows/evaluation-words.ts';
import { metricTitle } from '../../pipeline/evaluation/metric-titles.ts';
import type { MissingAnswers } from '../../pipeline/evaluation/result.ts';
import { details, figures } from '../figures.ts';
import { formatInterval, formatScore } from '../format-figures.ts';
import { htmlTable } from '../html-table.ts';
import { html } from '../html.ts';
import { headTitle, type RenderSection } from './source.ts';

const KEYS = ['roc_auc_any', 'log_loss', 'ece_any'];

/** How good the model is for people who answer only some of the questions. */
export const missingAnswersSection: RenderSection = ({ document }, charts) => {
  const { missing, classes } = document;
  if (missing === undefined) return undefined;
  const table = htmlTable<MissingAnswers>(
    'Metrics by unknown answers',
    [
      { title: 'Unknown', look: 'number', cell: ({ unknown }) => unknown },
      ...KEYS.map((key) => ({
        title: headTitle(metricTitle(key, classes)),
        look: 'number' as const,
        cell: ({ metrics, intervals }: MissingAnswers) =>
          html`${formatScore(metrics[key], 4)} <small>${formatInterval(intervals[key], 4)}</small>`,
      })),
    ],
    missing,
  );
  return html`<p>
      Nobody has to answer everything. So many answers of each person were made unknown, chosen at random; the bands are
      95 % intervals. ${describeInspected(document)}
    </p>
    ${figures([charts.missingRanking, charts.missingCalibration])} ${details('The numbers', table)}`;
};
