import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { shortestDecimal } from '../../../src/foundation/float32.ts';

it.each([27.3, 0.3, -1.5, 0, 1e-7, 98, 16_777_216])('gives %d for the float32 nearest to it', (decimal) => {
  expect(shortestDecimal(Math.fround(decimal))).toBe(decimal);
});

it('reads back as the same float32', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(Math.fround(shortestDecimal(value))).toBe(value === 0 ? 0 : value);
    }),
  );
});
