import { DiabetesError } from '../../foundation/errors.ts';
import { quantity } from '../../foundation/quantity.ts';
import { showText } from './cell.ts';
import { ColumnIssues } from './column-issues.ts';
import { placeOf, type RowIssue } from './row-source.ts';

const MOST_DETAILS = 10;
const MOST_COLUMNS = 5;
const WHOLE_ROWS = 'whole rows';

/** Counts the problems of a file, and keeps the first of them and the values that are wrong. */
export class IssueLog {
  /** By column; undefined is whole rows. */
  readonly #columns = new Map<string | undefined, ColumnIssues>();
  #lastRow = 0;

  get isEmpty(): boolean {
    return this.#columns.size === 0;
  }

  /** The first ten. */
  get first(): readonly RowIssue[] {
    return firstOf([...this.#columns.values()]);
  }

  /** How many there are by column; undefined is whole rows. */
  get counts(): ReadonlyMap<string | undefined, number> {
    return new Map(Array.from(this.#columns, ([column, { count }]) => [column, count]));
  }

  get total(): number {
    return totalOf([...this.#columns.values()]);
  }

  /** Takes the issues of the next rows, in the rows' order. */
  add(issues: readonly RowIssue[]): void {
    for (const issue of issues) {
      const column = this.#columns.get(issue.column) ?? new ColumnIssues(issue.column ?? WHOLE_ROWS);
      this.#columns.set(issue.column, column);
      column.add(issue);
    }
    this.#lastRow = issues.at(-1)?.row ?? this.#lastRow;
  }

  /**
   * One error for all: how many problems each column has; in the details, where a column is coded differently, its
   * unexpected values, and of the others the first problems with their rows.
   *
   * @param ignorable the columns that may be left out with --ignore-column
   */
  toError(name: string, ignorable: readonly string[] = []): DiabetesError {
    const columns = [...this.#columns.values()].sort((a, b) => b.count - a.count);
    const different = columns.filter((column) => column.isCodedDifferently(this.#lastRow));
    const sparse = columns.filter((column) => !different.includes(column));
    const shown = totalOf(sparse) > MOST_DETAILS ? `; the first ${MOST_DETAILS} are shown` : '';
    return new DiabetesError('INVALID_DATA', `${name} has ${counted(columns)}${shown}`, {
      hint: hintFor(different.map((column) => column.name).filter((column) => ignorable.includes(column))),
      details: [
        ...different.flatMap((column) => column.details()),
        ...firstOf(sparse).map((issue) => ({ where: placeOf(issue), message: issue.message })),
      ],
    });
  }
}

function totalOf(columns: readonly ColumnIssues[]): number {
  return columns.reduce((sum, { count }) => sum + count, 0);
}

/** The first ten of all, in the rows' order. */
function firstOf(columns: readonly ColumnIssues[]): readonly RowIssue[] {
  const all = columns.flatMap(({ first }) => first);
  return all.sort((a, b) => a.row - b.row).slice(0, MOST_DETAILS);
}

/** `12 problems: 11 in GenHlth, 1 in BMI`. */
function counted(columns: readonly ColumnIssues[]): string {
  const inEach = columns.slice(0, MOST_COLUMNS).map(({ name, count }) => `${count.toLocaleString('en-US')} in ${name}`);
  const others = columns.slice(MOST_COLUMNS);
  const inOthers = others.length === 0 ? [] : [`${totalOf(others).toLocaleString('en-US')} in ${others.length} more`];
  return `${quantity(totalOf(columns), 'problem')}: ${[...inEach, ...inOthers].join(', ')}`;
}

function hintFor(ignorable: readonly string[]): string {
  if (ignorable.length === 0) return 'Correct the values, or leave the cell of an unknown answer empty.';
  const flags = ignorable
    .map((column) => `--ignore-column ${/^[\w.-]+$/.test(column) ? column : showText(column)}`)
    .join(' ');
  return `Code the values as the schema does, or count them all as unknown: ${flags}`;
}
