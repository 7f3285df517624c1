import { describe, expect, it } from '@jest/globals';
import { componentShares, drawPeople } from '../../../src/pipeline/population/answer-mixture.ts';
import type { AnswerMixture } from '../../../src/pipeline/population/population.ts';

/** Three of four people say yes (1) and mostly 10, the others say no (0) and mostly 30; the third question is not known. */
const MIXTURE: AnswerMixture = {
  weights: [7500, 2500],
  columns: [
    {
      values: [0, 1],
      shares: [
        [0, 1000],
        [1000, 0],
      ],
    },
    {
      values: [10, 30],
      shares: [
        [900, 100],
        [200, 800],
      ],
    },
    null,
  ],
};
const NOTHING = [NaN, NaN, NaN];

describe('componentShares', () => {
  it('is the weights where nothing is answered', () => {
    expect([...componentShares(MIXTURE, NOTHING)]).toEqual([expect.closeTo(0.75, 12), expect.closeTo(0.25, 12)]);
  });

  it("follows Bayes' rule where something is", () => {
    const [first, second] = componentShares(MIXTURE, [NaN, 30, NaN]);
    expect(first! / second!).toBeCloseTo((0.75 * 100.5) / (0.25 * 800.5), 10);
  });

  it('takes the nearest value for one that it does not know, and nothing for impossible', () => {
    expect([...componentShares(MIXTURE, [NaN, 19, 5])]).toEqual([...componentShares(MIXTURE, [NaN, 10, NaN])]);
    const [first] = componentShares(MIXTURE, [0, NaN, NaN]);
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(0.01);
  });
});

describe('drawPeople', () => {
  const people = drawPeople(MIXTURE, NOTHING, 4000);
  const column = (drawn: Float32Array, place: number) =>
    Array.from({ length: drawn.length / 3 }, (_, i) => drawn[3 * i + place]!);
  const shareOf = (numbers: readonly number[], wanted: number) =>
    numbers.filter((number) => number === wanted).length / numbers.length;

  it('draws each answer as often as the mixture says, and answers that go together', () => {
    expect(shareOf(column(people, 0), 1)).toBe(0.75);
    expect(shareOf(column(people, 1), 10)).toBeCloseTo(0.725, 1);
    const amongNo = column(people, 1).filter((_, i) => column(people, 0)[i] === 0);
    expect(shareOf(amongNo, 30)).toBeCloseTo(0.8, 1);
  });

  it('keeps what is given, and leaves unknown what it does not know', () => {
    const drawn = drawPeople(MIXTURE, [NaN, 12.5, NaN], 50);
    expect(new Set(column(drawn, 1))).toEqual(new Set([12.5]));
    expect(column(drawn, 2).every(Number.isNaN)).toBe(true);
  });

  it('draws the same people each time', () => {
    expect(drawPeople(MIXTURE, NOTHING, 4000)).toEqual(people);
  });
});
