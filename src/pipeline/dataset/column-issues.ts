import type { ErrorDetail } from '../../foundation/errors.ts';
import { quantity } from '../../foundation/quantity.ts';
import { placeOf, type RowIssue } from './row-source.ts';

const MOST_EXAMPLES = 10;
const MOST_VALUES_SHOWN = 5;
/** A column of measurements may hold a different value in each row. */
const MOST_VALUES_COUNTED = 1000;
/** A column with problems in more than so many rows is coded differently; with fewer, it has some wrong cells. */
const WRONG_SHARE = 0.01;

/** How often each value of a column occurs that breaks the same rule. */
interface BrokenRule {
  readonly first: RowIssue;
  readonly counts: Map<string, number>;
  rows: number;
}

/** The problems of one column, or of whole rows: the first ten, and how often each value breaks which rule. */
export class ColumnIssues {
  /** What messages call it. */
  readonly name: string;
  /** The first ten, in the rows' order. */
  readonly first: RowIssue[] = [];
  readonly #rules = new Map<string, BrokenRule>();
  count = 0;

  constructor(name: string) {
    this.name = name;
  }

  add(issue: RowIssue): void {
    this.count++;
    if (this.first.length < MOST_EXAMPLES) this.first.push(issue);
    const { value = '', message } = issue;
    const problem = message.slice(value.length).trimStart();
    const rule = this.#rules.get(problem) ?? { first: issue, counts: new Map<string, number>(), rows: 0 };
    this.#rules.set(problem, rule);
    rule.rows++;
    const known = rule.counts.get(value);
    if (known !== undefined || rule.counts.size < MOST_VALUES_COUNTED) rule.counts.set(value, (known ?? 0) + 1);
  }

  /** Whether so many of these rows are wrong that the column must mean something else. */
  isCodedDifferently(rows: number): boolean {
    return this.count > MOST_EXAMPLES && this.count > rows * WRONG_SHARE;
  }

  /** One detail for each rule that is broken: `9 (1,234 rows), 7 (88 rows) are outside 1 to 5; first in row 3`. */
  details(): readonly ErrorDetail[] {
    return [...this.#rules].map(([problem, rule]) => {
      const { row, line } = rule.first;
      return { where: this.name, message: `${describe(problem, rule)}; first in ${placeOf({ row, line })}` };
    });
  }
}

function describe(problem: string, { counts, rows }: BrokenRule): string {
  if (counts.has('')) return `${problem} (${quantity(rows, 'row')})`;
  const shown = [...counts].sort((a, b) => b[1] - a[1]).slice(0, MOST_VALUES_SHOWN);
  const others = rows - shown.reduce((sum, [, count]) => sum + count, 0);
  const values = shown.map(([value, count]) => `${value} (${quantity(count, 'row')})`);
  if (others > 0) values.push(`others (${quantity(others, 'row')})`);
  return `${values.join(', ')} ${values.length === 1 ? problem : inPlural(problem)}`;
}

/** `is not a number`, said of several. */
function inPlural(problem: string): string {
  return problem.replace(/^is not a (.*)/, 'are not $1s').replace(/^is /, 'are ');
}
