import type { RowBatch, RowIssue } from '../dataset/row-source.ts';
import { toCsvRow } from '../dataset/write-csv.ts';

/** A row that cannot be predicted, and why. */
export interface RejectedRow {
  /** The data row, counted from 1, and its line in the file; 0 in a file without lines. */
  readonly row: number;
  readonly line: number;
  /** The columns that are wrong; none where the whole row is. */
  readonly columns: readonly string[];
  readonly reasons: readonly string[];
  /** The row as it stands in the file. */
  readonly text: string;
}

/** The rows of a batch, whose texts were kept, that have issues. */
export function rejectRows({ firstRow, lines, texts }: RowBatch, issues: readonly RowIssue[]): readonly RejectedRow[] {
  const byRow = new Map<number, RowIssue[]>();
  for (const issue of issues) {
    const others = byRow.get(issue.row);
    if (others === undefined) byRow.set(issue.row, [issue]);
    else others.push(issue);
  }
  return Array.from(byRow, ([row, found]) => ({
    row,
    line: lines[row - firstRow]!,
    columns: found.flatMap(({ column = [] }) => column),
    reasons: found.map(({ message }) => message),
    text: texts!.raw(row - firstRow),
  }));
}

/** The names of the columns in which rejected rows are written. */
export const REJECTED_HEADER = 'row,line,column,reason,text\n';

/** Rejected rows as lines of CSV. */
export function rejectedCsv(rejected: readonly RejectedRow[]): string {
  const lines = rejected.map(({ row, line, columns, reasons, text }) => {
    const place = [String(row), line === 0 ? null : String(line)];
    return `${toCsvRow([...place, columns.join('; '), reasons.join('; '), text])}\n`;
  });
  return lines.join('');
}
