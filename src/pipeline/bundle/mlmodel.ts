import type { ModelSpec } from '../model/model.ts';
import { PYTHON_VERSION, yaml11 } from './mlflow-files.ts';
import { modelOutputs } from './onnx/model-outputs.ts';

/** What is known of a model once it lies at an MLflow server. */
export interface MlmodelIds {
  readonly runId: string;
  /** Absent at servers before MLflow 3, which give models no ids. */
  readonly modelId?: string;
  /** When it was made: ISO 8601 in UTC with milliseconds. */
  readonly time: string;
  /** 32 hex digits. */
  readonly uuid: string;
  /** Of all its files. */
  readonly sizeBytes: number;
  /** Where its files lie: the URI of a logged model's; else their folder among the run's artifacts, `model` when absent. */
  readonly artifactPath?: string;
}

/** The content of an MLmodel file (https://mlflow.org/docs/latest/ml/model/#storage-format). */
export interface Mlmodel {
  readonly flavors: object;
  readonly [field: string]: unknown;
}

/** That of the copy at a server. */
export interface UploadedMlmodel extends Mlmodel {
  readonly artifact_path: string;
  readonly run_id: string;
  readonly utc_time_created: string;
}

/**
 * The MLmodel file of a bundle: how MLflow loads its model.onnx, what goes in and what comes out. It follows from the
 * survey's schema alone; with ids it is that of the copy at a server.
 */
export function mlmodelText(spec: Pick<ModelSpec, 'schema'>, ids?: MlmodelIds): string {
  return yaml11(ids === undefined ? mlmodelOf(spec) : mlmodelDocument(spec, ids));
}

/** The same as an object, as servers before MLflow 3 are told of a model. */
export function mlmodelDocument(spec: Pick<ModelSpec, 'schema'>, ids: MlmodelIds): UploadedMlmodel {
  const { runId, modelId, time, uuid, sizeBytes, artifactPath = 'model' } = ids;
  return {
    artifact_path: artifactPath,
    run_id: runId,
    ...(modelId === undefined ? {} : { model_id: modelId }),
    model_uuid: uuid,
    model_size_bytes: sizeBytes,
    utc_time_created: time.replace('T', ' ').replace('Z', '000'),
    ...mlmodelOf(spec),
  };
}

const DATA = 'model.onnx';
/** MLflow's names of the types. */
const COLUMN_TYPES = { float: 'float', int64: 'long' } as const;

function mlmodelOf({ schema }: Pick<ModelSpec, 'schema'>): Mlmodel {
  const { name, title, disclaimer, indicators } = schema;
  const column = (name: string, type: string): object => ({ name, type, required: true });
  return {
    flavors: {
      onnx: { data: DATA, providers: ['CPUExecutionProvider'] },
      python_function: {
        loader_module: 'mlflow.onnx',
        data: DATA,
        python_version: PYTHON_VERSION,
        env: { conda: 'conda.yaml', virtualenv: 'python_env.yaml' },
      },
    },
    signature: {
      // Double and not long: an unknown answer is NaN. Required: MLflow would not add a column that it lets be absent.
      inputs: JSON.stringify(indicators.map((indicator) => column(indicator.name, 'double'))),
      outputs: JSON.stringify(modelOutputs(schema).map((output) => column(output.name, COLUMN_TYPES[output.type]))),
      params: null,
    },
    saved_input_example_info: {
      artifact_path: 'input_example.json',
      type: 'dataframe',
      pandas_orient: 'split',
      serving_input_path: 'serving_input_example.json',
    },
    metadata: { schema: name, title, disclaimer },
  };
}
