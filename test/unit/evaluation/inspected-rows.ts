import { createRandom } from '../../../src/foundation/random.ts';
import type { InspectedRows } from '../../../src/pipeline/evaluation/variants.ts';
import type { ModelSpec } from '../../../src/pipeline/model/model.ts';
import { layoutOf } from '../../../src/pipeline/model/network.ts';
import { createPredictor, type Predictor } from '../../../src/pipeline/prediction/predictor.ts';
import { madeUpModel, madeUpPeople } from '../prediction/made-up-model.ts';

/** The made-up model does not look at one indicator, and looks at another five times as closely as it did. */
export const SILENT = 1;
export const LOUD = 8;

/**
 * A model and people of whom it is right: each has one of the classes with just the probability that the model says. Of the
 * indicators, 3 has but one answer, 6 has thousands, and all answers to 7 are unknown.
 */
export function inspectedRows(count: number): InspectedRows {
  const model = madeUpModel([12]);
  const { spec, weights } = model;
  scaleInputs(spec, weights, (indicator) => (indicator === SILENT ? 0 : indicator === LOUD ? 5 : 1));
  const values = madeUpPeople(model, count);
  const width = spec.schema.indicators.length;
  for (let start = 0; start < values.length; start += width) {
    values[start + 3] = 1;
    values[start + 7] = NaN;
  }
  return askAbout(createPredictor(spec, weights), values);
}

/** What a predictor says of people, who are just so. */
export function askAbout(predictor: Predictor, values: Float32Array): InspectedRows {
  const classes = predictor.spec.network.outputs;
  const rows = values.length / predictor.spec.schema.indicators.length;
  const probabilities = new Float64Array(rows * classes);
  predictor.predictBatch(values, probabilities);
  const random = createRandom(3, 'labels');
  const labels = Uint8Array.from({ length: rows }, (_, row) => {
    let left = random.uniform();
    let label = 0;
    while (label < classes - 1 && (left -= probabilities[row * classes + label]!) >= 0) label++;
    return label;
  });
  return { predictor, values, labels, probabilities };
}

function scaleInputs({ encoder, network }: ModelSpec, weights: Float32Array, factorOf: (indicator: number) => number) {
  const { units, kernelOffset } = layoutOf(network)[0]!;
  encoder.columns.forEach(({ indicator }, input) => {
    const start = kernelOffset + input * units;
    for (let i = start; i < start + units; i++) weights[i]! *= factorOf(indicator);
  });
}
