import { describe, expect, it } from '@jest/globals';
import { fakeMlflow } from '../../../helpers/fake-mlflow.ts';
import { collect, mlflowErrorOf } from '../../../helpers/mlflow-client.ts';

const version = (status: string, status_message = '') => ({
  body: { model_version: { name: 'm', version: '1', status, status_message } },
});

describe('what MLflow answers 200 to without having done it', () => {
  it('is a failure: the status of a run', async () => {
    const { client } = fakeMlflow([{ body: { run_info: { run_id: 'r', status: 'RUNNING' } } }]);
    expect(await mlflowErrorOf(client.runs.update('r', { status: 'FINISHED', endTime: 1 }))).toMatchObject({
      kind: 'failed',
      message: 'cannot end the run r at http://mlflow:5000: it is RUNNING, not FINISHED',
    });
    await client.runs.update('r', { name: 'other' });
  });

  it('is a failure: the status of a logged model', async () => {
    const info = { model_id: 'm-1', experiment_id: '1', artifact_uri: 'x', status: 'LOGGED_MODEL_STATUS_UNSPECIFIED' };
    const { client } = fakeMlflow([{ body: { model: { info } } }]);
    expect(await mlflowErrorOf(client.loggedModels.finalise('m-1', 'READY'))).toMatchObject({
      message:
        'cannot finish the model m-1 at http://mlflow:5000: it is LOGGED_MODEL_STATUS_UNSPECIFIED, not LOGGED_MODEL_READY',
    });
  });
});

describe('a version', () => {
  it('is waited for until it is ready', async () => {
    const pending = version('PENDING_REGISTRATION');
    const { client, waits } = fakeMlflow([...Array.from({ length: 6 }, () => pending), version('READY')]);
    expect(await client.modelVersions.waitUntilReady(['m', '1'])).toMatchObject({ status: 'READY' });
    expect(waits).toEqual([200, 500, 1_000, 2_000, 5_000, 5_000]);
  });

  it('that failed is told with its reason', async () => {
    const { client } = fakeMlflow([version('FAILED_REGISTRATION', 'no space')]);
    expect(await mlflowErrorOf(client.modelVersions.waitUntilReady(['m', '1']))).toMatchObject({
      kind: 'failed',
      message: 'cannot register version 1 of the model m at http://mlflow:5000: FAILED_REGISTRATION: no space',
    });
  });

  it.each([
    [
      'models:/m-1',
      { body: { model: { info: { model_id: 'm-1', experiment_id: '1', artifact_uri: 's3://b/x', status: 'S' } } } },
      's3://b/x',
    ],
    ['s3://b/y', { body: {} }, 's3://b/y'],
  ])('whose files are said to be at %s is found there', async (uri, model, location) => {
    const { client } = fakeMlflow([version('READY'), { body: { artifact_uri: uri } }, model]);
    expect(await client.models.resolve('models:/m/1')).toMatchObject({ location, name: 'm', version: '1' });
  });
});

describe('values that are not sent', () => {
  it.each<[string, (client: ReturnType<typeof fakeMlflow>['client']) => Promise<unknown>]>([
    ['an experiment without a name', (client) => client.experiments.getOrCreate({ name: '' })],
    ['an experiment with a long name', (client) => client.experiments.create({ name: 'x'.repeat(501) })],
    ['an id that is a number', (client) => client.runs.create({ experimentId: 1 as never, startTime: 0 })],
    ['a start that is no time', (client) => client.runs.create({ experimentId: '1', startTime: 0.5 })],
    ['an unknown status', (client) => client.runs.update('r', { status: 'DONE' as never })],
    ['an unknown outcome', (client) => client.loggedModels.finalise('m-1', 'DONE' as never)],
    ['a page of nothing', (client) => collect(client.runs.search({ experimentIds: ['1'], pageSize: 0 }))],
    ['a version that is a number', (client) => client.registeredModels.setAlias('m', ['best', 3 as never])],
    ['a tag that is too long', (client) => client.runs.setTag('r', ['k', 'x'.repeat(8_001)])],
    ['a history of no key', (client) => collect(client.runs.metricHistory('r', 'a//b'))],
    ['a run without an id', (client) => client.runs.get('')],
    ['no model', (client) => client.models.resolve('nonsense')],
    ['artifacts of a URI that is to be resolved', (client) => client.artifacts('runs:/r/model')],
  ])('are: %s', async (_, call) => {
    const { client, asked } = fakeMlflow([{ body: {} }]);
    expect(await mlflowErrorOf(call(client))).toMatchObject({ kind: 'invalid-value', code: 'USAGE', exitCode: 2 });
    expect(asked).toEqual([]);
  });
});

describe('places of artifacts that cannot be reached', () => {
  it.each([
    '/nowhere/mlruns/1/r/artifacts',
    'file:///nowhere/mlruns/1/r/artifacts',
    'file:///nowhere/1/models/m-1/artifacts',
    '/1/r/artifacts',
    './mlruns/1/r/artifacts',
    'file:mlruns/1/r/artifacts',
    'file://host/share/1/r/artifacts',
  ])('are folders of another machine: %s', async (location) => {
    expect(await mlflowErrorOf(fakeMlflow([]).client.artifacts(location))).toMatchObject({
      kind: 'unsupported',
      message: expect.stringMatching(
        /^cannot reach the artifacts at .*: that is a folder of the server's machine/,
      ) as unknown,
    });
  });

  it.each(['gs://b/x', 'wasbs://c@a/x', 'dbfs:/x', 'hdfs://x'])('are %s', async (location) => {
    expect(await mlflowErrorOf(fakeMlflow([]).client.artifacts(location))).toMatchObject({ kind: 'unsupported' });
  });
});
