import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHttpClient, type HttpSend } from '../../../../src/foundation/download/http-client.ts';
import { deliverRun } from '../../../../src/tracking/delivery/deliver-run.ts';
import { readDelivery, writeDelivery } from '../../../../src/tracking/delivery/delivery-file.ts';
import { createMlflowClient, type MlflowClient } from '../../../../src/tracking/mlflow/client.ts';
import { describeWith } from '../../../helpers/describe-with.ts';
import { mlflowErrorOf } from '../../../helpers/mlflow-client.ts';
import { missingMlflow, MLFLOW_START_MS, startMlflow, type MlflowServer } from '../../../helpers/mlflow-server.ts';
import {
  appendRecords,
  DIGEST,
  epochRecord,
  findAtServer,
  FINISHED,
  differingFiles,
  pointsInJournal,
  RUN_START,
  writeRunFolder,
  type RunFolder,
} from '../../../helpers/run-folder.ts';

/** Nothing is tried again by itself. */
const ONCE = { delaysMs: [], longestWaitMs: 0, wait: () => Promise.resolve(), random: () => 0 };

describeWith(missingMlflow, 'a delivery to a real MLflow 3', () => {
  let server: MlflowServer;
  let client: MlflowClient;
  let root: string;
  let told: string[];
  beforeAll(async () => {
    server = await startMlflow();
    client = createMlflowClient({ url: server.url });
  }, MLFLOW_START_MS);
  afterAll(async () => {
    await client.close();
    await server.stop();
  });
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'deliver-run-'));
    told = [];
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const deliver = ({ folder }: RunFolder, by: MlflowClient = client) =>
    deliverRun({
      folder,
      client: by,
      report: (event) => {
        if (event.type === 'notice') told.push(event.message);
      },
    });
  const atServer = async (run: RunFolder) =>
    findAtServer(client, run, [(await client.experiments.getByName('diabetes'))!.experimentId]);
  const post = (path: string, body: object): Promise<Response> =>
    fetch(`${server.url}/api/2.0/mlflow/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  /** One run with the journal's points, one model with the bundle's bytes, the files, and the end. */
  async function expectWhole(run: RunFolder): Promise<void> {
    const { runs, models, points } = await atServer(run);
    expect(points).toEqual(await pointsInJournal(run));
    expect([runs.length, models.length]).toEqual([1, 1]);
    expect(runs[0]).toMatchObject({ status: 'FINISHED', models: [{ modelId: models[0]!.modelId }] });
    expect(models[0]).toMatchObject({ status: 'LOGGED_MODEL_READY', runId: runs[0]!.runId });
    const here = join(root, 'fetched', run.id);
    expect(await differingFiles(await client.artifacts(models[0]!.artifactUri), run, here)).toEqual([]);
    expect(await readFile(join(here, 'MLmodel'), 'utf8')).toContain(`model_id: ${models[0]!.modelId}\n`);
    const artifacts = await client.artifacts(runs[0]!.artifactUri);
    expect((await artifacts.list('')).map(({ path }) => path)).toEqual(['params.yaml', 'plots']);
    expect((await readdir(run.folder)).sort()).toEqual(['artifacts', 'delivery.json', 'events.jsonl', 'model']);
  }

  it('brings all of a run', async () => {
    const run = await writeRunFolder(root, { tags: { user: 'ada', git_commit: 'abc', 'mlflow.runName': 'night' } });
    const delivery = await deliver(run);
    await expectWhole(run);
    const { runs, models } = await atServer(run);
    expect(delivery).toMatchObject({ server: server.url, serverRunId: runs[0]!.runId, isComplete: true });
    expect(runs[0]).toMatchObject({
      name: 'night',
      startTime: RUN_START,
      endTime: RUN_START + 6000,
      params: { 'train.epochs': '3' },
      datasets: [
        { name: 'rows.csv', digest: DIGEST, context: 'train', tags: { 'rows.train': '80', 'rows.test': '20' } },
      ],
    });
    expect(runs[0]!.tags).toMatchObject({
      'diabetes.run_id': run.id,
      'mlflow.user': 'ada',
      'mlflow.source.name': 'diabetes train',
      'mlflow.source.type': 'LOCAL',
      'mlflow.source.git.commit': 'abc',
      'mlflow.note.content': expect.stringMatching(/^Predict[^]*--model runs:\/[0-9a-f]{32}\/model/),
    });
    expect(models[0]!.metrics).toEqual({ macro_f1: 0.43, roc_auc_any: 0.8, val_macro_f1: 0.44 });
    const { location } = await client.models.resolve(`runs:/${runs[0]!.runId}/model`);
    expect(location).toBe(models[0]!.artifactUri);
    expect(told).toEqual([]);
  });

  it('asks nothing where nothing is left', async () => {
    const run = await writeRunFolder(root, { hasModel: false });
    await deliver(run);
    const nobody = createMlflowClient({ url: server.url }, { send: () => Promise.reject(new Error('asked')) });
    expect(await deliver(run, nobody)).toEqual(readDelivery(run.folder, server.url));
  });

  /** A client of which one request fails, before the server has it or after. */
  function clientThatFails(at: number, isAfter: boolean) {
    const http = createHttpClient({ environment: {} });
    let requests = 0;
    const send: HttpSend = async (url, options) => {
      requests += 1;
      if (requests !== at) return http.send(url, options);
      if (isAfter) await (await http.send(url, options)).discard();
      throw Object.assign(new Error('cut'), { code: 'ECONNRESET' });
    };
    const cut = createMlflowClient({ url: server.url }, { send, retry: ONCE });
    return { cut, wasCut: () => requests >= at, close: () => http.close() };
  }

  it.each([false, true])(
    'is mended by a second call wherever the first is cut off, after the server has done it: %s',
    async (isAfter) => {
      for (let at = 1; ; at += 1) {
        const { cut, wasCut, close } = clientThatFails(at, isAfter);
        const run = await writeRunFolder(root, { epochs: 2 });
        const error = await deliver(run, cut).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        await close();
        if (!wasCut()) {
          expect(at).toBeGreaterThan(15);
          break;
        }
        expect(error).toMatchObject({ kind: 'unreachable' });
        await deliver(run);
        await expectWhole(run);
      }
    },
    60_000,
  );

  it('leaves one run and one model where the network has doubled each of them', async () => {
    const http = createHttpClient({ environment: {} });
    const send: HttpSend = async (url, options) => {
      const isMade = /runs\/create$|logged-models$/.test(url);
      if (isMade) await (await http.send(url, options)).discard();
      return http.send(url, options);
    };
    const run = await writeRunFolder(root);
    await deliver(run, createMlflowClient({ url: server.url }, { send, retry: ONCE }));
    await http.close();
    await expectWhole(run);
  });

  it('follows a run that grows, ends, is taken up again, and ends again', async () => {
    const run = await writeRunFolder(root, { epochs: 1, end: undefined });
    expect(await deliver(run)).toMatchObject({ isComplete: false, model: null, artifacts: {} });
    expect((await atServer(run)).runs).toMatchObject([{ status: 'RUNNING', metrics: { train_loss: 1 } }]);
    await appendRecords(run, [epochRecord(2), { type: 'run-ended', status: 'KILLED', error: 'its process is gone' }]);
    await deliver(run);
    const killed = await atServer(run);
    expect(killed.runs).toMatchObject([{ status: 'KILLED', tags: { error: 'its process is gone' } }]);
    expect([killed.models, Object.keys(killed.points.train_loss!)]).toEqual([[], ['0', '1']]);
    await appendRecords(run, [
      { type: 'run-resumed', tags: { node: 'v99' } },
      { ...epochRecord(2), metrics: { train_loss: 7 } },
    ]);
    await deliver(run);
    expect((await atServer(run)).runs).toMatchObject([{ status: 'RUNNING', tags: { node: 'v99' } }]);
    await appendRecords(run, [epochRecord(3), { type: 'run-ended', ...FINISHED }]);
    await deliver(run);
    await expectWhole(run);
    expect((await atServer(run)).runs[0]!.tags.error).toBeUndefined();
  });

  it('tells what MLflow does not take, and delivers the rest', async () => {
    const params = { text: 'é'.repeat(7000), 'odd?key': 1, good: 2, half: '\ud800' };
    const run = await writeRunFolder(root, { params, hasModel: false, artifacts: { 'a#b': 'x', 'ok.txt': 'y' } });
    const odd = { ...epochRecord(9), metrics: { 'odd!': 1, fine: 2 } };
    await writeFile(
      join(run.folder, 'events.jsonl'),
      `${await readFile(join(run.folder, 'events.jsonl'), 'utf8')}not a record\n`,
    );
    await appendRecords(run, [odd, { type: 'run-ended', ...FINISHED }]);
    await deliver(run);
    const [there] = (await atServer(run)).runs;
    expect(there).toMatchObject({ status: 'FINISHED', metrics: { fine: 2, macro_f1: 0.43 } });
    expect(there!.params).toEqual({ text: 'é'.repeat(6000), good: '2', half: '\ufffd' });
    expect(told).toEqual([
      '1 param with a key that MLflow does not take stays in the journal alone: "odd?key"',
      "the param text is cut at MLflow's limit of 6,000 characters: it has 7,000",
      '1 metric with a key that MLflow does not take stays in the journal alone: "odd!"',
      'the file artifacts/a#b stays here alone: MLflow takes no such name',
    ]);
    expect(await deliver(run)).toMatchObject({ isComplete: true });
  });

  it('keeps the params that the run had first, and says so', async () => {
    const run = await writeRunFolder(root, { params: { a: 1, b: 2 }, hasModel: false });
    const { experimentId } = await client.experiments.getOrCreate({ name: 'diabetes' });
    const wanted = { experimentId, startTime: RUN_START, tags: { 'diabetes.run_id': run.id } };
    const { runId } = await client.runs.create(wanted);
    await client.runs.logBatch(runId, { params: { a: '0' } });
    await deliver(run);
    expect((await atServer(run)).runs).toMatchObject([{ runId, status: 'FINISHED', params: { a: '0', b: '2' } }]);
    expect(told).toEqual(['MLflow keeps 1 param as the run had it first: a is 0 there and 1 here']);
  });

  it('begins anew where the server has lost the run, and refuses a deleted experiment', async () => {
    const run = await writeRunFolder(root);
    await deliver(run);
    const known = readDelivery(run.folder, server.url)!;
    await writeDelivery(run.folder, { ...known, serverRunId: '0'.repeat(32), isComplete: false });
    await deliver(run);
    expect(told).toEqual([`${server.url} no longer has the run ${'0'.repeat(32)}: it is delivered anew`]);
    await expectWhole(run);
    const other = await writeRunFolder(root, { experiment: 'gone' });
    await post('experiments/delete', { experiment_id: await client.experiments.create({ name: 'gone' }) });
    expect(await mlflowErrorOf(deliver(other))).toMatchObject({ kind: 'deleted', exitCode: 5 });
    expect(existsSync(join(other.folder, 'delivery.json'))).toBe(false);
  });
});
