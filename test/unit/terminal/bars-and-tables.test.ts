import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { renderBar } from '../../../src/terminal/bars.ts';
import { plainStyle } from '../../../src/terminal/style.ts';
import { alignColumns, renderTable } from '../../../src/terminal/table.ts';

describe('renderBar', () => {
  it.each([
    [0, '    '],
    [0.0001, '▏   '],
    [0.25, '█   '],
    [0.40625, '█▋  '],
    [1, '████'],
    [1.5, '████'],
    [-1, '    '],
    [NaN, '    '],
  ])('draws %d in eighths of a cell', (share, bar) => {
    expect(renderBar(share, 4, { unicode: true })).toBe(bar);
  });

  it.each([
    [0, '    '],
    [0.0001, '#   '],
    [0.4, '##  '],
    [1, '####'],
  ])('draws %d in ASCII', (share, bar) => {
    expect(renderBar(share, 4, { unicode: false })).toBe(bar);
  });

  it('always takes all its cells', () => {
    fc.assert(
      fc.property(fc.double(), fc.integer({ min: 1, max: 60 }), fc.boolean(), (share, cells, unicode) => {
        expect(renderBar(share, cells, { unicode })).toHaveLength(cells);
      }),
    );
  });
});

describe('renderTable', () => {
  it('sets words left and numbers right', () => {
    const columns = [{ title: 'class' }, { title: 'rows', align: 'right' }, { title: 'note' }] as const;
    const rows = [
      ['none', '213,703', ''],
      ['prediabetes', '4,631', 'few'],
    ];
    expect(renderTable(columns, rows, plainStyle(false)).split('\n')).toEqual([
      'class           rows  note',
      'none         213,703',
      'prediabetes    4,631  few',
    ]);
  });

  it('does not count colours', () => {
    expect(
      alignColumns([
        ['\u001B[31mred\u001B[39m', 'a'],
        ['green', 'b'],
      ]),
    ).toEqual(['\u001B[31mred\u001B[39m    a', 'green  b']);
  });
});
