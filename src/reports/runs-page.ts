import { quantity } from '../foundation/quantity.ts';
import type { DrawnChart } from './charts/chart.ts';
import { MOST_DRAWN } from './charts/run-look.ts';
import { details, figures } from './figures.ts';
import { html, type Html } from './html.ts';
import { renderPage } from './page.ts';
import { commonParams, dataSection, gatesSection, metricsTable } from './runs/details.ts';
import { bestFacts, comparability, legend, overviewTable } from './runs/overview.ts';
import type { RunsPageSource } from './runs/source.ts';
import { RUNS_STYLE } from './runs/style.ts';
import { SORT_SCRIPT } from './sort-script.ts';

/** Pictures by the names that `epochCharts` and `metricCharts` give them. */
type DrawnCharts = Readonly<Record<string, DrawnChart>>;

interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: Html | undefined;
}

/** The page that compares runs: the best first, then all of them side by side, and how they came about. */
export function renderRunsPage(source: RunsPageSource, charts: DrawnCharts): string {
  const { runs, disclaimer } = source;
  const sections: readonly Section[] = [
    { id: 'runs', title: 'Runs', content: html`${overviewTable(source)} ${HOW_TO_READ}` },
    { id: 'epochs', title: 'Epochs', content: chartsOf(source, charts, 'epochs_') },
    { id: 'metrics', title: 'Metrics', content: html`${chartsOf(source, charts, 'metric_')} ${everyMetric(source)}` },
    { id: 'gates', title: 'Gates', content: gatesSection(source) },
    { id: 'data', title: 'Data sets', content: dataSection(source) },
    { id: 'params', title: 'Params in common', content: commonParams(source) },
  ];
  const shown = sections.filter(({ content }) => content !== undefined);
  const warning = html`<p class="disclaimer">${disclaimer}</p>`;
  const body = html`
    ${bestFacts(source)} ${comparability(runs)} ${warning}
    <nav aria-label="Contents">
      <ul>
        ${shown.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}
      </ul>
    </nav>
    ${shown.map(sectionOf)}
    <footer>${warning}</footer>
  `;
  const title = runs.length === 1 ? 'One run' : `${quantity(runs.length, 'run')} compared`;
  return renderPage({ title, kicker: 'Runs', body, style: RUNS_STYLE, script: SORT_SCRIPT });
}

const HOW_TO_READ = html`<p class="muted">
  Marked are the best value of a metric, and params that are not as in most runs; params that are the same everywhere stand
  at the end.
</p>`;

function sectionOf({ id, title, content }: Section): Html {
  return html`<section>
    <h2 id="${id}">${title}</h2>
    ${content}
  </section>`;
}

function chartsOf({ runs }: RunsPageSource, charts: DrawnCharts, prefix: string): Html | undefined {
  const drawn = Object.entries(charts).filter(([name]) => name.startsWith(prefix));
  if (drawn.length === 0) return undefined;
  const hasLines = prefix === 'epochs_';
  return html`${hasLines ? legend(runs.slice(0, MOST_DRAWN)) : undefined} ${figures(drawn.map(([, chart]) => chart))}`;
}

function everyMetric(source: RunsPageSource): Html {
  return details('Every metric', metricsTable(source));
}
