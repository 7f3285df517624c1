import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { BatchColumn } from '../../../src/pipeline/checking/batch-column.ts';
import { summariseColumn } from '../../../src/pipeline/checking/summarise-column.ts';
import { ValueTally } from '../../../src/pipeline/checking/value-tally.ts';
import { toCodes } from '../../../src/pipeline/dataset/codes.ts';
import type { Indicator } from '../../../src/pipeline/schema/survey-schema.ts';
import { SMALL_SURVEY } from '../dataset/small-survey.ts';
import { SHIPPED_SCHEMA } from '../schema/shipped-schema.ts';

const [smoker, days, bmi] = SMALL_SURVEY.indicators as [Indicator, Indicator, Indicator];
const shipped = (name: string): Indicator => SHIPPED_SCHEMA.indicators.find((one) => one.name === name)!;

/** The summary of values that come in two batches. */
function summarise(indicator: Indicator, values: readonly number[], facts: { invalid?: number; ragged?: number } = {}) {
  const { minimum, maximum, levels } = indicator;
  const tally = new ValueTally({ minimum, maximum, isCoded: levels.length > 0 });
  const half = Math.ceil(values.length / 2);
  for (const batch of [values.slice(0, half), values.slice(half)]) {
    const column: BatchColumn = toCodes(Float64Array.from(batch)) ?? Float64Array.from(batch);
    tally.add(column);
  }
  return summariseColumn(indicator, tally, { isPresent: true, rows: values.length, invalid: 0, ragged: 0, ...facts });
}

/** The definition that the program names: the least value that a share of the values does not exceed. */
function quantile(values: readonly number[], share: number): number {
  const ascending = [...values].sort((a, b) => a - b);
  return ascending[Math.ceil(share * ascending.length) - 1]!;
}

const quartilesOf = (values: readonly number[]) => [0.25, 0.5, 0.75].map((share) => quantile(values, share));

describe('summariseColumn', () => {
  it('counts what counting all values counts, exactly where they are whole numbers', () => {
    const values = fc.array(fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constant(NaN)), {
      minLength: 1,
      maxLength: 80,
    });
    fc.assert(
      fc.property(values, (column) => {
        const known = column.filter((value) => !Number.isNaN(value));
        const summary = summarise(days, column);
        expect(summary).toMatchObject({ known: known.length, unknown: column.length - known.length });
        expect(summary.unknownShare).toBeCloseTo(1 - known.length / column.length);
        if (known.length === 0) {
          expect(summary.figures).toBeUndefined();
          return;
        }
        const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
        const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length;
        const { figures, bins } = summary;
        expect(figures).toMatchObject({
          minimum: Math.min(...known),
          maximum: Math.max(...known),
          quartiles: quartilesOf(known),
          isExact: true,
        });
        expect(figures!.mean).toBeCloseTo(mean, 8);
        expect(figures!.deviation).toBeCloseTo(Math.sqrt(variance), 6);
        for (const { from, to, rows } of bins) {
          expect(rows).toBe(known.filter((value) => value >= from && value <= to).length);
        }
        expect(bins.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 8);
      }),
    );
  });

  it('is as near as a step of the range where there are too many values to keep them apart', () => {
    const value = fc.double({ min: 10, max: 98, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 80 }), (values) => {
        const { figures, bins, known } = summarise(bmi, values);
        expect(known).toBe(values.length);
        expect([figures!.minimum, figures!.maximum]).toEqual([Math.min(...values), Math.max(...values)]);
        quartilesOf(values).forEach((expected, i) => {
          expect(Math.abs(figures!.quartiles[i]! - expected)).toBeLessThanOrEqual(88 / 8192);
        });
        expect(figures!.mean).toBeCloseTo(values.reduce((sum, one) => sum + one, 0) / values.length, 6);
        expect(bins.reduce((sum, { rows }) => sum + rows, 0)).toBe(values.length);
        expect(bins.length).toBeLessThanOrEqual(33);
      }),
    );
  });

  it('is exact for fractions of which each has a step of its own', () => {
    const values = Array.from({ length: 400 }, (_, i) => (200 + ((i * 7) % 300)) / 10);
    expect(summarise(bmi, values).figures).toMatchObject({ quartiles: quartilesOf(values), isExact: true });
  });

  it('does not hold memory for each value', () => {
    const tally = new ValueTally({ minimum: 10, maximum: 98, isCoded: false });
    tally.add(Float64Array.from({ length: 100_000 }, (_, i) => 10.5 + (87 * i) / 100_000));
    expect(tally.points().length).toBeLessThanOrEqual(8192 + 255);
  });

  it('keeps cells with a problem apart from empty ones', () => {
    // Five cells without a value: one could not be read, one is in a row that could not be.
    const summary = summarise(smoker, [1, NaN, NaN, NaN, NaN, NaN], { invalid: 1, ragged: 1 });
    expect(summary).toMatchObject({ known: 1, invalid: 1, unknown: 3, unknownShare: 0.5 });
  });

  it('counts codes beyond a byte by themselves', () => {
    const levels = [-3, 7, 90_000, 90_001].map((code) => ({ code, label: `at ${code}`, word: `at-${code}` }));
    const indicator: Indicator = { ...smoker, type: 'nominal', minimum: -3, maximum: 90_001, levels };
    const { bins } = summarise(indicator, [90_001, -3, 90_000, 90_001, 7, NaN]);
    expect(bins.map(({ from, rows }) => [from, rows])).toEqual([
      [-3, 1],
      [7, 1],
      [90_000, 1],
      [90_001, 2],
    ]);
  });
});

