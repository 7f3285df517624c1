import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { calibrationError, reliabilityBins } from '../../../src/pipeline/evaluation/calibration-error.ts';
import { createRankingRoom, rankRows } from '../../../src/pipeline/evaluation/ranking.ts';

function rank(scores: readonly number[], isPositive: readonly boolean[]) {
  const rows = { score: (row: number) => scores[row]!, isPositive: (row: number) => isPositive[row]! };
  return rankRows(rows, createRankingRoom(scores.length));
}

describe('reliabilityBins', () => {
  it('has 15 bins of equal mass where all scores differ', () => {
    const scores = Array.from({ length: 150 }, (_, i) => i / 150);
    const bins = reliabilityBins(
      rank(
        scores,
        scores.map((score) => score > 0.5),
      ),
    );
    expect(bins.map(({ rows }) => rows)).toEqual(new Array(15).fill(10));
    expect(bins[0]!.predicted).toBeCloseTo(4.5 / 150, 14);
    expect(bins.at(-1)!.observed).toBe(1);
  });

  it('keeps equal scores together', () => {
    expect(reliabilityBins(rank([0.3, 0.3, 0.3, 0.3], [true, false, false, false]))).toEqual([
      { rows: 4, predicted: 0.3, observed: 0.25 },
    ]);
  });

  it('loses no row, and does not depend on their order', () => {
    const row = fc.tuple(fc.integer({ min: 0, max: 20 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), (pairs) => {
        const of = (list: typeof pairs) =>
          rank(
            list.map(([score]) => score / 32),
            list.map(([, positive]) => positive),
          );
        const bins = reliabilityBins(of(pairs));
        expect(bins.reduce((sum, { rows }) => sum + rows, 0)).toBe(pairs.length);
        expect(reliabilityBins(of(pairs.toReversed()))).toEqual(bins);
        expect(bins.length).toBeLessThanOrEqual(15);
      }),
    );
  });
});

describe('calibrationError', () => {
  it('is 0 for scores that come true', () => {
    expect(calibrationError(rank([0, 0, 0.5, 0.5, 1], [false, false, true, false, true]))).toBe(0);
  });

  it('is the mean gap between what was said and what was seen', () => {
    expect(calibrationError(rank([0.1, 0.1, 0.9, 0.9], [false, true, true, true]))).toBeCloseTo((0.4 + 0.1) / 2, 14);
  });
});
