import { describe, expect, it } from '@jest/globals';
import { quantity } from '../../../src/foundation/quantity.ts';

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
