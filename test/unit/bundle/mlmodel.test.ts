import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { mlmodelDocument, mlmodelText } from '../../../src/pipeline/bundle/mlmodel.ts';
import type { MlmodelDocument } from '../../../src/tracking/mlflow/run-models.ts';
import { SECOND_SCHEMA, SHIPPED_SCHEMA } from '../schema/shipped-schema.ts';

const IDS = {
  runId: '0123456789e12345'.repeat(2),
  time: '2026-01-02T03:04:05.678Z',
  uuid: '7'.repeat(32),
  sizeBytes: 260_000,
};

/** As Python reads it. */
const read = (text: string): unknown => parse(text, { version: '1.1' });

describe('an MLmodel', () => {
  it('says how the model is loaded, what goes in and what comes out', () => {
    const { signature, ...document } = read(mlmodelText({ schema: SECOND_SCHEMA })) as {
      signature: { inputs: string; outputs: string };
    };
    const column = (type: string) => (name: string) => ({ name, type, required: true });
    expect(JSON.parse(signature.inputs)).toEqual(
      ['Irrigated', 'Slope', 'Soil', 'Trees', 'Coldest'].map(column('double')),
    );
    expect(JSON.parse(signature.outputs)).toEqual([
      ...['p_low', 'p_high', 'p_any'].map(column('float')),
      column('long')('label'),
    ]);
    expect(document).toEqual({
      flavors: {
        onnx: { data: 'model.onnx', providers: ['CPUExecutionProvider'] },
        python_function: {
          loader_module: 'mlflow.onnx',
          data: 'model.onnx',
          python_version: '3.11',
          env: { conda: 'conda.yaml', virtualenv: 'python_env.yaml' },
        },
      },
      saved_input_example_info: {
        artifact_path: 'input_example.json',
        type: 'dataframe',
        pandas_orient: 'split',
        serving_input_path: 'serving_input_example.json',
      },
      metadata: {
        schema: 'orchard-frost',
        title: 'Orchard Frost Survey',
        disclaimer: 'An invented survey. Ask a grower about your orchard.',
      },
    });
  });

  it('has ids, time and size at a server, which stay texts and a number', () => {
    const spec = { schema: SHIPPED_SCHEMA };
    const ids = { ...IDS, modelId: 'm-1', artifactPath: 'mlflow-artifacts:/1/models/m-1' };
    const document: MlmodelDocument = mlmodelDocument(spec, ids);
    expect(document).toEqual({
      ...(read(mlmodelText(spec)) as object),
      artifact_path: 'mlflow-artifacts:/1/models/m-1',
      run_id: IDS.runId,
      model_id: 'm-1',
      model_uuid: IDS.uuid,
      model_size_bytes: 260_000,
      utc_time_created: '2026-01-02 03:04:05.678000',
    });
    const older = mlmodelDocument(spec, IDS);
    expect(older).toMatchObject({ artifact_path: 'model' });
    expect(older).not.toHaveProperty('model_id');
    expect(read(mlmodelText(spec, IDS))).toEqual(older);
  });

  it('keeps texts that YAML would take for something else', () => {
    const schema = { ...SECOND_SCHEMA, name: 'no', title: '2026-01-02', disclaimer: `1e3 "a": 'b' #\n- c` };
    expect(read(mlmodelText({ schema }))).toMatchObject({
      metadata: { schema: 'no', title: '2026-01-02', disclaimer: `1e3 "a": 'b' #\n- c` },
    });
  });
});
