import { describe, expect, it } from '@jest/globals';
import { IssueLog } from '../../../src/pipeline/dataset/issue-log.ts';
import type { RowIssue } from '../../../src/pipeline/dataset/row-source.ts';

/** An issue of a CSV file's row. */
function issue(row: number, column: string, [value, problem]: readonly [value: string, problem: string]): RowIssue {
  return { row, line: row + 1, column, value, message: `${value} ${problem}` };
}

function every(rows: number, issueOf: (row: number) => RowIssue | undefined): RowIssue[] {
  return Array.from({ length: rows }, (_, i) => issueOf(i + 1)).filter((one) => one !== undefined);
}

function logOf(...batches: (readonly RowIssue[])[]): IssueLog {
  const log = new IssueLog();
  for (const batch of batches) log.add(batch);
  return log;
}

describe('IssueLog', () => {
  it('is empty until there is an issue', () => {
    expect(logOf([]).isEmpty).toBe(true);
    expect(logOf([issue(1, 'BMI', ['400', 'is outside 10 to 98'])]).isEmpty).toBe(false);
  });

  it('tells a few problems with their rows, in the order of the rows', () => {
    const error = logOf(
      [issue(3, 'BMI', ['400', 'is outside 10 to 98']), issue(4, 'Age', ['"x"', 'is not a number'])],
      [{ row: 900, line: 0, message: 'has 2 cells, the header has 3' }],
    ).toError('a.csv', ['BMI', 'Age']);
    expect(error).toMatchObject({ code: 'INVALID_DATA', message: expect.stringContaining('a.csv has 3 problems: ') });
    expect(error.details).toEqual([
      { where: 'row 3 (line 4), column BMI', message: '400 is outside 10 to 98' },
      { where: 'row 4 (line 5), column Age', message: '"x" is not a number' },
      { where: 'row 900', message: 'has 2 cells, the header has 3' },
    ]);
    expect(error.hint).not.toContain('--ignore-column');
  });

  it('names each column that is coded differently with its unexpected values, and offers to ignore it', () => {
    const genHlth = every(4000, (row) => {
      if (row % 3 === 0) return issue(row, 'GenHlth', ['9', 'is outside 1 to 5']);
      return row % 50 === 1 ? issue(row, 'GenHlth', ['7', 'is outside 1 to 5']) : undefined;
    });
    const error = logOf(genHlth, [issue(4000, 'BMI', ['400', 'is outside 10 to 98'])]).toError('a.csv', [
      'BMI',
      'GenHlth',
    ]);
    expect(error.message).toBe('a.csv has 1,387 problems: 1,386 in GenHlth, 1 in BMI');
    expect(error.details).toEqual([
      { where: 'GenHlth', message: '9 (1,333 rows), 7 (53 rows) are outside 1 to 5; first in row 1 (line 2)' },
      { where: 'row 4000 (line 4001), column BMI', message: '400 is outside 10 to 98' },
    ]);
    expect(error.hint).toMatch(/: --ignore-column GenHlth$/);
  });

  it('says what breaks several rules of a column apart, and one value in the singular', () => {
    const mixed = every(60, (row) => {
      if (row === 5) return issue(row, 'Sex', ['2', 'is none of the codes 0, 1']);
      return issue(row, 'Sex', [row % 2 === 0 ? '"f"' : '"m"', 'is not a number']);
    });
    expect(
      logOf(mixed)
        .toError('a')
        .details.map(({ message }) => message),
    ).toEqual([
      '"f" (30 rows), "m" (29 rows) are not numbers; first in row 1 (line 2)',
      '2 (1 row) is none of the codes 0, 1; first in row 5 (line 6)',
    ]);
  });

  it('shows the most frequent of many values, and says how many rows have others', () => {
    const many = every(50_000, (row) =>
      issue(row, 'BMI', [String(row % 2 === 0 ? 2700 : 10_000 + row), 'is outside 10 to 98']),
    );
    const [detail] = logOf(many).toError('a').details;
    expect(detail!.message).toMatch(
      /^2700 \(25,000 rows\), (\d+ \(1 row\), ){4}others \(24,996 rows\) are outside 10 to 98; /,
    );
  });

  it('takes a few wrong cells among many rows for typing errors: the first ten are shown', () => {
    const typos = every(5000, (row) =>
      row % 250 === 0 ? issue(row, 'BMI', ['400', 'is outside 10 to 98']) : undefined,
    );
    const error = logOf(typos).toError('a.csv', ['BMI']);
    expect(error.message).toBe('a.csv has 20 problems: 20 in BMI; the first 10 are shown');
    expect(error.details.map(({ where }) => where)).toEqual(
      Array.from({ length: 10 }, (_, i) => `row ${(i + 1) * 250} (line ${(i + 1) * 250 + 1}), column BMI`),
    );
  });

  it('counts values that are missing, and whole rows, without a value', () => {
    const empty = every(20, (row) => ({
      row,
      line: row + 1,
      column: 'ill',
      message: 'is empty, none of the labels 0, 7',
    }));
    const ragged = every(30, (row) => ({ row, line: row + 1, message: 'has 1 cell, the header has 2' }));
    const error = logOf(empty, ragged).toError('a.csv', ['BMI']);
    expect(error.details).toEqual([
      { where: 'whole rows', message: 'has 1 cell, the header has 2 (30 rows); first in row 1 (line 2)' },
      { where: 'ill', message: 'is empty, none of the labels 0, 7 (20 rows); first in row 1 (line 2)' },
    ]);
    // The label cannot be ignored, nor can whole rows.
    expect(error.hint).not.toContain('--ignore-column');
  });

  it('names the five worst columns in its message, and quotes a name that a shell would split', () => {
    const columns = ['a', 'b', 'c', 'd', 'e', 'f', 'two words'];
    const all = every(12, (row) => issue(row, 'x', ['9', ''])).flatMap(({ row }) =>
      columns.map((column) => issue(row, column, ['9', 'is outside 1 to 5'])),
    );
    const error = logOf(all).toError('w.csv', columns);
    expect(error.message).toBe('w.csv has 84 problems: 12 in a, 12 in b, 12 in c, 12 in d, 12 in e, 24 in 2 more');
    expect(error.hint).toMatch(/--ignore-column f --ignore-column "two words"$/);
  });
});
