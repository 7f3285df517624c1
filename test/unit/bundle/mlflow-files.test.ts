import { expect, it } from '@jest/globals';
import { parse } from 'yaml';
import type { Golden } from '../../../src/pipeline/bundle/golden.ts';
import { mlflowFiles } from '../../../src/pipeline/bundle/mlflow-files.ts';
import { SECOND_SCHEMA } from '../schema/shipped-schema.ts';

const GOLDEN: Golden = {
  formatVersion: 1,
  cases: Array.from({ length: 20 }, (_, number) => ({
    answers: number < 6 ? { Coldest: -1.5, Slope: 2, Irrigated: 0, Soil: 9, Trees: number } : { Soil: 5 },
    probabilities: [],
  })),
};

const files = mlflowFiles(SECOND_SCHEMA, GOLDEN);

it('the example of a model holds invented people in the order of the schema, null where unknown', () => {
  const example = {
    columns: ['Irrigated', 'Slope', 'Soil', 'Trees', 'Coldest'],
    data: [
      [0, 2, 9, 0, -1.5],
      [0, 2, 9, 5, -1.5],
      [null, null, 5, null, null],
      [null, null, 5, null, null],
    ],
  };
  expect(JSON.parse(files['input_example.json'])).toEqual(example);
  expect(JSON.parse(files['serving_input_example.json'])).toEqual({ dataframe_split: example });
});

it('every environment asks for the same packages and the same Python', () => {
  const packages = files['requirements.txt'].trimEnd().split('\n');
  expect(packages.map((line) => line.split('>=')[0])).toEqual(['mlflow', 'numpy', 'onnxruntime', 'pandas']);
  expect(parse(files['conda.yaml'])).toMatchObject({ dependencies: ['python=3.11', 'pip', { pip: packages }] });
  expect(parse(files['python_env.yaml'])).toMatchObject({ python: '3.11', dependencies: ['-r requirements.txt'] });
});
