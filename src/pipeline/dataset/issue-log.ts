import { DiabetesError } from '../../foundation/errors.ts';
import type { RowIssue } from './row-source.ts';

const MOST_DETAILS = 10;
const WHOLE_ROWS = 'whole rows';

/** Counts the problems of a file and keeps the first ten. */
export class IssueLog {
  #first: readonly RowIssue[] = [];
  readonly #counts = new Map<string | undefined, number>();

  get isEmpty(): boolean {
    return this.#counts.size === 0;
  }

  /** The first ten. */
  get first(): readonly RowIssue[] {
    return this.#first;
  }

  /** How many there are by column; undefined is whole rows. */
  get counts(): ReadonlyMap<string | undefined, number> {
    return this.#counts;
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Takes the issues of the next rows, in the rows' order. */
  add(issues: readonly RowIssue[]): void {
    this.#first = [...this.#first, ...issues.slice(0, MOST_DETAILS - this.#first.length)];
    for (const { column } of issues) this.#counts.set(column, (this.#counts.get(column) ?? 0) + 1);
  }

  /** One error for all: how many problems each column has, and the first of them in its details. */
  toError(name: string): DiabetesError {
    const counts = [...this.#counts].sort((a, b) => b[1] - a[1]);
    const { total } = this;
    const columns = counts.map(([column = WHOLE_ROWS, count]) => `${count} in ${column}`).join(', ');
    const shown = total > MOST_DETAILS ? `; the first ${MOST_DETAILS} are shown` : '';
    const message = `${name} has ${total} ${total === 1 ? 'problem' : 'problems'}: ${columns}${shown}`;
    return new DiabetesError('INVALID_DATA', message, {
      hint: 'Correct the values, or leave the cell of an unknown answer empty.',
      details: this.#first.map((issue) => ({ where: placeOf(issue), message: issue.message })),
    });
  }
}

/** Where an issue is, for a person: `row 7 (line 8), column BMI`. */
export function placeOf({ row, line, column }: Pick<RowIssue, 'row' | 'line' | 'column'>): string {
  return `row ${row} (line ${line})${column === undefined ? '' : `, column ${column}`}`;
}
