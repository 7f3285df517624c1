import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runExport } from '../../../src/commands/track/export.ts';
import { createMlflowClient, type MlflowClient } from '../../../src/tracking/mlflow/client.ts';
import { describeWith } from '../../helpers/describe-with.ts';
import { fakeContext } from '../../helpers/fake-context.ts';
import { collect } from '../../helpers/mlflow-client.ts';
import { missingMlflow, MLFLOW_START_MS, startMlflow, type MlflowServer } from '../../helpers/mlflow-server.ts';
import { runCommand, runOrThrow } from '../../helpers/run-command.ts';
import { JOURNAL_START, trainingEvents, writeJournal, type MadeUpEvent } from '../../helpers/write-journal.ts';
import { writeMadeUpBundle } from '../../helpers/write-made-up-bundle.ts';

const python = process.env.DIABETES_TEST_MLFLOW_PYTHON!;
const canLoad = missingMlflow === undefined && (await runCommand([python, '-c', 'import onnxruntime'])).exitCode === 0;

const TRAINED = 'a'.repeat(32);
const NAMED = 'b'.repeat(32);
const FAILED = 'c'.repeat(32);
const RUNNING = 'd'.repeat(32);
/** What YAML 1.1 takes for a boolean, what needs a folder, what cannot have one, and what MLflow refuses. */
const TAGS = { 'mlflow.runName': 'no', 'ümlaut key': 'line one\nline two', 'team/a': 'x', team: 'y', 'bad#key': 'z' };
const OPTIONS = { to: 'mlruns', series: false, runs: [], json: false, quiet: false, verbose: false } as const;

