import { describe, expect, it } from '@jest/globals';
import { rowsBetween, type Dataset } from '../../../src/pipeline/dataset/dataset.ts';
import { createPredictor } from '../../../src/pipeline/prediction/predictor.ts';
import { createAssessor } from '../../../src/pipeline/workflows/assess-model.ts';
import { createPredictionRoom } from '../../../src/pipeline/workflows/prediction-room.ts';
import { madeUpModel, madeUpPeople } from '../prediction/made-up-model.ts';

const ROWS = 10_000;
const model = madeUpModel([5]);
const people = madeUpPeople(model, ROWS);
const width = model.spec.schema.indicators.length;
const dataset: Dataset = {
  rows: ROWS,
  columns: model.spec.schema.indicators.map((_, i) =>
    Float32Array.from({ length: ROWS }, (_, row) => people[row * width + i]!),
  ),
  labels: Uint8Array.from({ length: ROWS }, () => model.random.below(3)),
};
const validation = rowsBetween(dataset, 0, 3000);
const test = rowsBetween(dataset, 3000, ROWS);
const predictor = createPredictor(model.spec, model.weights);
const newAssessor = () => createAssessor(createPredictionRoom({ train: test, validation, test }, 3));

describe('createAssessor', () => {
  it('gives the same whatever was assessed before in the same memory', () => {
    const assess = newAssessor();
    for (const rows of [validation, test, validation]) {
      expect(assess(predictor, rows)).toEqual(newAssessor()(predictor, rows));
    }
  });

  it('has metrics of all rows, which are more than are gathered at a time', () => {
    const { metrics } = newAssessor()(predictor, test);
    const probabilities = new Float64Array(test.rows * 3);
    predictor.predictBatch(people.subarray(3000 * width), probabilities);
    let right = 0;
    let loss = 0;
    test.labels.forEach((label, row) => {
      right += Number(predictor.decide(probabilities, row * 3) === label);
      loss -= Math.log(probabilities[row * 3 + label]!);
    });
    expect(metrics.accuracy).toBeCloseTo(right / test.rows, 12);
    expect(metrics.log_loss).toBeCloseTo(loss / test.rows, 12);
  });
});
