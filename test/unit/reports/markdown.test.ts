import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { codeSpan, escapeMarkdown, joinBlocks, markdownList, markdownTable } from '../../../src/reports/markdown.ts';

describe('escapeMarkdown', () => {
  it.each([
    ['0.716 [0.696, 0.735]', '0.716 [0.696, 0.735]'],
    ['max_drop.roc_auc_any', 'max_drop.roc_auc_any'],
    ['p < 0.001 & more', 'p < 0.001 & more'],
    ['less than $10,000', 'less than \\$10,000'],
    ['a*b*c `d` ~e~ \\', 'a\\*b\\*c \\`d\\` \\~e\\~ \\\\'],
    ['_a_', '\\_a\\_'],
    ['[a](b) [c][d]', '[a\\](b) [c\\][d]'],
    ['<script> </b> <!-- &lt; &#60;', '\\<script> \\</b> \\<!-- \\&lt; \\&#60;'],
    ['# a', '\\# a'],
    ['## a', '\\## a'],
    ['- a', '\\- a'],
    ['> a', '\\> a'],
    ['1. a', '1\\. a'],
    ['-0.5', '-0.5'],
    ['two\n\n lines', 'two lines'],
    ['see (https://a.org/b_c*d)', 'see (<https://a.org/b_c*d>)'],
  ])('makes of %j %j', (text, markdown) => {
    expect(escapeMarkdown(text)).toBe(markdown);
  });

  it('changes nothing but by adding backslashes, on one line', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('\\`*_[]()<>~$&#-+1.a \n')) }), (text) => {
        const escaped = escapeMarkdown(text);
        expect(escaped.replace(/\\([\\`*_[\]<>~$&#.)+-])/g, '$1')).toBe(text.replace(/\s+/g, ' ').trim());
      }),
    );
  });
});

describe('codeSpan', () => {
  it.each([
    ['a', '`a`'],
    ['a`b', '`` a`b ``'],
    ['``', '``` `` ```'],
    ['two\nlines', '`two lines`'],
  ])('makes of %j %j', (text, markdown) => {
    expect(codeSpan(text)).toBe(markdown);
  });
});

describe('markdownTable', () => {
  it('escapes pipes and aligns numbers', () => {
    expect(markdownTable([{ title: 'a|b' }, { title: 'n', align: 'right' }], [['`x|y`', '1']])).toBe(
      ['| a\\|b | n |', '| --- | ---: |', '| `x\\|y` | 1 |'].join('\n'),
    );
  });

  it('has as many cells in each line as columns, whatever the cells hold', () => {
    const cell = fc.string({ unit: fc.constantFrom('|', '\\', '`', 'a', ' ', '\n') });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell)), (rows) => {
        const table = markdownTable(
          [{ title: '1' }, { title: '2' }],
          rows.map((cells) => cells.map(escapeMarkdown)),
        );
        const counts = table.split('\n').map((line) => line.match(/(?<!\\)\|/g)!.length);
        expect(counts).toEqual([3, 3, ...rows.map(() => 3)]);
      }),
    );
  });
});

describe('blocks', () => {
  it('stand apart, and those that are not there leave no gap', () => {
    expect(joinBlocks(['a', undefined, '', 'b'])).toBe('a\n\nb');
    expect(markdownList(['a', 'b'])).toBe('- a\n- b');
  });
});
