import { describe, expect, it } from '@jest/globals';
import { createRandom } from '../../../src/foundation/random.ts';
import { UNKNOWN_CODE, type Dataset } from '../../../src/pipeline/dataset/dataset.ts';
import { fitPopulation } from '../../../src/pipeline/population/fit-population.ts';
import { SHARE_TOTAL, WEIGHT_TOTAL } from '../../../src/pipeline/population/population.ts';
import { rareWarnings } from '../../../src/pipeline/population/rare-answers.ts';
import type { Indicator, SurveySchema } from '../../../src/pipeline/schema/survey-schema.ts';
import { SMALL_SURVEY } from '../dataset/small-survey.ts';

const ROWS = 4000;
const random = createRandom(5, 'population-test');
const smoker = SMALL_SURVEY.indicators[0]!;
const schema: SurveySchema = {
  ...SMALL_SURVEY,
  indicators: [
    ...SMALL_SURVEY.indicators,
    { ...smoker, name: 'male', label: 'Male', flag: 'male' } satisfies Indicator,
  ],
  peers: ['smoker', 'male'],
};
const smokers = Uint8Array.from({ length: ROWS }, () => (random.uniform() < 0.4 ? 1 : 0));
/** No smoker says 7; each other number of days is as frequent as the next. */
const days = Uint8Array.from(smokers, (smokes) => (smokes === 1 ? random.below(7) : random.below(8)));
const bmi = Float32Array.from(smokers, () => 20 + random.below(200) / 10);
/** Only one woman smokes. */
const males = Uint8Array.from(smokers, (smokes) => smokes);
males[smokers.indexOf(1)] = 0;
const train: Dataset = { rows: ROWS, columns: [smokers, days, bmi, males], labels: new Uint8Array(ROWS) };
const risks = Float64Array.from(smokers, (smokes, row) => (smokes + row / ROWS) / 2);

describe('fitPopulation', () => {
  const fit = () => fitPopulation({ schema, train, validation: train, risks, seed: 1 });

  it('keeps shares that add up, and values that stand for all', async () => {
    const { mixture, rows } = await fit();
    expect(rows).toBe(ROWS);
    expect(mixture.weights.reduce((sum, weight) => sum + weight)).toBe(WEIGHT_TOTAL);
    for (const column of mixture.columns) {
      for (const shares of column!.shares) expect(shares.reduce((sum, share) => sum + share)).toBe(SHARE_TOTAL);
    }
    expect(mixture.columns[1]!.values).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(mixture.columns[2]!.values.length).toBeLessThanOrEqual(32);
  });

  it('knows of an indicator without answers only that nobody gave one', async () => {
    const columns = [smokers, days, new Float32Array(ROWS).fill(NaN), new Uint8Array(ROWS).fill(UNKNOWN_CODE)];
    const { mixture, rare } = await fitPopulation({
      schema,
      train: { ...train, columns },
      validation: train,
      risks,
      seed: 1,
    });
    expect(mixture.columns.map((column) => column === null)).toEqual([false, false, true, true]);
    expect(rare.filter(({ codes }) => 'bmi' in codes || 'male' in codes)).toEqual([
      { codes: { bmi: [10, 98] }, rows: 0 },
      { codes: { male: [0, 1] }, rows: 0 },
    ]);
  });

  it('tells the risks of everyone and of peers, but not of a handful', async () => {
    const { peers } = await fit();
    expect(peers.map(({ codes }) => codes)).toEqual([
      {},
      { male: 0 },
      { male: 1 },
      { smoker: 0 },
      { smoker: 1 },
      { smoker: 0, male: 0 },
      { smoker: 1, male: 1 },
    ]);
    const [everyone, , , nonSmokers] = peers;
    expect(everyone).toMatchObject({ rows: ROWS });
    expect(everyone!.quantiles).toHaveLength(41);
    expect(nonSmokers!.quantiles[20]).toBeCloseTo(2500, -3);
    expect(everyone!.quantiles).toEqual([...everyone!.quantiles].sort((a, b) => a - b));
  });

  it('finds the combinations and the numbers that hardly anyone has', async () => {
    const { rare } = await fit();
    expect(rare).toContainEqual({ codes: { smoker: [1, 1], male: [0, 0] }, rows: 1 });
    expect(rare).toContainEqual({ codes: { smoker: [0, 0], male: [1, 1] }, rows: 0 });
    expect(rare).toContainEqual({ codes: { days: [8, 300] }, rows: 0 });
    expect(rare.filter(({ codes }) => 'bmi' in codes).map(({ codes }) => codes)).toEqual([
      { bmi: [10, 19] },
      { bmi: [40, 98] },
    ]);
  });

  it('gives the same bytes for the same rows and seed', async () => {
    expect(JSON.stringify(await fit())).toBe(JSON.stringify(await fit()));
  });
});

describe('rareWarnings', () => {
  const population = {
    formatVersion: 1,
    rows: 4000,
    mixture: { weights: [], columns: [] },
    peers: [],
    rare: [
      { codes: { days: [8, 300] as const }, rows: 0 },
      { codes: { smoker: [1, 1] as const, male: [0, 0] as const }, rows: 1 },
    ],
  };

  it('says what was hardly seen, and how often it was', () => {
    expect(rareWarnings(population, [1, 9, NaN, 0], schema)).toEqual([
      '“days: 8 to 300” is a rare answer, in none of 4,000 rows that the model learnt from: it knows little of people like this.',
      '“smoker: yes” with “Male: no” is a rare combination, in 1 of 4,000 rows that the model learnt from: it knows little of people like this.',
    ]);
  });

  it('says that an answer means nothing where nobody gave one', () => {
    const rare = [{ codes: { bmi: [10, 98] as const }, rows: 0 }];
    expect(rareWarnings({ ...population, rare }, [NaN, NaN, 31, NaN], schema)).toEqual([
      '“bmi” was answered in none of 4,000 rows that the model learnt from: it says nothing to the model.',
    ]);
    expect(rareWarnings({ ...population, rare }, [1, 9, NaN, 0], schema)).toEqual([]);
  });

  it('says nothing where an answer of a combination is unknown or another one', () => {
    expect(rareWarnings(population, [1, 7, NaN, NaN], schema)).toEqual([]);
    expect(rareWarnings(population, [0, NaN, NaN, 0], schema)).toEqual([]);
  });
});
