import { describe, expect, it } from '@jest/globals';
import { tallyOf } from '../../../src/pipeline/dataset/tally.ts';

describe('tallyOf', () => {
  it('counts each code, in ascending order', () => {
    expect(tallyOf(Uint8Array.of(7, 0, 255, 7, 254, 255))).toEqual({
      values: Uint8Array.of(0, 7, 254),
      counts: Uint32Array.of(1, 2, 1),
      known: 4,
      unknown: 2,
    });
  });

  it('sorts numbers, each counted once, and leaves the column as it was', () => {
    const column = Float32Array.of(2.5, Number.NaN, -1, 2.5, 0.25);
    expect(tallyOf(column)).toEqual({
      values: Float32Array.of(-1, 0.25, 2.5, 2.5),
      counts: Uint8Array.of(1, 1, 1, 1),
      known: 4,
      unknown: 1,
    });
    expect(column).toEqual(Float32Array.of(2.5, Number.NaN, -1, 2.5, 0.25));
  });
});
