import { describe, expect, it } from '@jest/globals';
import {
  attemptsOf,
  countAttempts,
  partsOf,
  subsetsOf,
  thinChoices,
  type Choice,
} from '../../../src/pipeline/explanation/attempts.ts';

const GIVEN = Float64Array.of(10, 20, 30);
const choice = (place: number, ...distances: number[]): Choice => ({
  place,
  answers: distances.map((distance) => ({ value: GIVEN[place]! - 10 * distance, distance })),
});

describe('subsetsOf', () => {
  it('are all of a size, each once', () => {
    expect(subsetsOf(['a', 'b', 'c'], 2)).toEqual([
      ['a', 'b'],
      ['a', 'c'],
      ['b', 'c'],
    ]);
    expect(subsetsOf(['a', 'b', 'c'], 3)).toHaveLength(1);
    expect(subsetsOf(['a'], 2)).toEqual([]);
  });
});

describe('attemptsOf', () => {
  it('changes every choice, the nearest together first', () => {
    const attempts = attemptsOf(GIVEN, [choice(0, 0.1, 0.5), choice(2, 0.2, 0.3)]);
    expect(attempts.map(({ values, changed }) => [[...values], changed])).toEqual([
      [
        [9, 20, 28],
        [0, 2],
      ],
      [
        [9, 20, 27],
        [0, 2],
      ],
      [
        [5, 20, 28],
        [0, 2],
      ],
      [
        [5, 20, 27],
        [0, 2],
      ],
    ]);
    const [first, second] = attemptsOf(GIVEN, [choice(0, 0.1, 0.2), choice(1, 0.1, 0.5)]);
    expect([first!.distance, second!.distance]).toEqual([0.2, expect.closeTo(0.3)]);
  });
});

describe('thinChoices', () => {
  const wide = choice(0, ...Array.from({ length: 100 }, (_, i) => (i + 1) / 100));

  it('leaves what is few', () => {
    const choices = [wide, choice(1, 0.5)];
    expect(thinChoices(choices, 100)).toBe(choices);
  });

  it('keeps the nearest and the farthest, and even steps between', () => {
    const thinned = thinChoices([wide, { ...wide, place: 1 }, choice(2, 0.5)], 1000);
    expect(countAttempts(thinned)).toBe(100);
    expect(thinned[0]!.answers.map(({ distance }) => distance)).toEqual([
      0.01, 0.12, 0.23, 0.34, 0.45, 0.56, 0.67, 0.78, 0.89, 1,
    ]);
  });
});

describe('partsOf', () => {
  it('undo some of the changes, but not all', () => {
    const [attempt] = attemptsOf(GIVEN, [choice(0, 0.1), choice(2, 0.2)]);
    expect(partsOf(GIVEN, attempt!).map((part) => [...part])).toEqual([
      [9, 20, 30],
      [10, 20, 28],
    ]);
  });

  it('are none of a single change', () => {
    const [attempt] = attemptsOf(GIVEN, [choice(0, 0.1)]);
    expect(partsOf(GIVEN, attempt!)).toEqual([]);
  });
});
