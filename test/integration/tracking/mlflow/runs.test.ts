import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { createMlflowClient, type MlflowClient, type Run } from '../../../../src/tracking/mlflow/client.ts';
import { PATIENT } from '../../../../src/tracking/mlflow/retry.ts';
import { startUnrulyProxy, type UnrulyProxy } from '../../../helpers/unruly-proxy.ts';
import { describeWith } from '../../../helpers/describe-with.ts';
import { collect, mlflowErrorOf } from '../../../helpers/mlflow-client.ts';
import { missingMlflow, MLFLOW_START_MS, startMlflow, type MlflowServer } from '../../../helpers/mlflow-server.ts';

const START = 1_790_000_000_000;

describeWith(missingMlflow, 'runs on a real MLflow 3', () => {
  let server: MlflowServer;
  let client: MlflowClient;
  let experimentId: string;
  beforeAll(async () => {
    server = await startMlflow();
    client = createMlflowClient({ url: server.url }, { retry: { ...PATIENT, wait: () => Promise.resolve() } });
    ({ experimentId } = await client.experiments.getOrCreate({ name: 'runs', tags: { team: 'a b' } }));
  }, MLFLOW_START_MS);
  const proxies: UnrulyProxy[] = [];
  afterEach(async () => {
    for (const proxy of proxies.splice(0)) await proxy.close();
  });
  afterAll(async () => {
    await client.close();
    await server.stop();
  });

  const newRun = (tags: Record<string, string> = {}): Promise<Run> =>
    client.runs.create({ experimentId, name: 'a run', startTime: START, tags });

  it('says what the server is', async () => {
    expect(await client.server()).toEqual({ version: '3.17.2', hasLoggedModels: true });
  });

  it('finds experiments, makes them once, and refuses a deleted one', async () => {
    expect(await client.experiments.getByName('nobody')).toBeUndefined();
    const again = await client.experiments.getOrCreate({ name: 'runs' });
    expect(again).toMatchObject({ experimentId, name: 'runs', isDeleted: false, tags: { team: 'a b' } });
    expect(again.artifactLocation).toMatch(/^mlflow-artifacts:/);
    expect(await mlflowErrorOf(client.experiments.create({ name: 'runs' }))).toMatchObject({ kind: 'already-exists' });
    const gone = await client.experiments.create({ name: 'gone' });
    await post('experiments/delete', { experiment_id: gone });
    expect(await mlflowErrorOf(client.experiments.getOrCreate({ name: 'gone' }))).toMatchObject({
      kind: 'deleted',
      message: `cannot use the experiment gone at ${server.url}: it is deleted`,
      hint: expect.stringContaining(`--experiment-id ${gone}`) as unknown,
    });
    expect(await mlflowErrorOf(client.runs.create({ experimentId: gone, startTime: START }))).toMatchObject({
      kind: 'deleted',
      message: `cannot create a run at ${server.url}: the experiment ${gone} is deleted`,
    });
  });

  const post = (path: string, body: object): Promise<Response> =>
    fetch(`${server.url}/api/2.0/mlflow/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('writes a run and reads it back', async () => {
    const { runId, status } = await newRun({ note: 'äöü 🙂' });
    expect(status).toBe('RUNNING');
    await client.runs.logBatch(runId, {
      params: { 'train.lr': '0.01', empty: '' },
      tags: { 'mlflow.note.content': '# Title' },
      metrics: [
        { key: 'loss', value: 0.5, timestamp: START, step: 0 },
        { key: 'loss', value: 0.25, timestamp: START + 1, step: 1 },
        { key: 'undefined share', value: NaN, timestamp: START },
        { key: 'worst', value: -Infinity, timestamp: START },
      ],
    });
    await client.runs.update(runId, { status: 'FINISHED', endTime: START + 10 });
    const run = await client.runs.get(runId);
    expect(run).toMatchObject({
      runId,
      experimentId,
      name: 'a run',
      status: 'FINISHED',
      startTime: START,
      endTime: START + 10,
      isDeleted: false,
      params: { 'train.lr': '0.01', empty: '' },
      metrics: { loss: 0.25, 'undefined share': NaN, worst: -Number.MAX_VALUE },
    });
    expect(run.tags).toMatchObject({ note: 'äöü 🙂', 'mlflow.note.content': '# Title', 'mlflow.runName': 'a run' });
  });

  it('logs more than a request holds, and the same again without doubling it', async () => {
    const { runId } = await newRun();
    const count = (n: number, prefix: string) =>
      Object.fromEntries(Array.from({ length: n }, (_, i) => [`${prefix}${i}`, 'x'.repeat(6_000)] as const));
    const metrics = Array.from({ length: 2_500 }, (_, i) => ({ key: 'loss', value: i, timestamp: START + i, step: i }));
    const data = { params: count(230, 'p'), tags: count(210, 't'), metrics };
    await client.runs.logBatch(runId, data);
    await client.runs.logBatch(runId, data);
    const run = await client.runs.get(runId);
    expect(run.params).toEqual(data.params);
    expect(run.tags).toMatchObject(data.tags);
    const history = await collect(client.runs.metricHistory(runId, 'loss', { pageSize: 999 }));
    expect(history).toEqual(metrics.map(({ value, timestamp, step }) => ({ value, timestamp, step })));
    expect(await collect(client.runs.metricHistory(runId, 'never'))).toEqual([]);
  });

  it('keeps params as they were', async () => {
    const { runId } = await newRun();
    await client.runs.logBatch(runId, { params: { lr: '0.01' } });
    expect(await mlflowErrorOf(client.runs.logBatch(runId, { params: { lr: '0.02', other: '1' } }))).toMatchObject({
      kind: 'param-changed',
      message: `cannot log to the run ${runId} at ${server.url}: the param lr is 0.01 there, and cannot become 0.02`,
    });
    expect((await client.runs.get(runId)).params).toEqual({ lr: '0.01' });
  });

  it('sends nothing of a value that MLflow would not understand', async () => {
    const { runId } = await newRun();
    const metrics = [
      { key: 'good', value: 1, timestamp: START },
      { key: 'bad', value: 1, timestamp: START + 0.5 },
    ];
    expect(await mlflowErrorOf(client.runs.logBatch(runId, { metrics }))).toMatchObject({
      kind: 'invalid-value',
      code: 'USAGE',
    });
    expect((await client.runs.get(runId)).metrics).toEqual({});
  });

  it.each(['plain', 'with space', 'a/b/c', 'a.b-c:d_e', 'Größe', '日本', 'x'.repeat(250), '1', 'a..', 'a/..b', '½'])(
    'and MLflow agree that %p is a key',
    async (key) => {
      const { runId } = await newRun();
      await client.runs.logBatch(runId, { params: { [key]: 'v' } });
      expect((await client.runs.get(runId)).params).toEqual({ [key]: 'v' });
    },
  );

  it.each([
    '',
    '/a',
    '..a',
    '...',
    'a/',
    'a//b',
    './a',
    'a/./b',
    '../a',
    'a/../b',
    '.',
    '..',
    'a\\b',
    'a,b',
    'a🙂',
    'x'.repeat(251),
    'é'.normalize('NFD'),
  ])('and MLflow agree that %p is no key', async (key) => {
    const { runId } = await newRun();
    const thrown = await mlflowErrorOf(client.runs.logBatch(runId, { params: { [key]: 'v' } }));
    expect(thrown).toMatchObject({ kind: 'invalid-value' });
    const { status } = await post('runs/log-batch', { run_id: runId, params: [{ key, value: 'v' }] });
    expect(status).toBe(400);
  });

  it('sets and removes tags', async () => {
    const { runId } = await newRun();
    await client.runs.setTag(runId, ['stage', 'one']);
    await client.runs.setTag(runId, ['stage', 'two']);
    expect((await client.runs.get(runId)).tags).toMatchObject({ stage: 'two' });
    await client.runs.deleteTag(runId, 'stage');
    await client.runs.deleteTag(runId, 'stage');
    expect((await client.runs.get(runId)).tags).not.toHaveProperty('stage');
    expect(await mlflowErrorOf(client.runs.deleteTag('nobody', 'stage'))).toMatchObject({ kind: 'not-found' });
  });

  it('deletes and restores', async () => {
    const { runId } = await newRun({ 'diabetes.run_id': 'del' });
    await client.runs.delete(runId);
    await client.runs.delete(runId);
    expect(await client.runs.get(runId)).toMatchObject({ isDeleted: true });
    expect(await client.runs.findByTag([experimentId], ['diabetes.run_id', 'del'])).toBeUndefined();
    expect(await mlflowErrorOf(client.runs.setTag(runId, ['a', 'b']))).toMatchObject({
      kind: 'deleted',
      message: `cannot log to the run ${runId} at ${server.url}: the run ${runId} is deleted`,
    });
    await client.runs.restore(runId);
    expect(await client.runs.findByTag([experimentId], ['diabetes.run_id', 'del'])).toMatchObject({ runId });
  });

  it('searches, page by page', async () => {
    const id = await client.experiments.create({ name: 'searched' });
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) {
      const tags = { 'diabetes.run_id': `it's ${i}`, 'odd key/x': 'y' };
      const { runId } = await client.runs.create({ experimentId: id, startTime: START + i, tags });
      await client.runs.logBatch(runId, { metrics: [{ key: 'val_macro_f1', value: i / 10, timestamp: START }] });
      ids.push(runId);
    }
    const search = { experimentIds: [id], pageSize: 2 };
    const found = await collect(client.runs.search({ ...search, orderBy: ['metrics.val_macro_f1 ASC'] }));
    expect(found.map(({ runId }) => runId)).toEqual(ids);
    const good = await collect(client.runs.search({ ...search, filter: 'metrics.val_macro_f1 > 0.25' }));
    expect(good.map(({ runId }) => runId)).toEqual([ids[4], ids[3]]);
    expect(await client.runs.findByTag([id], ['diabetes.run_id', "it's 3"])).toMatchObject({ runId: ids[3] });
    expect(await client.runs.findByTag([id], ['odd key/x', 'y'])).toMatchObject({ runId: ids[0] });
    expect(await collect(client.runs.search({ experimentIds: [] }))).toEqual([]);
    expect(await mlflowErrorOf(collect(client.runs.search({ ...search, filter: 'a OR b' })))).toMatchObject({
      kind: 'invalid',
    });
  });

  it('makes a run once, however often it is asked to', async () => {
    const run = { experimentId, startTime: START, tags: { 'diabetes.run_id': 'once' } };
    const first = await client.runs.getOrCreate(run, 'diabetes.run_id');
    const second = await client.runs.getOrCreate(run, 'diabetes.run_id');
    expect(second.runId).toBe(first.runId);
  });

  it('logs datasets, by which runs are found', async () => {
    const { runId } = await newRun();
    const dataset = {
      name: 'survey',
      digest: 'f'.repeat(32),
      context: 'train',
      sourceType: 'local',
      source: { uri: 'survey.csv' },
      schema: { mlflow_colspec: [{ type: 'double', name: 'BMI', required: true }] },
      profile: { num_rows: 7_000 },
    };
    await client.runs.logInputs(runId, [dataset]);
    await client.runs.logInputs(runId, [dataset]);
    const filter = "dataset.name = 'survey' AND dataset.context = 'train'";
    const found = await collect(client.runs.search({ experimentIds: [experimentId], filter }));
    expect(found).toMatchObject([{ runId, datasets: [{ name: 'survey', digest: dataset.digest, context: 'train' }] }]);
    expect(await mlflowErrorOf(client.runs.logInputs(runId, [{ ...dataset, digest: 'f'.repeat(64) }]))).toMatchObject({
      kind: 'invalid-value',
    });
  });

  it('tells what is not there', async () => {
    expect(await mlflowErrorOf(client.runs.get('nobody'))).toMatchObject({
      kind: 'not-found',
      code: 'MLFLOW_FAILED',
      exitCode: 5,
      message: `cannot read the run nobody at ${server.url}: Run with id=nobody not found`,
    });
  });

  it('tells that MLflow does not allow the name of a host', async () => {
    const url = server.url.replace('127.0.0.1', 'ip6-localhost.invalid');
    const { send, close } = (await import('../../../../src/foundation/download/http-client.ts')).createHttpClient({
      environment: {},
    });
    const other = createMlflowClient(
      { url },
      {
        send: (asked, options) =>
          send(asked.replace(url, server.url), {
            ...options,
            headers: { ...options.headers, host: new URL(url).host },
          }),
      },
    );
    const thrown = await mlflowErrorOf(other.runs.get('any'));
    await close();
    expect(thrown).toMatchObject({
      kind: 'host-not-allowed',
      hint: expect.stringContaining(`--allowed-hosts ${new URL(url).host}`) as unknown,
    });
  });

  it.each([1, 2, 3])('loses and doubles nothing in a bad network (%i)', async (seed) => {
    const chances = { cutBefore: 0.12, cutAfter: 0.12, twice: 0.1, delay: 0.1, unavailable: 0.12, tooMany: 0.1 };
    const proxy = await startUnrulyProxy({ target: server.url, seed, chances });
    proxies.push(proxy);
    const delaysMs = Array.from({ length: 20 }, () => 1);
    const patient = createMlflowClient({ url: proxy.url }, { retry: { ...PATIENT, delaysMs } });
    const { experimentId: id } = await patient.experiments.getOrCreate({ name: `bad network ${seed}` });
    const made = { experimentId: id, startTime: START, tags: { 'diabetes.run_id': `${seed}` } };
    const { runId } = await patient.runs.getOrCreate(made, 'diabetes.run_id');
    const params = Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`p${i}`, `${i}`] as const));
    const metrics = Array.from({ length: 2_500 }, (_, i) => ({ key: 'loss', value: i, timestamp: START + i, step: i }));
    await patient.runs.logBatch(runId, { params, metrics });
    for (let i = 0; i < 20; i++) await patient.runs.setTag(runId, ['progress', `${i}`]);
    await patient.runs.update(runId, { status: 'FINISHED', endTime: START + 1 });
    const { modelId } = await patient.loggedModels.getOrCreate(
      { experimentId: id, tags: made.tags },
      'diabetes.run_id',
    );
    await patient.loggedModels.attachToRun(modelId, runId);
    await patient.loggedModels.finalise(modelId, 'READY');
    await patient.registeredModels.getOrCreate({ name: `model ${seed}` });
    const version = { name: `model ${seed}`, source: `models:/${modelId}`, modelId, tags: made.tags };
    await patient.modelVersions.getOrCreate(version, 'diabetes.run_id');
    await patient.close();

    expect(proxy.deeds.filter(({ deed }) => deed !== 'pass').length).toBeGreaterThan(10);
    // By its id: where the network doubled the creation, the tag is on two runs.
    const run = await client.runs.get(runId);
    expect(run).toMatchObject({ runId, status: 'FINISHED', params, models: [{ modelId, step: 0 }] });
    expect(run.tags.progress).toBe('19');
    const history = await collect(client.runs.metricHistory(runId, 'loss'));
    expect(history.map(({ value }) => value)).toEqual(metrics.map(({ value }) => value));
    // What the network itself doubled is there twice; the client made no second one.
    const doubled = (call: string): number =>
      proxy.deeds.filter(({ request, deed }) => request.endsWith(call) && deed === 'twice').length;
    const runs = await collect(client.runs.search({ experimentIds: [id] }));
    expect(runs).toHaveLength(1 + doubled('/runs/create'));
    const models = await collect(client.loggedModels.search({ experimentIds: [id] }));
    expect(models).toHaveLength(1 + doubled('/logged-models'));
    const versions = await collect(client.modelVersions.search({ filter: `name = 'model ${seed}'` }));
    expect(versions).toHaveLength(1 + doubled('/model-versions/create'));
  });

  it(
    'goes on when the server was away for a while',
    async () => {
      const { runId } = await newRun();
      await server.kill();
      const metrics = [{ key: 'after', value: 1, timestamp: START }];
      const patient = client.runs.logBatch(runId, { metrics });
      expect(await mlflowErrorOf(patient)).toMatchObject({ kind: 'unreachable', isPassing: true, isUncertain: false });
      await server.restart();
      await client.runs.logBatch(runId, { metrics });
      expect((await client.runs.get(runId)).metrics).toEqual({ after: 1 });
    },
    MLFLOW_START_MS,
  );
});
