import { formatPercent } from '../../foundation/quantity.ts';
import type { IndicatorImportance, PartialDependence } from '../../pipeline/evaluation/result.ts';
import type { SurveySchema } from '../../pipeline/schema/survey-schema.ts';
import { details, figures } from '../figures.ts';
import { formatDifference, formatInterval } from '../format-figures.ts';
import { htmlTable } from '../html-table.ts';
import { html, Html } from '../html.ts';
import { describeInspected, indicatorTitle } from '../../pipeline/workflows/evaluation-words.ts';
import type { DrawnCharts, RenderSection } from './source.ts';

/** As long as an answer may be at the end of a small picture. */
const MOST_CHARACTERS = 24;

/** Which questions the model leans on. */
export const importanceSection: RenderSection = ({ document, schema }, charts) => {
  const { importance } = document;
  if (importance === undefined) return undefined;
  return html`<p>
      This describes the model, not the world: what it leans on need not be a cause, and of two questions that say the
      same it may use either. ${describeInspected(document)}
    </p>
    ${figures([charts.importanceRanking, charts.importanceProbability])}
    ${details('The numbers', importanceTable(importance, schema))}`;
};

function importanceTable(importance: readonly IndicatorImportance[], schema: SurveySchema): Html {
  const fall = (key: string, title: string) => [
    {
      title,
      look: 'number' as const,
      cell: ({ drop }: IndicatorImportance) => (drop[key] === undefined ? '–' : formatDifference(drop[key], 4)),
    },
    {
      title: '95 % interval',
      look: 'number' as const,
      cell: ({ intervals }: IndicatorImportance) => formatInterval(intervals[key], 4),
    },
  ];
  return htmlTable<IndicatorImportance>(
    'Importance by indicator',
    [
      { title: 'Indicator', look: 'header', cell: ({ indicator }) => indicatorTitle(indicator, schema) },
      ...fall('roc_auc_any', 'Fall of ROC AUC'),
      ...fall('log_loss', 'Growth of log-loss'),
    ],
    importance,
  );
}

/** How the prediction goes with each answer, the most important question first. */
export const dependenceSection: RenderSection = ({ document, schema }, charts) => {
  const { partialDependence = [], importance = [] } = document;
  if (partialDependence.length === 0) return undefined;
  const rank = new Map(importance.map(({ indicator }, i) => [indicator, i]));
  const rankOf = ({ indicator }: PartialDependence): number => rank.get(indicator) ?? rank.size;
  const sorted = [...partialDependence].sort((one, other) => rankOf(one) - rankOf(other));
  return html`<p>
      The mean predicted probability if everyone had given the same answer to one question, and their own to all others.
      Answers go from left to right; a larger dot is an answer that more people gave. This too describes the model: it
      does not say what would happen if somebody changed.
    </p>
    <div class="small-figures">${sorted.map((each) => smallFigure(each, charts))}</div>
    ${details('The numbers', dependenceTable(sorted, schema))}`;
};

function smallFigure({ indicator, points }: PartialDependence, charts: DrawnCharts): Html | undefined {
  const chart = charts[`dependence:${indicator}`];
  if (chart === undefined) return undefined;
  return html`<figure>
    <h3>${chart.title}</h3>
    ${new Html(chart.svg)}
    <figcaption class="ends">
      <span>${shorten(points[0]!.words)}</span><span>${shorten(points.at(-1)!.words)}</span>
    </figcaption>
  </figure>`;
}

/** The first words of a long answer; the table has them all. */
function shorten(words: string): string {
  if (words.length <= MOST_CHARACTERS) return words;
  return `${words.slice(0, words.lastIndexOf(' ', MOST_CHARACTERS) + 1).trimEnd() || words.slice(0, MOST_CHARACTERS)}…`;
}

function dependenceTable(all: readonly PartialDependence[], schema: SurveySchema): Html {
  const rows = all.flatMap(({ indicator, points }) =>
    points.map((point) => ({ title: indicatorTitle(indicator, schema), ...point })),
  );
  return htmlTable(
    'Partial dependence',
    [
      { title: 'Indicator', look: 'header', cell: ({ title }) => title },
      { title: 'Answer', cell: ({ words }) => words },
      { title: 'People', look: 'number', cell: ({ share }) => formatPercent(share) },
      { title: 'Probability', look: 'number', cell: ({ anyProbability }) => formatPercent(anyProbability) },
    ],
    rows,
  );
}
