import { stringify } from 'yaml';
import type { SurveySchema } from '../schema/survey-schema.ts';
import type { Golden } from './golden.ts';
import type { MlflowFile } from './manifest.ts';

/** The Python that the model was tried with; others do as well, and MLflow says so in a warning. */
export const PYTHON_VERSION = '3.11';

/** Without upper bounds: MLflow warns of each that the installed package does not keep. */
const REQUIREMENTS = ['mlflow>=2.22', 'numpy>=1.26', 'onnxruntime>=1.17', 'pandas>=2.2'];

/** Every so manieth of the invented people, so that the first has given all answers and the others fewer and fewer. */
const EXAMPLE_STEP = 5;

/**
 * What makes a folder with model.onnx and MLmodel an MLflow model that can be served: an example of what it takes, invented
 * people with codes by schema name and null where unknown, and what Python needs to run it.
 * (https://mlflow.org/docs/latest/ml/model/#storage-format)
 */
export function mlflowFiles({ indicators }: SurveySchema, golden: Golden): Readonly<Record<MlflowFile, string>> {
  const columns = indicators.map(({ name }) => name);
  const people = golden.cases.filter((_, number) => number % EXAMPLE_STEP === 0);
  const example = { columns, data: people.map(({ answers }) => columns.map((name) => answers[name] ?? null)) };
  return {
    'input_example.json': `${JSON.stringify(example)}\n`,
    'serving_input_example.json': `${JSON.stringify({ dataframe_split: example })}\n`,
    'requirements.txt': `${REQUIREMENTS.join('\n')}\n`,
    'conda.yaml': yaml11({
      name: 'mlflow-env',
      channels: ['conda-forge'],
      dependencies: [`python=${PYTHON_VERSION}`, 'pip', { pip: REQUIREMENTS }],
    }),
    'python_env.yaml': yaml11({
      python: PYTHON_VERSION,
      build_dependencies: ['pip', 'setuptools', 'wheel'],
      dependencies: ['-r requirements.txt'],
    }),
  };
}

/** A document as YAML 1.1, which is what Python reads: with quotes where that would take a text for a time or a number. */
export function yaml11(document: object): string {
  return stringify(document, { version: '1.1', lineWidth: 0 });
}
