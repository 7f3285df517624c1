import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ascendingOrder } from '../../../src/pipeline/model/ordering.ts';

const key = fc.oneof(
  fc.double({ min: 0, noNaN: true }),
  fc.constantFrom(0, 5e-324, 0.5, 1, Number.MAX_VALUE, Infinity),
);

describe('ascendingOrder', () => {
  it('sorts as a comparison does, equal keys in their order', () => {
    fc.assert(
      fc.property(fc.array(key, { maxLength: 40 }), (keys) => {
        const expected = keys
          .map((_, i) => i)
          .sort((a, b) => (keys[a]! < keys[b]! ? -1 : keys[a]! > keys[b]! ? 1 : a - b));
        expect([...ascendingOrder(Float64Array.from(keys))]).toEqual(expected);
      }),
    );
  });

  it('leaves the keys as they were', () => {
    const keys = Float64Array.of(3, 1, 2);
    ascendingOrder(keys);
    expect([...keys]).toEqual([3, 1, 2]);
  });
});
