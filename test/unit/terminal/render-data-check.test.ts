import { describe, expect, it } from '@jest/globals';
import { renderDataCheck, type DataCheckDocument } from '../../../src/terminal/render-data-check.ts';
import { plainStyle } from '../../../src/terminal/style.ts';
import { MADE_UP_CHECK } from '../../helpers/made-up-check.ts';

const document: DataCheckDocument = { schemaVersion: 1, command: 'data check', ...MADE_UP_CHECK, report: null };

const render = (changes: Partial<DataCheckDocument> = {}, width = 80, unicode = true): string[] =>
  renderDataCheck({ ...document, ...changes }, { style: plainStyle(unicode), width }).split('\n');

/** The lines of a section: from below its title to the next blank line. */
function section(lines: readonly string[], title: string): readonly string[] {
  const start = lines.indexOf(title) + 1;
  expect(start).toBeGreaterThan(0);
  return lines.slice(start, lines.indexOf('', start));
}

describe('renderDataCheck', () => {
  it('begins with whether the file can be used, and what is in it', () => {
    expect(render().slice(1, 8)).toEqual([
      '✖ /data/survey.csv cannot be used for training',
      '',
      'rows      1,000',
      'columns   4: the label Diabetes_012, 2 of 3 indicators, and 1 other',
      'unknown   35.0 % of all answers',
      'problems  12',
      '',
    ]);
    const [smoker, age] = document.columns;
    const good = render({
      usable: true,
      header: { columns: 3, absent: [], extra: [] },
      columns: [{ ...smoker!, unknown: 0, unknownShare: 0 }, age!],
      problems: { ...document.problems, total: 0 },
    });
    expect(good.slice(1, 7)).toEqual([
      '✔ /data/survey.csv can be used for training',
      '',
      'rows      1,000',
      'columns   3: the label Diabetes_012, all 2 indicators',
      'unknown   no answer',
      'problems  none',
    ]);
    expect(good).not.toContain('Problems');
  });

  it('tells errors, warnings and notes with what to do', () => {
    expect(render().slice(8, 12)).toEqual([
      'Error: 12 problems in 12 rows. Correct them.',
      'Warning: there is no column Income: its answers are all unknown',
      'Note: "id" is a column that the survey does not have, and not read',
      '',
    ]);
  });

  it('counts the problems and shows the first with their places as errors do', () => {
    const lines = render();
    expect(section(lines, 'Problems')).toEqual([
      'by kind    11  not allowed by the schema',
      '            1  wrong number of cells',
      'by column  11  Age',
      '            1  whole rows',
    ]);
    const first = lines.indexOf('row 4 (line 5), column Age  52 is none of the codes 1 (18 to 39 years), …');
    expect(lines.slice(first + 1, first + 3)).toEqual([
      'row 100 (line 101)          has 3 cells, the header has 4',
      '… and 10 more',
    ]);
    expect(render({}, 60)).toEqual(
      expect.arrayContaining([
        'row 4 (line 5), column Age  52 is none of the codes 1 (18 to',
        '                            39 years), …',
      ]),
    );
  });

  it('draws the balance of the classes', () => {
    expect(section(render(), 'Classes')).toEqual([
      'class        Diabetes_012  rows   share',
      'No diabetes             0   900  90.0 %  █████████████████████▋',
      'Diabetes                2   100  10.0 %  ██▍',
    ]);
  });

  it('says what repeats and what contradicts', () => {
    expect(section(render(), 'Repeated rows')).toEqual(['88 rows repeat an earlier one.']);
    expect(section(render(), 'Contradictions')).toEqual([
      '10 sets of answers contradict.',
      'Rows are compared by their hashes.',
    ]);
  });

  it('draws each column, those of yes or no on one line', () => {
    const lines = render();
    expect(section(lines, 'Columns')).toEqual([
      'Smoker  Smoked 100 cigarettes or more  ███▌      44.3 %  yes · 5.0 % unknown',
    ]);
    expect(lines.slice(lines.findIndex((line) => line.startsWith('Age')))).toEqual([
      'Age     Age               ▂ █',
      '        median 40 to 49 years · middle half 18 to 39 years – 50 years or older',
      'Income  Household income',
      '        no answer is known',
      '',
    ]);
  });

  it('keeps its own lines within the width', () => {
    const widest = (width: number): number => Math.max(...render({}, width).map((line) => line.length));
    expect(widest(80)).toBeLessThanOrEqual(80);
    expect(widest(120)).toBeLessThanOrEqual(120);
  });

  it('draws in ASCII where nothing else can be shown', () => {
    const lines = render({}, 80, false).join('\n');
    expect(lines).toContain('x /data/survey.csv cannot');
    expect(lines).not.toMatch(/[█▁-▉✔✖]/);
  });

  it('says where the page is', () => {
    expect(render({ report: '/tmp/check.html' })).toContain('report  /tmp/check.html');
    expect(render().join('\n')).not.toMatch(/^report /m);
  });
});
