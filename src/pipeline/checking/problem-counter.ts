import { IssueLog } from '../dataset/issue-log.ts';
import type { RowBatch, RowIssue } from '../dataset/row-source.ts';
import type { ProblemKind, ProblemSummary } from './data-check.ts';

const KIND_WORDS: Readonly<Record<ProblemKind, string>> = {
  cells: 'wrong number of cells',
  number: 'not a number',
  value: 'not allowed by the schema',
  label: 'empty label',
};

/** Counts what is wrong with a file, by column and by kind. */
export class ProblemCounter {
  readonly #log = new IssueLog();
  readonly #label: string;
  readonly #kinds = new Map<ProblemKind, number>();
  #rows = 0;

  /** @param label the label's column, which must not be empty */
  constructor(label: string) {
    this.#label = label;
  }

  /**
   * Takes what `findIssues` found in the next batch.
   *
   * @returns for each row of the batch 1 where it has a problem, else 0; undefined where no row has one
   */
  add(batch: RowBatch, issues: readonly RowIssue[]): Uint8Array | undefined {
    if (issues.length === 0) return undefined;
    this.#log.add(issues);
    const unread = new Set(batch.issues);
    const marks = new Uint8Array(batch.rows);
    for (const issue of issues) {
      const kind = this.#kindOf(issue, unread.has(issue));
      this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + 1);
      const at = issue.row - batch.firstRow;
      this.#rows += 1 - marks[at]!;
      marks[at] = 1;
    }
    return marks;
  }

  /** How many rows have a problem in this column; undefined is whole rows. */
  in(column: string | undefined): number {
    return this.#log.counts.get(column) ?? 0;
  }

  summary(): ProblemSummary {
    const { total, counts, first } = this.#log;
    return {
      total,
      rows: this.#rows,
      byKind: byCount(this.#kinds).map(([kind, count]) => ({ kind, words: KIND_WORDS[kind], count })),
      byColumn: byCount(counts).map(([column = null, count]) => ({ column, count })),
      first,
    };
  }

  #kindOf({ column, message }: RowIssue, isUnread: boolean): ProblemKind {
    if (column === undefined) return 'cells';
    if (isUnread) return 'number';
    return column === this.#label && message.startsWith('is empty') ? 'label' : 'value';
  }
}

/** The most frequent first. */
function byCount<Key>(counts: ReadonlyMap<Key, number>): [Key, number][] {
  return [...counts].sort((a, b) => b[1] - a[1]);
}

/** A batch's values without those that have a problem, which become NaN. */
export function validColumns(batch: RowBatch, issues: readonly RowIssue[], names: readonly string[]): Float64Array[] {
  const columns = batch.values.map((values) => values.subarray(0, batch.rows));
  for (const { column, row } of issues) {
    const at = column === undefined ? -1 : names.indexOf(column);
    if (at < 0) continue;
    // The batch is the reader's: a column is copied before it is changed.
    if (columns[at]!.buffer === batch.values[at]!.buffer) columns[at] = columns[at]!.slice();
    columns[at]![row - batch.firstRow] = Number.NaN;
  }
  return columns;
}
