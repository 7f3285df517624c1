import { formatPercent, quantity } from '../foundation/quantity.ts';
import type { CheckNotice, ColumnSummary, DataCheck, ProblemSummary } from '../pipeline/checking/data-check.ts';
import { factList } from './fact-list.ts';
import { formatCount } from './format-figures.ts';
import { htmlTable, type TableColumn } from './html-table.ts';
import { html, type Html } from './html.ts';
import { renderPage } from './page.ts';
import { histogramSvg, shareSvg } from './svg-bars.ts';

/** The report on a labelled file as a page of its own. */
export function renderDataCheckPage(check: DataCheck): string {
  const body = html`
    ${verdictOf(check)} ${factsOf(check)} ${noticesOf(check.notices)} ${problemsOf(check.problems)} ${classesOf(check)}
    ${repeatsOf(check)} ${columnsOf(check.columns)}
  `;
  return renderPage({ title: check.file, kicker: 'Data check', body });
}

function verdictOf({ usable }: DataCheck): Html {
  return usable
    ? html`<p class="verdict good">This file can be used for training.</p>`
    : html`<p class="verdict bad">This file cannot be used for training.</p>`;
}

function factsOf({ rows, header, columns, problems, duplicates, conflicts }: DataCheck): Html {
  const present = columns.length - header.absent.length;
  const unknown = columns.reduce((sum, column) => sum + column.unknown, 0);
  const facts = [
    ['Rows', formatCount(rows), ''],
    ['Columns', formatCount(header.columns), `${present} of ${columns.length} indicators`],
    ['Problems', formatCount(problems.total), problems.total === 0 ? '' : `in ${quantity(problems.rows, 'row')}`],
    ['Unknown', formatPercent(unknown / (rows * columns.length)), 'of all answers'],
    ['Repeated rows', formatPercent(duplicates.share), quantity(duplicates.rows, 'row')],
    ['Best accuracy', formatPercent(conflicts.accuracyCeiling), 'that these rows allow'],
  ] as const;
  return factList(facts);
}

const NOTICE_LOOKS = {
  error: { style: 'bad', title: 'Error' },
  warning: { style: 'warning', title: 'Warning' },
  info: { style: 'muted', title: 'Note' },
} as const;

function noticesOf(notices: readonly CheckNotice[]): Html | undefined {
  if (notices.length === 0) return undefined;
  const items = notices.map(({ level, message, hint }) => {
    const { style, title } = NOTICE_LOOKS[level];
    return html`<li class="${style}">
      <strong>${title}:</strong> <span>${message}${hint === undefined ? '' : `. ${hint}`}</span>
    </li>`;
  });
  return html`<h2>Notices</h2>
    <ul class="notices">
      ${items}
    </ul>`;
}

const PROBLEM_COLUMNS: readonly TableColumn<ProblemSummary['first'][number]>[] = [
  { title: 'Row', look: 'number', cell: ({ row }) => formatCount(row) },
  { title: 'Line', look: 'number', cell: ({ line }) => formatCount(line) },
  { title: 'Column', cell: ({ column }) => (column === undefined ? '' : html`<code>${column}</code>`) },
  { title: 'What is wrong', cell: ({ message }) => message },
];

function problemsOf({ total, byKind, byColumn, first }: ProblemSummary): Html | undefined {
  if (total === 0) return undefined;
  const kinds = byKind.map(({ words, count: times }) => html`<li>${formatCount(times)} ${words}</li>`);
  const columns = byColumn.map(
    ({ column, count: times }) =>
      html`<li>${formatCount(times)} in ${column === null ? 'whole rows' : html`<code>${column}</code>`}</li>`,
  );
  const shown =
    total > first.length
      ? html`<p class="muted">The first ${first.length} of ${formatCount(total)} are shown.</p>`
      : '';
  return html`<h2>Problems</h2>
    <ul>
      ${kinds}
    </ul>
    <ul>
      ${columns}
    </ul>
    ${htmlTable('The first problems', PROBLEM_COLUMNS, first)} ${shown}`;
}

function classesOf({ classes, label }: DataCheck): Html {
  return html`<h2>Classes</h2>
    ${htmlTable(
      'Classes',
      [
        { title: 'Class', look: 'header', cell: (each) => html`${each.title}<code>${label} ${each.label}</code>` },
        { title: 'Rows', look: 'number', cell: ({ rows }) => formatCount(rows) },
        { title: 'Share', look: 'number', cell: ({ share }) => formatPercent(share) },
        {
          title: 'Balance',
          look: 'chart',
          cell: ({ share, title }) => shareSvg(share, `${title}: ${formatPercent(share)}`),
        },
      ],
      classes,
    )}`;
}

function repeatsOf({ duplicates, conflicts }: DataCheck): Html {
  return html`<h2>Repeated rows</h2>
    <p>${duplicates.words}</p>
    <h2>Contradictions</h2>
    <p>${conflicts.words}</p>
    <p class="muted">${duplicates.comparison}</p>`;
}

const COLUMN_COLUMNS: readonly TableColumn<ColumnSummary>[] = [
  { title: 'Indicator', look: 'header', cell: ({ title, name }) => html`${title}<code>${name}</code>` },
  { title: 'Answers', cell: ({ words }) => words },
  { title: 'Distribution', look: 'chart', cell: chartOf },
];

const UNKNOWN_COLUMN: TableColumn<ColumnSummary> = {
  title: 'Unknown',
  look: 'number',
  cell: ({ unknownShare }) => formatPercent(unknownShare),
};

function columnsOf(columns: readonly ColumnSummary[]): Html {
  const hasUnknown = columns.some(({ unknown }) => unknown > 0);
  const shown = hasUnknown ? [...COLUMN_COLUMNS, UNKNOWN_COLUMN] : COLUMN_COLUMNS;
  return html`<h2>Columns</h2>
    ${htmlTable('Columns', shown, columns)}`;
}

function chartOf({ title, type, known, bins, words }: ColumnSummary): Html | undefined {
  if (known === 0) return undefined;
  if (type === 'binary') return shareSvg(bins.find(({ from }) => from === 1)!.share, `${title}: ${words}`);
  const bars = bins.map(({ words: answer, rows, share }) => ({
    value: rows,
    words: `${answer}: ${formatPercent(share)}`,
  }));
  const label = `${title}: ${bars.map((bar) => bar.words).join(', ')}`;
  return html`${histogramSvg(bars, label)}
    <div class="ends" aria-hidden="true"><span>${bins[0]!.words}</span><span>${bins.at(-1)!.words}</span></div>`;
}
