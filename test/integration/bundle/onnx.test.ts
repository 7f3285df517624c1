import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '../../../src/foundation/random.ts';
import { littleEndian } from '../../../src/pipeline/bundle/little-endian.ts';
import { onnxFile } from '../../../src/pipeline/bundle/onnx/onnx-file.ts';
import { fitEncoder } from '../../../src/pipeline/features/fit-encoder.ts';
import { parameterCount } from '../../../src/pipeline/model/network.ts';
import { anyProbability } from '../../../src/pipeline/prediction/prediction.ts';
import { createPredictor } from '../../../src/pipeline/prediction/predictor.ts';
import type { SurveySchema } from '../../../src/pipeline/schema/survey-schema.ts';
import { describeWith } from '../../helpers/describe-with.ts';
import { missingOnnx, runOnnx, type OnnxRun } from '../../helpers/onnx.ts';
import { madeUpModel, madeUpPeople, type MadeUpModel } from '../../unit/prediction/made-up-model.ts';
import { SECOND_SCHEMA, SHIPPED_SCHEMA } from '../../unit/schema/shipped-schema.ts';

const PEOPLE = 2000;
/** Half the distance of float32 numbers below 1; inside, the model calculates in double precision. */
const ROUNDING = 2 ** -25;

/** A model of a survey with an encoder fitted to made-up people, and seeded weights. */
function surveyModel(schema: SurveySchema, hidden: readonly number[]): MadeUpModel {
  const random = createRandom(5, 'survey-model');
  const width = schema.indicators.length;
  const made = madeUpModel(
    hidden,
    schema.target.classes.map(({ id }) => id),
  );
  const answers = madeUpPeople({ spec: { ...made.spec, schema }, weights: made.weights, random }, 500);
  const columns = schema.indicators.map((_, i) => answers.filter((_, place) => place % width === i));
  const dataset = { rows: 500, columns, labels: new Uint8Array(500) };
  const encoder = fitEncoder({ schema, dataset, breakpoints: 8, present: true });
  const network = { ...made.spec.network, inputs: encoder.columns.length };
  const weights = Float32Array.from({ length: parameterCount(network) }, () => random.normal() * 0.3);
  return { spec: { ...made.spec, schema, encoder, network }, weights, random };
}

/** Every class as probable and as weighty as any other. */
function undecidedModel(): MadeUpModel {
  const { spec, weights, random } = surveyModel(SECOND_SCHEMA, []);
  return { spec: { ...spec, decision: { ...spec.decision, weights: [1, 1] } }, weights: weights.fill(0), random };
}

const MODELS: Readonly<Record<string, MadeUpModel>> = {
  'the shipped survey and no hidden layer': surveyModel(SHIPPED_SCHEMA, []),
  'the shipped survey and 256 units': surveyModel(SHIPPED_SCHEMA, [256]),
  'the shipped survey and 128 and 64 units': surveyModel(SHIPPED_SCHEMA, [128, 64]),
  'the second survey and no hidden layer': surveyModel(SECOND_SCHEMA, []),
  'the second survey and 256 units': surveyModel(SECOND_SCHEMA, [256]),
  'the second survey and 128 and 64 units': surveyModel(SECOND_SCHEMA, [128, 64]),
  'every kind of column for every indicator': madeUpModel([8]),
  'classes that tie': undecidedModel(),
};

/** People with some answers, and one with none, one with the least and one with the greatest codes. */
function peopleFor(model: MadeUpModel): Float32Array {
  const { indicators } = model.spec.schema;
  const extremes = [
    ...indicators.map(() => NaN),
    ...indicators.map(({ minimum }) => minimum),
    ...indicators.map(({ maximum }) => maximum),
  ];
  return Float32Array.of(...extremes, ...madeUpPeople(model, PEOPLE));
}

/** What the predictor says: the columns that the ONNX model is to give. */
function predictedBy({ spec, weights }: MadeUpModel, people: Float32Array): Map<string, readonly number[]> {
  const { classes } = spec.schema.target;
  const predictor = createPredictor(spec, weights);
  const rows = [...new Array(people.length / spec.schema.indicators.length).keys()];
  const probabilities = new Float64Array(rows.length * classes.length);
  predictor.predictBatch(people, probabilities);
  const offsets = rows.map((row) => row * classes.length);
  return new Map([
    ...classes.map(({ id }, k) => [`p_${id}`, offsets.map((offset) => probabilities[offset + k]!)] as const),
    ['p_any', offsets.map((offset) => anyProbability(probabilities, offset, classes.length))],
    ['label', offsets.map((offset) => classes[predictor.decide(probabilities, offset)]!.label)],
  ]);
}

function greatestDifference(left: readonly number[], right: readonly number[]): number {
  expect(left).toHaveLength(right.length);
  return left.reduce((most, value, i) => Math.max(most, Math.abs(value - right[i]!)), 0);
}

describeWith(missingOnnx, 'model.onnx in onnxruntime', () => {
  const cases = Object.entries(MODELS).map(([title, model]) => ({ title, model, people: peopleFor(model) }));
  let folder: string;
  let runs: OnnxRun[];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'onnx-'));
    const files = cases.map((_, i) => ({ model: join(folder, `${i}.onnx`), rows: join(folder, `${i}.bin`) }));
    for (const [i, { model, people }] of cases.entries()) {
      await writeFile(files[i]!.model, onnxFile(model.spec, model.weights));
      await writeFile(files[i]!.rows, littleEndian('float', people));
    }
    runs = await runOnnx(files);
  }, 60_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  describe.each(cases.map(({ title }, i) => [title, i] as const))('with %s', (_, i) => {
    const { model, people } = cases[i]!;
    const { name, target, indicators, disclaimer } = model.spec.schema;
    const expected = predictedBy(model, people);

    it('gives what the predictor gives, rounded to float32', () => {
      const { outputs } = runs[i]!;
      expect(Object.keys(outputs)).toEqual([...expected.keys()]);
      for (const [column, values] of expected) {
        expect(greatestDifference(outputs[column]!, values)).toBeLessThan(1.001 * ROUNDING);
      }
    });

    it('has named inputs, outputs and metadata', () => {
      const { interface: values, metadata } = runs[i]!;
      expect(values).toEqual([
        ['input', 'tensor(float)', ['N', indicators.length]],
        ...target.classes.map(({ id }) => [`p_${id}`, 'tensor(float)', ['N']]),
        ['p_any', 'tensor(float)', ['N']],
        ['label', 'tensor(int64)', ['N']],
      ]);
      expect(metadata).toMatchObject({ schema: name, disclaimer });
      expect(JSON.parse(metadata.indicators!)).toEqual(indicators.map((indicator) => indicator.name));
      expect(JSON.parse(metadata.classes!)).toEqual(target.classes);
    });

    it("is written as Python's onnx writes it", () => {
      expect(runs[i]!.isCanonical).toBe(true);
    });
  });
});
