import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  averagePrecision,
  createRankingRoom,
  hasBothKinds,
  rankRows,
  rocAuc,
} from '../../../src/pipeline/evaluation/ranking.ts';

/** Few distinct scores, so that ties are the rule. */
const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.boolean()), { minLength: 1, maxLength: 25 });

function rank(pairs: readonly (readonly [number, boolean])[]) {
  return rankRows(
    { score: (row) => pairs[row]![0] / 6, isPositive: (row) => pairs[row]![1] },
    createRankingRoom(pairs.length),
  );
}

describe('rankRows', () => {
  it('counts the rows at or above each distinct score', () => {
    fc.assert(
      fc.property(rows, (pairs) => {
        const { scores, truePositives, falsePositives } = rank(pairs);
        expect([...scores]).toEqual([...new Set(pairs.map(([score]) => score / 6))].sort((a, b) => b - a));
        scores.forEach((threshold, i) => {
          const above = pairs.filter(([score]) => score / 6 >= threshold);
          expect(truePositives[i]).toBe(above.filter(([, isPositive]) => isPositive).length);
          expect(falsePositives[i]).toBe(above.filter(([, isPositive]) => !isPositive).length);
        });
      }),
    );
  });
});

describe('rocAuc', () => {
  it('is how often a positive row scores above a negative one, ties counting half', () => {
    fc.assert(
      fc.property(rows, (pairs) => {
        const ranking = rank(pairs);
        fc.pre(hasBothKinds(ranking));
        const positives = pairs.filter(([, isPositive]) => isPositive);
        const negatives = pairs.filter(([, isPositive]) => !isPositive);
        const wins = positives.flatMap(([p]) => negatives.map(([n]) => (p > n ? 1 : p === n ? 0.5 : 0)));
        const mean = wins.reduce<number>((sum, win) => sum + win, 0) / wins.length;
        expect(rocAuc(ranking)).toBeCloseTo(mean, 13);
      }),
    );
  });
});

describe('averagePrecision', () => {
  it('is the mean over positive rows of the precision at their own score', () => {
    fc.assert(
      fc.property(rows, (pairs) => {
        const ranking = rank(pairs);
        fc.pre(ranking.positives > 0);
        const precisions = pairs
          .filter(([, isPositive]) => isPositive)
          .map(([own]) => {
            const above = pairs.filter(([score]) => score >= own);
            return above.filter(([, isPositive]) => isPositive).length / above.length;
          });
        const mean = precisions.reduce((sum, value) => sum + value, 0) / precisions.length;
        expect(averagePrecision(ranking)).toBeCloseTo(mean, 13);
      }),
    );
  });
});
