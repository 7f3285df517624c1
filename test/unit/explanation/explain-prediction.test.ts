import { describe, expect, it } from '@jest/globals';
import { explainPrediction, type Explanation } from '../../../src/pipeline/explanation/explain-prediction.ts';
import { predictOutcome } from '../../../src/pipeline/prediction/prediction.ts';
import { createPredictor } from '../../../src/pipeline/prediction/predictor.ts';
import { madeUpModel } from '../prediction/made-up-model.ts';
import { SHIPPED_SCHEMA } from '../schema/shipped-schema.ts';
import { madeUpAnswers, madeUpPredictor, madeUpWeights } from './made-up-predictor.ts';

const CLASSES = SHIPPED_SCHEMA.target.classes.map(({ id }) => id);
// Calm enough for few orders to do.
const predictor = createPredictor(
  { ...madeUpPredictor(SHIPPED_SCHEMA).spec, calibration: { kind: 'temperature', temperature: 8 } },
  madeUpWeights(SHIPPED_SCHEMA, 1),
);
const nobody = new Float64Array(SHIPPED_SCHEMA.indicators.length).fill(NaN);

/** Answers to the first questions alone. */
const firstAnswers = (count: number) =>
  madeUpAnswers(SHIPPED_SCHEMA, 1).map((value, place) => (place < count ? value : NaN));

/** What is left when all contributions are taken off the prediction, for any class and for each. */
function remainders({ baseline, baselineProbabilities, prediction, contributions }: Explanation, values: Float64Array) {
  const { probabilities } = predictOutcome(predictor, values);
  const sum = (of: (one: Explanation['contributions'][number]) => number) =>
    contributions.reduce((total, one) => total + of(one), 0);
  return [
    prediction - baseline - sum(({ contribution }) => contribution),
    ...CLASSES.map((id) => probabilities[id]! - baselineProbabilities[id]! - sum((one) => one.probabilities[id]!)),
  ];
}

describe('explainPrediction', () => {
  it.each([0, 1, 5, 14])('is exact for %d answers, and sums to the prediction', (count) => {
    const values = firstAnswers(count);
    const explanation = explainPrediction(predictor, values);
    expect(explanation).toMatchObject({
      method: 'exact',
      baseline: predictOutcome(predictor, nobody).anyProbability,
      baselineProbabilities: predictOutcome(predictor, nobody).probabilities,
      prediction: predictOutcome(predictor, values).anyProbability,
    });
    expect(explanation).not.toHaveProperty('orders');
    expect(explanation.contributions).toHaveLength(count);
    for (const remainder of remainders(explanation, values)) expect(Math.abs(remainder)).toBeLessThan(1e-12);
  });

  it.each([15, 21])('is sampled for %d answers, states its errors, and sums to the prediction', (count) => {
    const values = firstAnswers(count);
    const explanation = explainPrediction(predictor, values);
    expect(explanation.method).toBe('sampled');
    expect(explanation.orders).toBeGreaterThanOrEqual(64);
    for (const { error } of explanation.contributions) expect(error).toBeLessThanOrEqual(0.001);
    for (const remainder of remainders(explanation, values)) expect(Math.abs(remainder)).toBeLessThan(1e-12);
    expect(explainPrediction(predictor, values)).toEqual(explanation);
  });

  it('names each given answer once, the greatest contribution first', () => {
    const values = nobody.slice();
    values.set([1, 0, 1, 31.4]);
    const { contributions } = explainPrediction(predictor, values);
    expect(contributions.map(({ indicator }) => indicator).sort()).toEqual(['BMI', 'CholCheck', 'HighBP', 'HighChol']);
    const sizes = contributions.map(({ contribution }) => Math.abs(contribution));
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(contributions.find(({ indicator }) => indicator === 'BMI')).toMatchObject({
      value: 31.4,
      words: '31.4 kg/m²',
    });
    expect(contributions[0]).not.toHaveProperty('error');
  });

  it('gives an answer alone the whole difference', () => {
    const values = nobody.slice();
    values[3] = 31.4;
    const { baseline, prediction, contributions } = explainPrediction(predictor, values);
    expect(contributions.map(({ contribution }) => contribution)).toEqual([expect.closeTo(prediction - baseline, 14)]);
  });

  it('tells what it adds to any class but the first, and to each, which sum to nothing', () => {
    for (const { contribution, probabilities } of explainPrediction(predictor, firstAnswers(6)).contributions) {
      const { none, prediabetes, diabetes } = probabilities;
      expect(contribution).toBe(prediabetes! + diabetes!);
      expect(none! + prediabetes! + diabetes!).toBeCloseTo(0, 14);
    }
  });

  it('gives nothing to an answer that the model does not read', () => {
    const { spec, weights } = madeUpModel([6]);
    const columns = spec.encoder.columns.map((column) =>
      column.indicator === 4 ? { ...column, kind: 'present' as const, center: 1 } : column,
    );
    const deaf = createPredictor({ ...spec, encoder: { formatVersion: 1, columns } }, weights);
    const { contributions } = explainPrediction(deaf, [1, 2, 30, 0, 5, NaN, NaN, NaN, 9]);
    const sizes = contributions.map(({ indicator, contribution }) => [indicator, Math.abs(contribution) > 0]);
    expect(Object.fromEntries(sizes)).toEqual({ I0: true, I1: true, I2: true, I3: true, I4: false, I8: true });
  });

  it('is plain JSON', () => {
    const explanation = explainPrediction(predictor, firstAnswers(15));
    expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
  });
});