describe('the words of a column', () => {
  it.each([
    ['HighBP', [0, 1, 1, 1], '75.0 % yes'],
    ['Sex', [0, 0, 0, 0], '0 % male'],
    ['BMI', [20, 24, 27, 31, 40.5], 'median 27 kg/m² · middle half 24 – 31 · range 20 – 40.5 · mean 28.5'],
    ['MentHlth', [0, 0, 0, 30], 'median 0 days · middle half all 0 · range 0 – 30 · mean 7.5'],
    ['GenHlth', [1, 2, 3, 5], 'median very good · middle half excellent – good'],
    ['Age', [9, 9, 9, 9], 'median 60 to 64 years · middle half all 60 to 64 years'],
    ['Education', [5, 5, 6], 'median some college · middle half some college – college'],
    ['Income', [NaN, NaN], 'no answer is known'],
  ])('%s: %j', (name, values, words) => {
    expect(summarise(shipped(name), values).words).toBe(words);
  });

  it('name the most frequent of answers without an order', () => {
    const levels = ['clay', 'sand', 'loam', 'peat'].map((label, i) => ({ code: i, label, word: label }));
    const soil: Indicator = { ...smoker, type: 'nominal', minimum: 0, maximum: 3, levels };
    expect(summarise(soil, [2, 2, 1, 0, 2, 1, 3, 2]).words).toBe('50.0 % loam · 25.0 % sand · 12.5 % clay · 1 more');
  });

  it('say where a figure is not exact', () => {
    const values = Array.from({ length: 50_000 }, (_, i) => 10 + (88 * (i + 0.5)) / 50_000);
    expect(summarise(bmi, values).words).toMatch(/^median ≈ 54 · middle half ≈ 32 – 76 · range 10 – 98 · mean 54$/);
  });
});

describe('the bins of a column', () => {
  const wordsOf = (indicator: Indicator, values: readonly number[]) =>
    summarise(indicator, values).bins.map(({ words, rows }) => `${words}: ${rows}`);

  it('are its levels, whether they occur or not', () => {
    expect(wordsOf(shipped('GenHlth'), [2, 2, 5])).toEqual([
      'excellent: 0',
      'very good: 2',
      'good: 0',
      'fair: 0',
      'poor: 1',
    ]);
  });

  it('are single numbers where these are few', () => {
    expect(wordsOf(shipped('MentHlth'), [0, 2, 2])).toEqual(['0 days: 1', '1 day: 0', '2 days: 2']);
  });

  it('are round steps of whole numbers', () => {
    const bins = wordsOf(shipped('BMI'), [12, 17, 19, 98]);
    expect(bins.slice(0, 2)).toEqual(['10 to 14 kg/m²: 1', '15 to 19 kg/m²: 2']);
    expect(bins.at(-1)).toBe('95 to 99 kg/m²: 1');
  });

  it('are round steps of fractions, each from its start to below the next', () => {
    const bins = wordsOf(bmi, [10.1, 10.6, 10.8, 15.5]);
    expect(bins.slice(0, 5)).toEqual([
      '10 to below 10.2: 1',
      '10.2 to below 10.4: 0',
      '10.4 to below 10.6: 0',
      '10.6 to below 10.8: 1',
      '10.8 to below 11: 1',
    ]);
    expect(bins.at(-1)).toBe('15.4 to below 15.6: 1');
  });

  it('are one where all values are the same', () => {
    expect(wordsOf(bmi, [20.5, 20.5])).toEqual(['20 to below 21: 2']);
  });
});
