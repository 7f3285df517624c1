import { describe, expect, it } from '@jest/globals';
import { createPartialDependence } from '../../../src/pipeline/evaluation/partial-dependence.ts';
import type { InspectedRows } from '../../../src/pipeline/evaluation/variants.ts';
import type { ModelSpec } from '../../../src/pipeline/model/model.ts';
import { createPredictor } from '../../../src/pipeline/prediction/predictor.ts';
import type { Indicator } from '../../../src/pipeline/schema/survey-schema.ts';
import { madeUpModel } from '../prediction/made-up-model.ts';
import { askAbout, inspectedRows, SILENT } from './inspected-rows.ts';

const ROWS = inspectedRows(300);
const WIDTH = ROWS.predictor.spec.schema.indicators.length;

/** The made-up model about people who all have the same answers, but to one indicator, of which more is said. */
function rowsWith(answers: readonly number[], place: number, facts: Partial<Indicator>): InspectedRows {
  const { spec, weights } = madeUpModel([6]);
  const indicators = spec.schema.indicators.map((indicator, i) =>
    i === place ? { ...indicator, ...facts } : indicator,
  );
  const known: ModelSpec = { ...spec, schema: { ...spec.schema, indicators } };
  const values = new Float32Array(answers.length * WIDTH).fill(1);
  answers.forEach((answer, row) => (values[row * WIDTH + place] = answer));
  return askAbout(createPredictor(known, weights), values);
}

/** The mean that the predictor gives when everyone gives an answer. */
function meanWith({ predictor, values }: InspectedRows, place: number, answer: number): number {
  const changed = values.map((value, i) => (i % WIDTH === place ? answer : value));
  const out = new Float64Array((changed.length / WIDTH) * 3);
  predictor.predictBatch(changed, out);
  return out.reduce((sum, p, i) => (i % 3 === 0 ? sum : sum + p), 0) / (out.length / 3);
}

describe('createPartialDependence', () => {
  const dependence = createPartialDependence(ROWS, { seed: 1 });

  it('is the mean prediction when everyone gives the answer', () => {
    for (const place of [0, 4, 8]) {
      const { indicator, points } = dependence(place);
      expect(indicator).toBe(`I${place}`);
      expect(points.length).toBeGreaterThan(1);
      for (const { value, anyProbability } of points) {
        expect(Math.abs(anyProbability - meanWith(ROWS, place, value))).toBeLessThan(1e-12);
      }
    }
  });

  it('is flat where the model does not look', () => {
    const means = dependence(SILENT).points.map(({ anyProbability }) => anyProbability);
    for (const mean of means) expect(mean).toBeCloseTo(means[0]!, 14);
  });

  it('has no points where no answer is known and there are no codes', () => {
    expect(dependence(7)).toEqual({ indicator: 'I7', points: [] });
  });

  it('asks a coded indicator at each code, with the share of the known answers', () => {
    const levels = [5, 1, 2, 3].map((code) => ({ code, label: `Answer ${code}`, word: `${code}` }));
    const { points } = createPartialDependence(rowsWith([1, 1, 2, 5, NaN], 1, { levels }), { seed: 1 })(1);
    expect(points.map(({ value, words, share }) => [value, words, share])).toEqual([
      [1, 'Answer 1', 0.5],
      [2, 'Answer 2', 0.25],
      [3, 'Answer 3', 0],
      [5, 'Answer 5', 0.25],
    ]);
    const absent = createPartialDependence(rowsWith([NaN], 1, { levels }), { seed: 1 })(1);
    expect(absent.points.map(({ share }) => share)).toEqual([0, 0, 0, 0]);
  });

  it('asks a count at each value that occurs', () => {
    const days = [30, 0, 0, 1, NaN, 2.5];
    const { points } = createPartialDependence(rowsWith(days, 5, { unit: 'days' }), { seed: 1 })(5);
    expect(points.map(({ value, words, share }) => [value, words, share])).toEqual([
      [0, '0 days', 0.4],
      [1, '1 day', 0.2],
      [2.5, '2.5 days', 0.2],
      [30, '30 days', 0.2],
    ]);
  });

  it('asks an indicator of many values at quantiles, with the share of the nearest answers', () => {
    const answers = Array.from({ length: 1000 }, (_, i) => 999 - i);
    const { points } = createPartialDependence(rowsWith(answers, 6, {}), { seed: 1 })(6);
    expect(points).toHaveLength(20);
    expect([points[0]!.value, points[19]!.value]).toEqual([10, 990]);
    expect(points.map(({ value }) => value)).toEqual(points.map(({ value }) => value).sort((a, b) => a - b));
    expect(points.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    // 10 is nearest to 0 to 35, and 61 to 36 to 87: the quantiles are 10, 61 and 113.
    expect(points.slice(0, 2).map(({ value, share }) => [value, share])).toEqual([
      [10, 0.036],
      [61, 0.052],
    ]);
    const few = answers.map((answer) => (answer < 900 ? 7 : answer));
    const distinct = createPartialDependence(rowsWith(few, 6, {}), { seed: 1 })(6).points.map(({ value }) => value);
    expect(distinct).toEqual([...new Set(distinct)]);
    expect(distinct[0]).toBe(7);
  });

  it('asks about 2,000 rows of more, chosen by the seed', () => {
    const many = inspectedRows(2500);
    let predicted = 0;
    const counting: InspectedRows = {
      ...many,
      predictor: {
        ...many.predictor,
        predictBatch: (values, out) => {
          predicted += values.length / WIDTH;
          many.predictor.predictBatch(values, out);
        },
      },
    };
    const first = createPartialDependence(counting, { seed: 1 })(0);
    // Each value is asked of those who did not give it.
    expect(predicted).toBeGreaterThan(2000);
    expect(predicted).toBeLessThanOrEqual(2000 * first.points.length);
    expect(createPartialDependence(many, { seed: 1 })(0)).toEqual(first);
    expect(createPartialDependence(many, { seed: 2 })(0)).not.toEqual(first);
    for (const { value, anyProbability } of first.points) {
      expect(Math.abs(anyProbability - meanWith(many, 0, value))).toBeLessThan(0.02);
    }
  });
});
