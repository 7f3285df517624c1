import { formatPercent, quantity } from '../foundation/quantity.ts';
import type { CheckNotice, ColumnSummary, DataCheck, ProblemSummary } from '../pipeline/checking/data-check.ts';
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
    ['Rows', count(rows), ''],
    ['Columns', count(header.columns), `${present} of ${columns.length} indicators`],
    ['Problems', count(problems.total), problems.total === 0 ? '' : `in ${quantity(problems.rows, 'row')}`],
    ['Unknown', formatPercent(unknown / (rows * columns.length)), 'of all answers'],
    ['Repeated rows', formatPercent(duplicates.share), quantity(duplicates.rows, 'row')],
    ['Best accuracy', formatPercent(conflicts.accuracyCeiling), 'that these rows allow'],
  ] as const;
  const items = facts.map(
    ([name, value, more]) =>
      html`<div>
        <dt>${name}</dt>
        <dd>${value}${more === '' ? '' : html`<small>${more}</small>`}</dd>
      </div>`,
  );
  return html`<dl class="facts">${items}</dl>`;
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

function problemsOf({ total, byKind, byColumn, first }: ProblemSummary): Html | undefined {
  if (total === 0) return undefined;
  const kinds = byKind.map(({ words, count: times }) => html`<li>${count(times)} ${words}</li>`);
  const columns = byColumn.map(
    ({ column, count: times }) =>
      html`<li>${count(times)} in ${column === null ? 'whole rows' : html`<code>${column}</code>`}</li>`,
  );
  const rows = first.map(
    ({ row, line, column, message }) =>
      html`<tr>
        <td class="number">${count(row)}</td>
        <td class="number">${count(line)}</td>
        <td>${column === undefined ? '' : html`<code>${column}</code>`}</td>
        <td>${message}</td>
      </tr>`,
  );
  const shown =
    total > first.length ? html`<p class="muted">The first ${first.length} of ${count(total)} are shown.</p>` : '';
  return html`<h2>Problems</h2>
    <ul>
      ${kinds}
    </ul>
    <ul>
      ${columns}
    </ul>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col" class="number">Row</th>
            <th scope="col" class="number">Line</th>
            <th scope="col">Column</th>
            <th scope="col">What is wrong</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
    ${shown}`;
}

function classesOf({ classes, label }: DataCheck): Html {
  const rows = classes.map(
    ({ label: code, title, rows: inClass, share }) =>
      html`<tr>
        <th scope="row">${title}<code>${label} ${code}</code></th>
        <td class="number">${count(inClass)}</td>
        <td class="number">${formatPercent(share)}</td>
        <td class="chart">${shareSvg(share, `${title}: ${formatPercent(share)}`)}</td>
      </tr>`,
  );
  return html`<h2>Classes</h2>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Class</th>
            <th scope="col" class="number">Rows</th>
            <th scope="col" class="number">Share</th>
            <th scope="col">Balance</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>`;
}

function repeatsOf({ duplicates, conflicts }: DataCheck): Html {
  return html`<h2>Repeated rows</h2>
    <p>${duplicates.words}</p>
    <h2>Contradictions</h2>
    <p>${conflicts.words}</p>
    <p class="muted">${duplicates.comparison}</p>`;
}

function columnsOf(columns: readonly ColumnSummary[]): Html {
  const hasUnknown = columns.some(({ unknown }) => unknown > 0);
  const rows = columns.map(
    (column) =>
      html`<tr>
        <th scope="row">${column.title}<code>${column.name}</code></th>
        <td>${column.words}</td>
        <td class="chart">${chartOf(column)}</td>
        ${hasUnknown ? html`<td class="number">${formatPercent(column.unknownShare)}</td>` : ''}
      </tr>`,
  );
  return html`<h2>Columns</h2>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Indicator</th>
            <th scope="col">Answers</th>
            <th scope="col">Distribution</th>
            ${hasUnknown ? html`<th scope="col" class="number">Unknown</th>` : ''}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>`;
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

function count(number: number): string {
  return number.toLocaleString('en-US');
}
