import { describe, expect, it } from '@jest/globals';
import type { DataCheck } from '../../../src/pipeline/checking/data-check.ts';
import { renderDataCheckPage } from '../../../src/reports/data-check-page.ts';
import { MADE_UP_CHECK } from '../../helpers/made-up-check.ts';

const page = (changes: Partial<DataCheck> = {}): string => renderDataCheckPage({ ...MADE_UP_CHECK, ...changes });

/** The page's words, each piece of text on a line of its own. */
function textOf(markup: string): string[] {
  const pieces = markup.replace(/<style>[^]*<\/style>/, '').split(/<[^>]*>/);
  return pieces.map((piece) => piece.trim().replace(/\s+/g, ' ')).filter((piece) => piece !== '');
}

describe('renderDataCheckPage', () => {
  it('says all that the document says', () => {
    const text = textOf(page());
    expect(text).toEqual(
      expect.arrayContaining([
        'This file cannot be used for training.',
        '12 problems in 12 rows. Correct them.',
        '11 not allowed by the schema',
        'has 3 cells, the header has 4',
        '88 rows repeat an earlier one.',
        '10 sets of answers contradict.',
        'No diabetes',
        '90.0 %',
        'Smoked 100 cigarettes or more',
        '44.3 % yes',
        '5.0 %',
        'no answer is known',
      ]),
    );
    expect(textOf(page({ usable: true }))).toContain('This file can be used for training.');
  });

  it('shows a histogram, and a share for a question of yes or no, with their words', () => {
    const svgs = page().match(/<svg[^]*?<\/svg>/g)!;
    // Two classes, one share, one histogram; a column of which nothing is known has none.
    expect(svgs).toHaveLength(4);
    expect(svgs[2]).toContain('aria-label="Smoked 100 cigarettes or more: 44.3 % yes"');
    expect(svgs[3]).toContain(
      'aria-label="Age: 18 to 39 years: 20.0 %, 40 to 49 years: 0 %, 50 years or older: 80.0 %"',
    );
  });

  it('takes names from the file for text, whatever they are', () => {
    const evil = '<script>alert(1)</script>"\'&';
    const [column] = MADE_UP_CHECK.columns;
    const markup = page({
      file: evil,
      notices: [{ level: 'info', code: 'x', message: evil, hint: evil }],
      problems: {
        ...MADE_UP_CHECK.problems,
        byColumn: [{ column: evil, count: 1 }],
        first: [{ row: 1, line: 2, column: evil, message: evil }],
      },
      columns: [{ ...column!, name: evil, title: evil, words: evil }],
      classes: [{ ...MADE_UP_CHECK.classes[0]!, title: evil }],
    });
    expect(markup).not.toContain('<script');
    expect(markup.match(/&lt;script&gt;/g)!.length).toBeGreaterThanOrEqual(10);
  });

  it('needs nothing from elsewhere', () => {
    const markup = page();
    expect(markup).not.toMatch(/https?:|\/\/|<script|<link|<img|@import|url\(/);
  });

  it('has a header for each row and column of a table', () => {
    const markup = page();
    const tables = markup.match(/<table[^]*?<\/table>/g)!;
    expect(tables).toHaveLength(3);
    for (const table of tables) expect(table).toMatch(/<thead>\s*<tr>\s*<th scope="col"/);
    expect(markup.match(/<th scope="row">/g)).toHaveLength(5);
  });

  it('leaves out what there is nothing of', () => {
    const markup = page({
      notices: [],
      problems: { ...MADE_UP_CHECK.problems, total: 0 },
      columns: [MADE_UP_CHECK.columns[1]!],
    });
    expect(textOf(markup)).not.toEqual(expect.arrayContaining(['Problems in']));
    expect(markup).not.toContain('<h2>Problems</h2>');
    expect(markup).not.toContain('<h2>Notices</h2>');
    expect(markup).not.toContain('>Unknown</th>');
  });
});