describeWith(missingMlflow, 'an exported file store, migrated by a real MLflow', () => {
  let root: string;
  let server: MlflowServer;
  let client: MlflowClient;
  let told: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'file store-'));
    await recordRuns(root);
    const context = fakeContext({ cwd: root });
    await runExport(OPTIONS, context);
    told = context.streams.written.stderr();
    const database = `sqlite:///${join(root, 'mlflow.db')}`;
    const source = join(root, 'mlflow-export');
    await runOrThrow([python, '-m', 'mlflow', 'migrate-filestore', '--source', source, '--target', database]);
    server = await startMlflow({ args: ['--backend-store-uri', database] });
    client = createMlflowClient({ url: server.url });
  }, MLFLOW_START_MS);
  afterAll(async () => {
    await client.close();
    await server.stop();
    await rm(root, { recursive: true, force: true });
  });

  it('has the runs with their ids, names, ends, params and tags', async () => {
    expect(await client.runs.get(TRAINED)).toMatchObject({
      name: 'train-aaaaaaaa',
      status: 'FINISHED',
      startTime: JOURNAL_START,
      endTime: JOURNAL_START + 7000,
      params: { 'train.seed': '1', 'train.hidden': '[256]', 'train.note': 'no', 'data.path': 'null' },
      tags: {
        git_commit: 'abc',
        'diabetes.run_id': TRAINED,
        'mlflow.user': 'tester',
        'mlflow.source.git.commit': 'abc',
      },
    });
    const named = await client.runs.get(NAMED);
    expect(named).toMatchObject({ name: 'no', tags: { 'ümlaut key': 'line one\nline two', 'team/a': 'x' } });
    expect(Object.keys(named.tags)).not.toContain('bad#key');
    expect(await client.runs.get(FAILED)).toMatchObject({ status: 'FAILED', tags: { error: 'no room: 5' } });
    const running = await client.runs.get(RUNNING);
    expect([running.status, running.endTime]).toEqual(['RUNNING', undefined]);
  });

  it('tells what MLflow does not take', () => {
    expect(told).toContain('1 tag with a key that MLflow does not take stays in the journal alone: "bad#key"');
    expect(told).toContain('the tag team is left out: in a file store it cannot stand beside team/...');
  });

  it('has every point of every metric, at its epoch and time', async () => {
    const losses = await collect(client.runs.metricHistory(TRAINED, 'val_loss'));
    expect(losses).toEqual([
      { step: 1, value: 0.6, timestamp: JOURNAL_START + 5000 },
      { step: 2, value: 0.51, timestamp: JOURNAL_START + 6000 },
    ]);
    const rates = await collect(client.runs.metricHistory(TRAINED, 'learning_rate'));
    expect(rates.map(({ value }) => value)).toEqual([1e-7, 1e-7]);
    const final = await collect(client.runs.metricHistory(TRAINED, 'roc_auc_any'));
    expect(final).toEqual([{ step: 2, value: 0.8, timestamp: JOURNAL_START + 7000 }]);
    expect((await client.runs.get(TRAINED)).metrics.val_roc_auc_any).toBeCloseTo(0.79, 12);
  });

  it('can be searched, by data set too, in the experiments that the runs name', async () => {
    const { experimentId } = (await client.experiments.getByName('diabetes'))!;
    const other = (await client.experiments.getByName('other'))!;
    const idsOf = async (experiment: string, filter: string): Promise<readonly string[]> =>
      (await collect(client.runs.search({ experimentIds: [experiment], filter }))).map(({ runId }) => runId).sort();
    expect(await idsOf(experimentId, "dataset.name = 'survey.csv' AND dataset.context = 'train'")).toEqual([TRAINED]);
    expect(await idsOf(experimentId, "status = 'FAILED'")).toEqual([FAILED]);
    expect(await idsOf(other.experimentId, 'metrics.roc_auc_any > 0.84')).toEqual([NAMED]);
  });

  it('has the files of a run', async () => {
    const { artifactUri } = await client.runs.get(TRAINED);
    const place = join(root, 'fetched');
    await mkdir(place);
    const fetched = join(place, 'params.yaml');
    await (await client.artifacts(artifactUri)).downloadFile('params.yaml', fetched);
    expect(await readFile(fetched, 'utf8')).toBe('train: {}\n');
  });

  it('has the model with its ids, measured on its data', async () => {
    const model = await client.loggedModels.get(`m-${TRAINED}`);
    expect(model).toMatchObject({
      name: 'model',
      status: 'LOGGED_MODEL_READY',
      runId: TRAINED,
      tags: { 'diabetes.run_id': TRAINED },
    });
    const place = join(root, 'mlflow-export/mlruns/1/models', `m-${TRAINED}`);
    expect(await readFile(join(place, 'artifacts/MLmodel'), 'utf8')).toMatch(
      new RegExp(`^model_id: "?m-${TRAINED}`, 'm'),
    );
    const lines = await readFile(join(place, 'metrics/roc_auc_any'), 'utf8');
    expect(lines).toBe(`${JOURNAL_START + 7000} 0.8 2 ${TRAINED} survey.csv ${'a1'.repeat(16)}\n`);
    expect((await client.runs.get(TRAINED)).models).toEqual([{ modelId: `m-${TRAINED}`, step: 0 }]);
  });

  (canLoad ? it : it.skip)(
    'gives Python the model by the URI of its run',
    async () => {
      const script =
        'import mlflow, sys; mlflow.set_tracking_uri(sys.argv[1]); print(mlflow.pyfunc.load_model(sys.argv[2]).metadata.run_id)';
      const printed = await runOrThrow([python, '-c', script, server.url, `runs:/${TRAINED}/model`]);
      expect(printed.trim()).toBe(TRAINED);
    },
    120_000,
  );

  it('leaves no folder named mlruns where somebody works, and replaces nothing but its own', async () => {
    const refuse = (out: string): Promise<void> => runExport({ ...OPTIONS, out }, fakeContext({ cwd: root }));
    for (const out of ['mlruns', '.', '..', './mlruns/']) {
      await expect(refuse(out)).rejects.toMatchObject({
        code: 'USAGE',
        hint: expect.stringContaining('--out') as unknown,
      });
    }
    const own = join(root, 'own');
    await mkdir(join(own, 'mlruns'), { recursive: true });
    await expect(refuse('own')).rejects.toMatchObject({ code: 'WRITE_FAILED' });
    await expect(refuse('own/mlruns')).rejects.toMatchObject({ code: 'WRITE_FAILED' });
    expect(existsSync(join(root, 'mlruns'))).toBe(false);
    await runExport({ ...OPTIONS, runs: ['aaaa'], out: 'again' }, fakeContext({ cwd: root }));
    await runExport({ ...OPTIONS, runs: ['dddd'], out: 'again/mlruns' }, fakeContext({ cwd: root }));
    const store = join(root, 'again/mlruns/1');
    expect([existsSync(join(store, TRAINED)), existsSync(join(store, RUNNING))]).toEqual([false, true]);
  });
});

/** One run of each kind, one of them with a model and a file of its own. */
async function recordRuns(root: string): Promise<void> {
  const events = trainingEvents({});
  const trained = await writeJournal(root, TRAINED, events);
  await writeMadeUpBundle(join(trained, 'model'));
  if (!existsSync(join(trained, 'model/MLmodel'))) {
    await writeFile(
      join(trained, 'model/MLmodel'),
      'flavors:\n  python_function: {loader_module: mlflow.onnx, data: model.onnx}\n  onnx: {data: model.onnx}\n',
    );
  }
  await mkdir(join(trained, 'artifacts'));
  await writeFile(join(trained, 'artifacts/params.yaml'), 'train: {}\n');
  const [start, ...rest] = trainingEvents({ tags: TAGS, rocAuc: 0.85 });
  await writeJournal(root, NAMED, [{ ...start!, experiment: 'other' }, ...rest]);
  const failed: MadeUpEvent = { type: 'run-ended', status: 'FAILED', error: 'no room: 5' };
  await writeJournal(root, FAILED, [events[0]!, failed]);
  await writeJournal(
    root,
    RUNNING,
    events.slice(0, -1).filter(({ type }) => type !== 'rows-read'),
  );
}
