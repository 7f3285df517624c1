import { describe, expect, it } from '@jest/globals';
import { anyProbability, predictOne } from '../../../src/pipeline/prediction/prediction.ts';
import { createPredictor } from '../../../src/pipeline/prediction/predictor.ts';
import { madeUpModel } from './made-up-model.ts';

const MODEL = { digest: 'abc', version: 'a' };
const VALUES = [1, NaN, 27.3, 0, NaN, 3, 1000, 0.5, 9];

describe('predictOne', () => {
  const { spec, weights } = madeUpModel([6], ['low', 'high']);
  const predictor = createPredictor(spec, weights);
  const prediction = predictOne(predictor, { values: VALUES, warnings: ['Check the weight.'] }, MODEL);

  it('names classes by id and indicators by schema name', () => {
    expect(Object.keys(prediction.probabilities)).toEqual(['low', 'high']);
    expect(prediction.given).toEqual({ I0: 1, I2: 27.3, I3: 0, I5: 3, I6: 1000, I7: 0.5, I8: 9 });
    expect(prediction.missing).toEqual(['I1', 'I4']);
    expect(prediction.warnings).toEqual(['Check the weight.']);
    expect(prediction.model).toEqual(MODEL);
  });

  it("gives the predictor's probabilities and decision", () => {
    const expected = new Float64Array(2);
    predictor.predictBatch(Float32Array.from(VALUES), expected);
    expect(Object.values(prediction.probabilities)).toEqual([...expected]);
    expect(prediction.anyProbability).toBe(expected[1]);
    expect(prediction.predictedClass).toBe(predictor.decide(expected, 0) === 0 ? 'low' : 'high');
  });

  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(prediction))).toEqual(prediction);
  });

  it('warns where nothing was given', () => {
    const { warnings, given } = predictOne(predictor, { values: VALUES.map(() => NaN) }, MODEL);
    expect(given).toEqual({});
    expect(warnings).toEqual([expect.stringContaining('No answer was given')]);
  });
});

describe('anyProbability', () => {
  it('is the sum of all classes but the first', () => {
    expect(anyProbability(Float64Array.of(1, 0, 0, 0.5, 0.25, 0.25), 3, 3)).toBe(0.5);
  });
});
