import { stripVTControlCharacters } from 'node:util';
import type { Style } from './style.ts';

export interface TableColumn {
  readonly title: string;
  /** Where the cells stand; `left` unless said otherwise. Numbers belong to the right. */
  readonly align?: 'left' | 'right';
}

/** What stands between two columns. */
export const GAP = '  ';

/** Rows under a header, each column as wide as its widest cell; cells may be coloured. No line ends in spaces. */
export function renderTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  style: Style,
): string {
  const header = columns.map(({ title }) => style.strong(title));
  return alignColumns(
    [header, ...rows],
    columns.map(({ align }) => align ?? 'left'),
  ).join('\n');
}

/** Each row as a line in which the cells of a column stand below each other. Columns without an alignment are left. */
export function alignColumns(
  rows: readonly (readonly string[])[],
  alignments: readonly ('left' | 'right')[] = [],
): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, widthOf(cell))));
  return rows.map((row) =>
    row
      .map((cell, i) => {
        const padding = ' '.repeat(widths[i]! - widthOf(cell));
        return alignments[i] === 'right' ? padding + cell : cell + padding;
      })
      .join(GAP)
      .trimEnd(),
  );
}

/** How many characters a text takes on the screen. */
export function widthOf(text: string): number {
  return Array.from(stripVTControlCharacters(text)).length;
}
