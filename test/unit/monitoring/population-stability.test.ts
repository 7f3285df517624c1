import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createRandom } from '../../../src/foundation/random.ts';
import { createProfile } from '../../../src/pipeline/bundle/profile.ts';
import { UNKNOWN_CODE, type Column, type Dataset } from '../../../src/pipeline/dataset/dataset.ts';
import { compareWithProfile, stabilityIndex } from '../../../src/pipeline/monitoring/population-stability.ts';
import type { Indicator, SurveySchema } from '../../../src/pipeline/schema/survey-schema.ts';
import { madeUpModel } from '../prediction/made-up-model.ts';

const coded = 'coded';
const days = 'days';
const mass = 'mass';
const levels = [1, 2, 3, 4, 5].map((code) => ({ code, label: `${code}`, word: `${code}` }));
const base = madeUpModel([]).spec.schema;
const indicators: readonly Indicator[] = [
  { ...base.indicators[1]!, name: coded, levels },
  { ...base.indicators[5]!, name: days },
  { ...base.indicators[2]!, name: mass },
];
const schema: SurveySchema = { ...base, indicators };

const datasetOf = (columns: readonly Column[]): Dataset => ({
  rows: columns[0]!.length,
  columns,
  labels: new Uint8Array(columns[0]!.length),
});
const profileOf = ({ columns }: Dataset) => createProfile(schema, datasetOf(columns));
/** A column with so many 1s, 2s and so on, and unknown answers. */
const column = (counts: readonly number[], unknown = 0): Uint8Array =>
  Uint8Array.from([
    ...counts.flatMap((count, i) => new Array<number>(count).fill(i + 1)),
    ...new Array<number>(unknown).fill(UNKNOWN_CODE),
  ]);

/** How far one column, as each of the three indicators, is from another one. */
function drift(then: Column, now: Column, absent: readonly string[] = []) {
  const profile = profileOf(datasetOf([then, then, then]));
  const { indicators: found } = compareWithProfile(profile, { schema, dataset: datasetOf([now, now, now]), absent });
  return Object.fromEntries(found.map((one) => [one.indicator, one]));
}

describe('stabilityIndex', () => {
  // What numpy gives for p and q of these counts, with half a row for 0.
  it.each([
    [[500, 300, 120, 60, 20, 0], [180, 140, 90, 60, 25, 5], 0.16923534268089824],
    [[500, 500, 0, 0], [90, 60, 50, 0], 1.6579778710924262],
    [[250, 250, 250, 250], [10, 20, 30, 40], 0.22821740957339184],
  ])('of %j and %j is %d', (then, now, expected) => {
    expect(stabilityIndex({ then, now })).toBeCloseTo(expected, 14);
  });

  it('is finite, never negative, 0 of equal shares, and the same both ways', () => {
    const count = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1_000_000 }));
    const bins = fc
      .array(fc.tuple(count, count), { minLength: 1, maxLength: 30 })
      .filter((pairs) => pairs.some(([a]) => a > 0) && pairs.some(([, b]) => b > 0));
    fc.assert(
      fc.property(bins, fc.integer({ min: 1, max: 9 }), (pairs, times) => {
        const [then, now] = [pairs.map(([a]) => a), pairs.map(([, b]) => b)];
        const index = stabilityIndex({ then, now });
        expect(Number.isFinite(index)).toBe(true);
        expect(index).toBeGreaterThanOrEqual(0);
        expect(stabilityIndex({ then: now, now: then })).toBeCloseTo(index, 9);
        const whole = then.filter((one) => one > 0);
        expect(stabilityIndex({ then: whole, now: whole.map((one) => one * times) })).toBeCloseTo(0, 12);
      }),
    );
  });
});

