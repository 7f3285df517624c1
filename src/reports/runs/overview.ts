import { quantity } from '../../foundation/quantity.ts';
import { formatMetric, metricTitle } from '../../pipeline/evaluation/metric-titles.ts';
import { isLowerBetter } from '../../pipeline/evaluation/metric-keys.ts';
import { factList, type Fact } from '../fact-list.ts';
import { formatInterval } from '../format-figures.ts';
import { htmlTable, type TableColumn } from '../html-table.ts';
import { html, type Html } from '../html.ts';
import { runLook } from '../charts/run-look.ts';
import { bestValue, differingParams, usualParam } from './differences.ts';
import type { ReportedRun, RunsPageSource } from './source.ts';

/** The metrics that are looked at first. */
const FIRST_METRICS = ['roc_auc_any', 'log_loss', 'macro_f1', 'ece_any'] as const;

/** The best value of each main metric, and whose it is. */
export function bestFacts({ runs, recorded, classes }: RunsPageSource): Html {
  const best = FIRST_METRICS.flatMap((key): readonly Fact[] => {
    const value = bestValue(runs, key);
    const holder = runs.find(({ run }) => run.metrics[key] === value);
    if (value === undefined || holder === undefined) return [];
    const which = `${isLowerBetter(key) ? 'least' : 'greatest'}, ${holder.label}`;
    return [[headOf(metricTitle(key, classes)), formatMetric(key, value), which]];
  });
  const more = runs.length < recorded ? `of ${recorded.toLocaleString('en-US')} recorded` : 'all that are recorded';
  return factList([['Runs', String(runs.length), more], ...best]);
}

/** Which line of the pictures is which run's. */
export function legend(runs: readonly ReportedRun[]): Html {
  const items = runs.flatMap(({ run, label }, place) =>
    Object.keys(run.series).length === 0 ? [] : [html`<li>${swatch(place)}${label}</li>`],
  );
  return html`<ul class="legend" aria-label="Runs">
    ${items}
  </ul>`;
}

/** Every run with its main metrics and the params in which runs differ. */
export function overviewTable(source: RunsPageSource): Html {
  const { runs } = source;
  const columns = [...headColumns(source), ...metricColumns(source), ...paramColumns(runs)];
  return wide(htmlTable('Runs', columns, runs));
}

/** A table whose first column stays where it is while the others scroll. */
export function wide(table: Html): Html {
  return html`<div class="wide">${table}</div>`;
}

function headColumns({ runs }: RunsPageSource): readonly TableColumn<ReportedRun>[] {
  const commands = new Set(runs.map(({ run }) => run.command));
  return [
    {
      title: 'Run',
      look: 'header',
      cell: (each) => html`${swatch(runs.indexOf(each))}${linkOf(each)} <small>${subtitleOf(each)}</small>`,
      sort: { first: 'ascending', by: ({ label }) => label },
    },
    {
      title: 'Started',
      cell: ({ run }) => html`<time class="moment" datetime="${run.startTime}">${run.startTime.slice(0, 16).replace('T', ' ')}</time>`,
      sort: { first: 'descending', by: ({ run }) => Date.parse(run.startTime) },
    },
    ...(commands.size > 1 ? [{ title: 'Command', ...textColumn(({ run }) => run.command) }] : []),
    ...(runs.some(({ run }) => run.status !== 'FINISHED') ? [{ title: 'Status', ...textColumn(({ run }) => run.status) }] : []),
    ...(runs.some(({ run }) => run.passed !== null) ? [GATES] : []),
  ];
}

const GATES: TableColumn<ReportedRun> = {
  title: 'Gates',
  cell: ({ run: { passed } }) => {
    if (passed === null) return '–';
    return html`<span class="${passed ? 'good' : 'bad'}">${passed ? 'met' : 'not\u00a0met'}</span>`;
  },
  sort: { first: 'ascending', by: ({ run: { passed } }) => (passed === null ? undefined : passed ? 'met' : 'not met') },
};

function textColumn(read: (run: ReportedRun) => string): Pick<TableColumn<ReportedRun>, 'cell' | 'sort'> {
  return { cell: read, sort: { first: 'ascending', by: read } };
}

function metricColumns({ runs, classes }: RunsPageSource): readonly TableColumn<ReportedRun>[] {
  return FIRST_METRICS.filter((key) => runs.some(({ run }) => run.metrics[key] !== undefined)).map((key) => {
    const best = bestValue(runs, key);
    return {
      title: headOf(metricTitle(key, classes)),
      look: 'number',
      cell: ({ run }) => metricCell(run, key, best),
      sort: { first: isLowerBetter(key) ? 'ascending' : 'descending', by: ({ run }) => run.metrics[key] },
    };
  });
}

/** A metric with its interval; the best one is marked. */
export function metricCell(run: ReportedRun['run'], key: string, best: number | undefined): Html {
  const value = run.metrics[key];
  if (value === undefined) return html`–`;
  const interval = run.intervals[key];
  const decimals = key.includes('ece_') ? 4 : 3;
  const words = formatMetric(key, value);
  return html`${value === best ? html`<mark>${words}</mark>` : words}
  ${interval === undefined ? undefined : html`<small>${formatInterval(interval, decimals)}</small>`}`;
}

function paramColumns(runs: readonly ReportedRun[]): readonly TableColumn<ReportedRun>[] {
  return differingParams(runs).map((key) => {
    const usual = usualParam(runs, key);
    return {
      title: html`<code>${key}</code>`,
      cell: ({ run }) => {
        const value = run.params[key];
        if (value === undefined) return '–';
        return usual === undefined || value === usual ? html`<code>${value}</code>` : html`<mark><code>${value}</code></mark>`;
      },
      sort: { first: 'ascending', by: ({ run }) => run.params[key] },
    };
  });
}

function linkOf(run: ReportedRun): Html {
  const { label, bundlePath } = run;
  return bundlePath === null ? html`${label}` : html`<a href="${bundlePath}" title="its bundle">${label}</a>`;
}

function subtitleOf({ label, shortId }: ReportedRun): string {
  return label.includes(shortId) ? '' : shortId;
}

function swatch(place: number): Html {
  const { color, dash } = runLook(place);
  return html`<svg class="swatch" viewBox="0 0 24 8" aria-hidden="true"><line x1="0" y1="4" x2="24" y2="4" stroke="${color}" stroke-width="3" stroke-dasharray="${dash.join(' ')}" /></svg>`;
}

function headOf(title: string): string {
  return title.charAt(0).toUpperCase() + title.slice(1);
}

/** What keeps the figures of runs from being compared one to one; nothing where all were measured on the same rows. */
export function comparability(runs: readonly ReportedRun[]): Html | undefined {
  const data = new Set(runs.map(({ run }) => run.data?.fingerprint).filter((fingerprint) => fingerprint !== undefined));
  const splits = new Set(runs.map(({ run: { params } }) => JSON.stringify([params['split.seed'], params['split.test']])));
  if (data.size > 1) return notice(`These runs worked on ${quantity(data.size, 'data set')}: their metrics are not of the same rows.`);
  if (splits.size > 1) return notice('These runs split their rows in more than one way: their metrics are not of the same rows.');
  return undefined;
}

function notice(words: string): Html {
  return html`<ul class="notices">
    <li class="warning"><strong>Warning:</strong> <span>${words}</span></li>
  </ul>`;
}
