import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { renderBar, renderDivergingBar } from '../../../src/terminal/bars.ts';
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

describe('renderDivergingBar', () => {
  const bar = (value: number, [low, high]: readonly [number, number], unicode = true) =>
    renderDivergingBar({ value, low, high }, 8, { unicode });

  it.each([
    [0, [-1, 1], '    │    '],
    [1, [-1, 1], '    │████'],
    [-1, [-1, 1], '████│    '],
    [0.625, [-1, 1], '    │██▌ '],
    [-0.625, [-1, 1], ' ▐██│    '],
    [0.5, [0, 1], '│████    '],
    [-0.5, [-1, 0], '    ████│'],
  ] as const)('draws %d between %j in halves of a cell', (value, range, expected) => {
    expect(bar(value, range)).toBe(expected);
  });

  it.each([
    [0.625, '    |### '],
    [-0.5, '  ##|    '],
  ])('draws %d in ASCII', (value, expected) => {
    expect(bar(value, [-1, 1], false)).toBe(expected);
  });

  it('always takes all its cells and the axis', () => {
    const number = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(number, number), fc.boolean(), fc.boolean(), ([low, high], isLow, unicode) => {
        fc.pre(low + high > 0);
        expect(bar(isLow ? -low : high, [-low, high], unicode)).toHaveLength(9);
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