describe('compareWithProfile', () => {
  it('finds no drift in the same rows', () => {
    const random = createRandom(1, 'test');
    const codes = Uint8Array.from({ length: 500 }, () => (random.below(9) === 0 ? UNKNOWN_CODE : 1 + random.below(5)));
    const numbers = Float32Array.from({ length: 500 }, () => (random.below(9) === 0 ? NaN : random.normal()));
    for (const same of [codes, numbers]) {
      for (const one of Object.values(drift(same, same))) {
        expect(one).toMatchObject({ psi: 0, level: 'stable', unknownThen: one.unknownNow });
        expect(one.unknownNow).toBeGreaterThan(0.05);
      }
    }
  });

  it('compares coded answers code by code, unknown ones as a bin of their own', () => {
    const found = drift(column([500, 300, 120, 60, 20]), column([180, 140, 90, 60, 25], 5))[coded]!;
    expect(found).toEqual({
      indicator: coded,
      psi: expect.closeTo(0.16923534268089824, 12),
      level: 'moderate',
      unknownThen: 0,
      unknownNow: 0.01,
    });
  });

  it('knows codes that only one side has', () => {
    const found = drift(column([500, 500]), column([90, 60, 50]))[coded]!;
    expect(found).toMatchObject({ psi: expect.closeTo(1.6579778710924262, 12), level: 'large' });
    expect(drift(column([90, 60, 50]), column([500, 500]))[coded]!.psi).toBeCloseTo(found.psi, 12);
  });

  it('sorts by how far, the furthest first, and leaves out what the rows come without', () => {
    const then = datasetOf([column([500, 500]), column([500, 500]), column([500, 500])]);
    const now = datasetOf([column([500, 500]), column([200, 800]), column([400, 600])]);
    const compare = (absent: readonly string[]) =>
      compareWithProfile(profileOf(then), { schema, dataset: now, absent }).indicators.map(
        ({ indicator, level }) => `${indicator} ${level}`,
      );
    expect(compare([])).toEqual(['days large', 'mass stable', 'coded stable']);
    expect(compare(['days'])).toEqual(['mass stable', 'coded stable']);
  });

  it('takes numbers with fractions for those that were rounded to them', () => {
    const random = createRandom(2, 'test');
    const fractions = Float32Array.from({ length: 3000 }, () => 27 + 6 * random.normal());
    const rounded = Uint8Array.from(fractions, (value) => Math.round(value));
    expect(drift(rounded, fractions)[mass]!.psi).toBe(0);
    expect(drift(rounded, fractions)[coded]!.psi).toBeGreaterThan(1);
    expect(
      drift(
        rounded,
        fractions.map((value) => value + 6),
      )[mass]!.level,
    ).toBe('large');
  });

  it('compares in the bins of a profile that has them, the outer ones without an end', () => {
    const then = Float32Array.from({ length: 2000 }, (_, i) => i + 0.5);
    const shifted = then.map((value) => value - 1000);
    expect(drift(then, then.slice().reverse())[mass]!.psi).toBe(0);
    // Half of the rows come below all edges, into the first of the 20 bins; the upper ten bins stay empty.
    const psi = 0.5 * Math.log(11) + 10 * (0.05 - 0.00025) * Math.log(0.05 / 0.00025);
    expect(drift(then, shifted)[mass]!.psi).toBeCloseTo(psi, 10);
    const unknown = new Float32Array(2000).fill(NaN);
    expect(drift(unknown, then)[mass]).toMatchObject({ level: 'large', unknownThen: 1, unknownNow: 0 });
    expect(drift(unknown, unknown)[mass]).toMatchObject({ psi: 0, level: 'stable' });
  });

  it('calls small samples of the same people stable', () => {
    const random = createRandom(3, 'test');
    const draw = (length: number) =>
      datasetOf(indicators.map(() => Uint8Array.from({ length }, () => 1 + random.below(13))));
    const profile = profileOf(draw(50_000));
    const compare = () => compareWithProfile(profile, { schema, dataset: draw(100), absent: [] }).indicators;
    const found = Array.from({ length: 70 }, compare).flat();
    expect(found.filter(({ psi }) => psi >= 0.1).length).toBeGreaterThan(100);
    expect(found.filter(({ level }) => level !== 'stable').length).toBeLessThan(20);
  });
});
