import { stripVTControlCharacters } from 'node:util';
import type { Style } from './style.ts';
import { GAP, renderTable, widthOf, type TableColumn } from './table.ts';

/** A column that is left out where a line has no room for it. */
export interface RankedColumn extends TableColumn {
  /** The least are kept the longest; 0 always. */
  readonly rank: number;
  readonly cells: readonly string[];
}

export interface FittedTable {
  readonly text: string;
  /** The titles of the columns that were left out. */
  readonly leftOut: readonly string[];
}

/** A table of the columns that fit into a width, which may be infinite: no line is longer unless one column alone is. */
export function fitTable(columns: readonly RankedColumn[], width: number, style: Style): FittedTable {
  const widths = columns.map(({ title, cells }) => Math.max(widthOf(title), ...cells.map(widthOf)));
  const kept = new Set(columns.keys());
  const needed = () => [...kept].reduce((sum, i) => sum + widths[i]! + GAP.length, -GAP.length);
  const byRank = [...columns.keys()].filter((i) => columns[i]!.rank > 0);
  byRank.sort((a, b) => columns[b]!.rank - columns[a]!.rank);
  for (const i of byRank) if (needed() > width) kept.delete(i);
  const shown = columns.filter((_, i) => kept.has(i));
  const rows = Array.from({ length: shown[0]?.cells.length ?? 0 }, (_, row) => shown.map(({ cells }) => cells[row]!));
  return {
    text: renderTable(shown, rows, style),
    leftOut: columns.flatMap(({ title }, i) => (kept.has(i) ? [] : [title])),
  };
}

/** A text from outside on one line and without what steers a terminal, cut where it is longer than allowed. */
export function oneLine(text: string, longest: number, { unicode }: Pick<Style, 'unicode'>): string {
  // eslint-disable-next-line no-control-regex -- these are what must not reach the terminal.
  const line = stripVTControlCharacters(text).replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
  const characters = Array.from(line.trim());
  if (characters.length <= longest) return characters.join('');
  const end = unicode ? '…' : '...';
  return characters.slice(0, Math.max(0, longest - end.length)).join('') + end;
}
