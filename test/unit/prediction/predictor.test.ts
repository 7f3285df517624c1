import { describe, expect, it } from '@jest/globals';
import { createPredictor } from '../../../src/pipeline/prediction/predictor.ts';
import { madeUpModel, madeUpPeople, naiveLogits } from './made-up-model.ts';

const PEOPLE = 300;

describe.each([[[]], [[5]], [[16, 8]], [[13, 7, 9]]])('createPredictor with hidden layers %j', (hidden) => {
  const model = madeUpModel(hidden);
  const people = madeUpPeople(model, PEOPLE);
  const indicators = people.length / PEOPLE;
  const person = (row: number) => people.subarray(row * indicators, (row + 1) * indicators);
  const logits = new Float64Array(PEOPLE * 3);
  createPredictor(model.spec, model.weights).logitsBatch(people, logits);

  it('gives the logits of a dense forward pass', () => {
    for (let row = 0; row < PEOPLE; row++) {
      const expected = naiveLogits(model, person(row));
      for (let i = 0; i < 3; i++) expect(Math.abs(logits[row * 3 + i]! - expected[i]!)).toBeLessThan(1e-11);
    }
  });

  it('gives the same bits alone and cold as in a batch, in any order', () => {
    const warm = createPredictor(model.spec, model.weights);
    for (let row = PEOPLE - 1; row >= 0; row--) {
      const expected = logits.subarray(row * 3, row * 3 + 3);
      const alone = new Float64Array(3);
      warm.logitsBatch(person(row), alone);
      expect(alone).toEqual(expected);
      if (row > 20) continue;
      createPredictor(model.spec, model.weights).logitsBatch(person(row), alone);
      expect(alone).toEqual(expected);
    }
  });

  it('gives calibrated probabilities', () => {
    const probabilities = new Float64Array(PEOPLE * 3);
    createPredictor(model.spec, model.weights).predictBatch(people, probabilities);
    for (let row = 0; row < PEOPLE; row++) {
      const powers = [0, 1, 2].map((i) => Math.exp(logits[row * 3 + i]! / model.spec.calibration.temperature));
      const sum = powers[0]! + powers[1]! + powers[2]!;
      for (let i = 0; i < 3; i++) expect(probabilities[row * 3 + i]).toBeCloseTo(powers[i]! / sum, 10);
    }
  });
});

describe('a predictor', () => {
  const model = madeUpModel([8]);
  const predictor = createPredictor(model.spec, model.weights);

  it('decides by weight x probability', () => {
    // The weights are 1, 3 and 5.
    expect(predictor.decide(Float64Array.of(9, 9, 9, 0.8, 0.1, 0.1), 3)).toBe(0);
    expect(predictor.decide(Float64Array.of(0.6, 0.3, 0.1), 0)).toBe(1);
    expect(predictor.decide(Float64Array.of(0.6, 0.2, 0.2), 0)).toBe(2);
  });

  it('writes as many rows as it is given, be it none', () => {
    const out = new Float64Array(7).fill(7);
    predictor.predictBatch(new Float32Array(0), out);
    expect([...out]).toEqual(new Array(7).fill(7));
    predictor.predictBatch(madeUpPeople(model, 2), out);
    expect(out[6]).toBe(7);
    expect(out[3]! + out[4]! + out[5]!).toBeCloseTo(1, 14);
  });

  it('leaves its weights and values as they were', () => {
    const weights = model.weights.slice();
    const people = madeUpPeople(model, 20);
    const before = people.slice();
    createPredictor(model.spec, weights).predictBatch(people, new Float64Array(60));
    expect(weights).toEqual(model.weights);
    expect(people).toEqual(before);
  });
});
