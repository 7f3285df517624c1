import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { classBits, labelHashes, RepeatCounter } from '../../../src/pipeline/checking/repeat-counter.ts';
import { RowHasher } from '../../../src/pipeline/checking/row-hasher.ts';
import { summariseConflicts, summariseDuplicates } from '../../../src/pipeline/checking/summarise-repeats.ts';

type Row = readonly [first: number, second: number, label: number];

/** Through hashes that are sorted, as a file is checked. */
function count(rows: readonly Row[], classes: number) {
  const columns = [Uint8Array.from(rows, ([first]) => first), Uint8Array.from(rows, ([, second]) => second)];
  const { high, low } = new RowHasher(2).hash(columns, rows.length);
  labelHashes(
    { high, low },
    Uint8Array.from(rows, ([, , label]) => label),
    classBits(classes),
  );
  const order = [...high.keys()].sort((a, b) => high[a]! - high[b]! || low[a]! - low[b]!);
  const counter = new RepeatCounter(classes);
  for (const i of order) counter.take(high[i]!, low[i]!);
  return counter.finish();
}

/** By comparing the rows themselves. */
function bruteForce(rows: readonly Row[]) {
  const groups = new Map<string, Map<number, number>>();
  for (const [first, second, label] of rows) {
    const group = groups.get(`${first},${second}`) ?? new Map<number, number>();
    groups.set(`${first},${second}`, group.set(label, (group.get(label) ?? 0) + 1));
  }
  const all = [...groups.values()].map((group) => [...group.values()]);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const conflicting = all.filter((labels) => labels.length > 1);
  return {
    rows: rows.length,
    distinctRows: sum(all.map((labels) => labels.length)),
    distinctAnswers: all.length,
    conflictingAnswers: conflicting.length,
    conflictingRows: sum(conflicting.map(sum)),
    bestRows: sum(all.map((labels) => Math.max(...labels))),
  };
}

describe('RepeatCounter', () => {
  it('counts what comparing all rows counts', () => {
    const rowsOf = (classes: number) =>
      fc.array(fc.tuple(fc.nat(3), fc.nat(3), fc.nat(classes - 1)), { maxLength: 60 });
    const cases = fc.integer({ min: 2, max: 9 }).chain((classes) => fc.tuple(fc.constant(classes), rowsOf(classes)));
    fc.assert(
      fc.property(cases, ([classes, rows]) => {
        expect(count(rows, classes)).toEqual(bruteForce(rows));
      }),
    );
  });

  it.each([
    [2, 1],
    [3, 2],
    [4, 2],
    [5, 3],
    [256, 8],
  ])('keeps the index of one of %d classes in %d bits', (classes, bits) => {
    expect(classBits(classes)).toBe(bits);
  });
});

describe('in words', () => {
  const counted = count(
    [
      [1, 1, 0],
      [1, 1, 0],
      [1, 1, 1],
      [2, 2, 1],
    ],
    2,
  );

  it('says what repeats', () => {
    expect(summariseDuplicates(counted, 4, 2)).toMatchObject({
      compared: 4,
      rows: 1,
      share: 0.25,
      distinctRows: 3,
      distinctAnswers: 2,
      words: expect.stringMatching(/^1 row \(25\.0 %\) repeats an earlier one in all answers and the label\./),
      comparison: expect.stringContaining('below 1 in 1,000,000,000'),
    });
    expect(summariseDuplicates(counted, 5, 2).words).toMatch(/^1 row of the 4 rows without a problem \(25\.0 %\) /);
    expect(summariseDuplicates(count([[1, 1, 0]], 2), 1, 2).words).toBe('No row repeats another one.');
  });

  it('says how sure the counts are', () => {
    // The birthday bound: 253,680 rows, 62 bits.
    const { errorProbability, comparison } = summariseDuplicates({ ...counted, rows: 253_680 }, 253_680, 3);
    expect(errorProbability).toBeCloseTo((253_680 * 253_679) / 2 / 2 ** 62, 20);
    expect(comparison).toContain('below 1 in 100,000,000');
  });

  it('says what contradicts, and what no model can do about it', () => {
    expect(summariseConflicts(counted)).toEqual({
      answers: 1,
      rows: 3,
      share: 0.75,
      accuracyCeiling: 0.75,
      words:
        '1 set of answers comes with more than one label, in 3 rows (75.0 %). No model can tell such rows apart: on ' +
        'these data the greatest possible accuracy is 75.0 %.',
    });
    expect(summariseConflicts(count([[1, 1, 0]], 2))).toMatchObject({
      accuracyCeiling: 1,
      words: 'Rows with the same answers have the same label.',
    });
  });
});
