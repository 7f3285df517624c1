import { describe, expect, it } from '@jest/globals';
import { groupAnswers, placeInTable, type AnswerGroup } from '../../../src/pipeline/prediction/answer-groups.ts';

const binary = { type: 'binary', minimum: 0, maximum: 1 } as const;
const five = { type: 'ordinal', minimum: 1, maximum: 5 } as const;
const weight = { type: 'continuous', minimum: 12, maximum: 98 } as const;
const steps = { type: 'count', minimum: 0, maximum: 50_000 } as const;

const combinationsOf = ({ answers }: AnswerGroup) => answers.reduce((all, { size }) => all * size, 1);

describe('groupAnswers', () => {
  it('joins neighbours up to 2048 combinations, unknown being one of the answers', () => {
    const groups = groupAnswers(new Array<typeof binary>(8).fill(binary));
    expect(groups.map(({ answers }) => answers.length)).toEqual([6, 2]);
    expect(groups.map(combinationsOf)).toEqual([3 ** 6, 9]);
    expect(groups.map(({ first }) => first)).toEqual([0, 6]);
  });

  it('leaves what may have fractions or too many codes alone', () => {
    const groups = groupAnswers([binary, weight, binary, five, steps, binary]);
    expect(groups.map(({ first }) => first)).toEqual([0, 1, 2, 4, 5]);
    expect(groups.map(combinationsOf)).toEqual([3, 88, 18, 1, 3]);
  });
});

describe('placeInTable', () => {
  const [group] = groupAnswers([binary, five]);
  const place = (...values: number[]) => placeInTable(group!, Float32Array.from([99, ...values]), 1);

  it('is another one for each combination', () => {
    const answers = [NaN, 0, 1].flatMap((a) => [NaN, 1, 2, 3, 4, 5].map((b) => place(a, b)));
    expect(new Set(answers).size).toBe(18);
    expect(Math.min(...answers)).toBe(0);
    expect(Math.max(...answers)).toBe(17);
  });

  it.each([
    [-1, 1],
    [2, 1],
    [0.5, 1],
    [0, 0],
    [0, 6],
    [Infinity, 1],
  ])('is -1 for answers %d and %d', (a, b) => {
    expect(place(a, b)).toBe(-1);
  });

  it('has a place only for unknown where there are too many codes', () => {
    const [wide] = groupAnswers([steps]);
    expect(placeInTable(wide!, Float32Array.of(NaN), 0)).toBe(0);
    expect(placeInTable(wide!, Float32Array.of(0), 0)).toBe(-1);
  });
});
