import { describe, expect, it } from '@jest/globals';
import { formatPercent, quantity } from '../../../src/foundation/quantity.ts';

describe('quantity', () => {
  it.each([
    [0, '0 rows'],
    [1, '1 row'],
    [999, '999 rows'],
    [253680, '253,680 rows'],
  ])('says %p as %p', (count, text) => {
    expect(quantity(count, 'row')).toBe(text);
  });
});

describe('formatPercent', () => {
  it.each([
    [0, '0 %'],
    [0.0004, '< 0.1 %'],
    [0.001, '0.1 %'],
    [0.1424, '14.2 %'],
    [0.07, '7.0 %'],
    [0.5, '50.0 %'],
    [0.9995, '> 99.9 %'],
    [1, '100 %'],
    [NaN, '-'],
  ])('%d is %s', (share, text) => {
    expect(formatPercent(share)).toBe(text);
  });
});
