import { describe, expect, it } from '@jest/globals';
import { mcnemarPValue } from '../../../src/pipeline/evaluation/mcnemar.ts';

describe('mcnemarPValue', () => {
  // scipy.stats.binomtest(a, a + b).pvalue
  it.each([
    [1, 0, 1],
    [3, 9, 0.14599609375],
    [0, 6, 0.03125],
    [15, 8, 0.21003961563110352],
    [12, 12, 1],
    [26, 26, 1],
    [40, 31, 0.34247099841986794],
    [31, 40, 0.34247099841986794],
    [5, 24, 0.0005461126565933228],
    [1000, 1100, 0.03072070786424249],
    [1200, 900, 6.337277315775641e-11],
    [20000, 20400, 0.04713209701042834],
  ])('of %d and %d rows is that of scipy', (a, b, expected) => {
    expect(Math.abs(mcnemarPValue(a, b) / expected - 1)).toBeLessThan(1e-9);
  });

  it('is 1 where no row tells the models apart, and never above', () => {
    expect(mcnemarPValue(0, 0)).toBe(1);
    expect(mcnemarPValue(1, 1)).toBe(1);
  });

  it('is a number for any count of rows', () => {
    expect(mcnemarPValue(0, 100_000)).toBe(0);
    expect(mcnemarPValue(50_000, 50_000)).toBe(1);
  });
});
