import { formatPercent, quantity } from '../foundation/quantity.ts';
import type { CheckNotice, DataCheck } from '../pipeline/checking/data-check.ts';
import { placeOf } from '../pipeline/dataset/row-source.ts';
import { renderBar } from './bars.ts';
import { renderCheckedColumns, type DataCheckLook } from './render-checked-columns.ts';
import { section } from './section.ts';
import { alignColumns, renderTable } from './table.ts';
import { wrapText } from './wrap-text.ts';

/** What `data check --json` prints. */
export interface DataCheckDocument extends DataCheck {
  readonly schemaVersion: 1;
  readonly command: 'data check';
  /** The page that was written, where one was asked for. */
  readonly report: string | null;
}

const BAR_CELLS = 24;
const LEAST_MESSAGE_WIDTH = 30;

/** The report on a labelled file: whether it can be used, what is wrong, and what its columns hold. */
export function renderDataCheck(check: DataCheckDocument, look: DataCheckLook): string {
  const { style } = look;
  const verdict = check.usable
    ? `${style.good(style.unicode ? '✔' : '+')} ${style.strong(`${check.file} can be used for training`)}`
    : `${style.bad(style.unicode ? '✖' : 'x')} ${style.strong(`${check.file} cannot be used for training`)}`;
  return [
    '',
    verdict,
    '',
    ...alignColumns(factsOf(check).map(([name, value]) => [style.muted(name), value])),
    ...section('', noticeLines(check.notices, look), style),
    ...section('Problems', problemLines(check, look), style),
    ...section('Classes', [classTable(check, look)], style),
    ...section('Repeated rows', [prose(check.duplicates.words, look)], style),
    ...section('Contradictions', [prose(check.conflicts.words, look)], style),
    style.muted(prose(check.duplicates.comparison, look)),
    ...section('Columns', renderCheckedColumns(check.columns, look), style),
    ...(check.report === null ? [] : ['', `${style.muted('report')}  ${check.report}`]),
    '',
  ].join('\n');
}

function prose(text: string, { width }: DataCheckLook): string {
  return wrapText(text, Math.min(width, 100));
}

function factsOf({ rows, header, label, columns, problems }: DataCheck): readonly (readonly [string, string])[] {
  const present = columns.filter(({ isPresent }) => isPresent).length;
  const which = header.absent.length === 0 ? `all ${present}` : `${present} of ${columns.length}`;
  const cells = rows * columns.length;
  const unknown = columns.reduce((sum, column) => sum + column.unknown, 0);
  const other = header.extra.length === 0 ? '' : `, and ${quantity(header.extra.length, 'other')}`;
  return [
    ['rows', rows.toLocaleString('en-US')],
    ['columns', `${header.columns}: the label ${label}, ${which} indicators${other}`],
    ['unknown', unknown === 0 ? 'no answer' : `${formatPercent(unknown / cells)} of all answers`],
    ['problems', problems.total === 0 ? 'none' : problems.total.toLocaleString('en-US')],
  ];
}

function noticeLines(notices: readonly CheckNotice[], { style, width }: DataCheckLook): string[] {
  const titles = { error: style.bad('Error:'), warning: style.warning('Warning:'), info: style.strong('Note:') };
  return notices.map(({ level, message, hint }) => {
    const text = wrapText(`${message}${hint === undefined ? '' : `. ${hint}`}`, width - 'Warning: '.length);
    return `${titles[level]} ${text.replaceAll('\n', '\n  ')}`;
  });
}

function problemLines({ problems }: DataCheck, { style, width }: DataCheckLook): string[] {
  const { total, byKind, byColumn, first } = problems;
  if (total === 0) return [];
  const count = (value: number): string => value.toLocaleString('en-US');
  const title = (text: string, i: number): string => style.muted(i === 0 ? text : '');
  const kinds = byKind.map(({ words, count: times }, i) => [title('by kind', i), count(times), words]);
  const columns = byColumn.map(({ column, count: times }, i) => [
    title('by column', i),
    count(times),
    column ?? 'whole rows',
  ]);
  const places = first.map(placeOf);
  const margin = Math.max(...places.map((place) => place.length)) + 2;
  const rows = first.flatMap(({ message }, i) => {
    const lines = wrapText(message, Math.max(LEAST_MESSAGE_WIDTH, width - margin)).split('\n');
    return lines.map((line, at) => style.accent((at === 0 ? places[i]! : '').padEnd(margin)) + line);
  });
  return [
    ...alignColumns([...kinds, ...columns], ['left', 'right']),
    '',
    ...rows,
    ...(total > first.length ? [style.muted(`… and ${count(total - first.length)} more`)] : []),
  ];
}

function classTable({ classes, label }: DataCheck, { style }: DataCheckLook): string {
  const numbers = [label, 'rows', 'share'].map((title) => ({ title: style.muted(title), align: 'right' as const }));
  const rows = classes.map(({ label: code, title, rows: count, share }) => [
    title,
    String(code),
    count.toLocaleString('en-US'),
    formatPercent(share),
    renderBar(share, BAR_CELLS, style),
  ]);
  return renderTable([{ title: style.muted('class') }, ...numbers, { title: '' }], rows, style);
}
