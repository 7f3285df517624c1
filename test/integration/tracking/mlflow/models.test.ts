import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runProcess, type ProcessRunner } from '../../../../src/foundation/process-runner.ts';
import { createMlflowClient, type MlflowClient, type Run } from '../../../../src/tracking/mlflow/client.ts';
import { describeWith } from '../../../helpers/describe-with.ts';
import { collect, mlflowErrorOf } from '../../../helpers/mlflow-client.ts';
import {
  missingMlflow,
  missingOlderMlflow,
  MLFLOW_START_MS,
  startMlflow,
  type MlflowServer,
} from '../../../helpers/mlflow-server.ts';
import { missingBuild } from '../../../helpers/diabetes.ts';
import { runCommand, runOrThrow } from '../../../helpers/run-command.ts';
import { PROJECT_ROOT } from '../../../helpers/working-tree.ts';
import { missingS3, startS3, type S3Server } from '../../../helpers/s3-server.ts';
import { snapshotFolder } from '../../../helpers/snapshot-folder.ts';

const START = 1_790_000_000_000;

let folder: string;
let model: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mlflow-models-'));
  model = join(folder, 'model');
  await mkdir(join(model, 'tfjs'), { recursive: true });
  await writeFile(join(model, 'MLmodel'), 'flavors: {}\n');
  await writeFile(join(model, 'empty.txt'), '');
  await writeFile(join(model, 'tfjs', 'ä b%+.bin'), Buffer.alloc(300_000, 'x'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const FILES = ['MLmodel', 'empty.txt', 'tfjs/ä b%+.bin'];

/** What a folder holds, by paths relative to it. */
const contentOf = async (path: string): Promise<readonly string[]> =>
  (await snapshotFolder(path)).map((line) => line.replace(path, ''));

/** What a server sees below a folder of its own. */
async function listedByServer(url: string, artifactUri: string, path: string): Promise<unknown> {
  const runId = artifactUri.split('/').at(-2)!;
  const answer = await fetch(`${url}/api/2.0/mlflow/artifacts/list?run_id=${runId}&path=${path}`);
  const { files } = (await answer.json()) as { files: { path: string; is_dir: boolean; file_size?: number }[] };
  return files.map(({ path: at, is_dir: isFolder, file_size: bytes = 0 }) =>
    isFolder ? { path: at, isFolder } : { path: at, isFolder, bytes },
  );
}

const mlmodel = (run: Run) => ({
  artifact_path: 'model',
  run_id: run.runId,
  utc_time_created: '2026-01-02 03:04:05.000000',
  flavors: { python_function: { loader_module: 'mlflow.onnx', data: 'model.onnx' } },
});

describeWith(missingMlflow, 'models and artifacts on a real MLflow 3', () => {
  let server: MlflowServer;
  let client: MlflowClient;
  let experimentId: string;
  let run: Run;
  beforeAll(async () => {
    server = await startMlflow();
    client = createMlflowClient({ url: server.url });
    ({ experimentId } = await client.experiments.getOrCreate({ name: 'models' }));
  }, MLFLOW_START_MS);
  beforeEach(async () => {
    run = await client.runs.create({ experimentId, startTime: START });
  });
  afterAll(async () => {
    await client.close();
    await server.stop();
  });

  it('stores a folder of artifacts and gives back the same', async () => {
    const artifacts = await client.artifacts(run.artifactUri);
    expect(await artifacts.list('')).toEqual([]);
    expect(await artifacts.uploadFolder(model, 'copy')).toEqual(FILES);
    expect(await artifacts.list('')).toEqual([{ path: 'copy', isFolder: true }]);
    expect(await artifacts.list('copy')).toEqual([
      { path: 'copy/MLmodel', isFolder: false, bytes: 12 },
      { path: 'copy/empty.txt', isFolder: false, bytes: 0 },
      { path: 'copy/tfjs', isFolder: true },
    ]);
    const back = join(folder, 'back');
    expect(await artifacts.downloadFolder('copy', back)).toEqual(FILES);
    expect(await contentOf(back)).toEqual(await contentOf(model));
  });

  it('replaces an artifact, and leaves the file here alone where there is none there', async () => {
    const artifacts = await client.artifacts(run.artifactUri);
    const file = join(folder, 'note.txt');
    for (const text of ['first', 'second']) {
      await writeFile(file, text);
      await artifacts.uploadFile(file, 'notes/note.txt');
    }
    await artifacts.downloadFile('notes/note.txt', join(folder, 'note-back.txt'));
    expect(await readFile(join(folder, 'note-back.txt'), 'utf8')).toBe('second');
    expect(await mlflowErrorOf(artifacts.downloadFile('notes/none.txt', file))).toMatchObject({ kind: 'not-found' });
    expect(await readFile(file, 'utf8')).toBe('second');
    expect(await mlflowErrorOf(artifacts.downloadFolder('nowhere', join(folder, 'nowhere')))).toMatchObject({
      kind: 'not-found',
      message: `there are no artifacts at ${run.artifactUri}/nowhere`,
    });
    for (const path of ['../x', '/x', 'a//b', 'a#b', '']) {
      expect(await mlflowErrorOf(artifacts.uploadFile(file, path))).toMatchObject({ kind: 'invalid-value' });
    }
    await expect(artifacts.uploadFile(join(folder, 'none'), 'x')).rejects.toMatchObject({ code: 'PATH_NOT_FOUND' });
    await expect(artifacts.uploadFile(folder, 'x')).rejects.toMatchObject({ code: 'PATH_NOT_FOUND' });
  });

  it('stores artifacts in a folder that both machines see', async () => {
    const shared = join(folder, 'shared');
    await mkdir(shared);
    const location = pathToFileURL(join(shared, 'a b')).href;
    const id = await client.experiments.create({ name: 'shared', artifactLocation: location });
    const { artifactUri } = await client.runs.create({ experimentId: id, startTime: START });
    expect(artifactUri).toMatch(/^file:\/\/\/.*\/artifacts$/);
    const artifacts = await client.artifacts(artifactUri);
    expect(await artifacts.list('')).toEqual([]);
    await artifacts.uploadFolder(model, 'copy');
    expect(await artifacts.list('copy')).toEqual(await listedByServer(client.url, artifactUri, 'copy'));
    const back = join(folder, 'shared-back');
    await artifacts.downloadFolder('copy', back);
    expect(await contentOf(back)).toEqual(await contentOf(model));
    expect(await mlflowErrorOf(artifacts.downloadFile('copy/none', join(folder, 'x')))).toMatchObject({
      kind: 'not-found',
    });
    expect(await mlflowErrorOf(artifacts.uploadFile(join(model, 'MLmodel'), '../../x'))).toMatchObject({
      kind: 'invalid-value',
    });
  });

  it('takes a model from its beginning to an alias, and finds its files by every URI', async () => {
    const wanted = { run, name: 'model', modelType: 'onnx', params: { epochs: '8' }, tags: { 'diabetes.run_id': 'a' } };
    const place = await client.models.begin(wanted, 'diabetes.run_id');
    expect(await client.models.begin(wanted, 'diabetes.run_id')).toEqual(place);
    const modelId = place.modelId!;
    expect(await client.loggedModels.get(modelId)).toMatchObject({ status: 'LOGGED_MODEL_PENDING', runId: run.runId });
    await (await client.artifacts(place.location)).uploadFolder(model, '');
    await client.models.complete(place, mlmodel(run));
    const metric = { key: 'accuracy', value: 0.75, timestamp: START, modelId };
    await client.runs.logBatch(run.runId, { metrics: [{ ...metric, dataset: { name: 'd', digest: 'e' } }] });
    expect(await client.loggedModels.get(modelId)).toMatchObject({
      name: 'model',
      modelType: 'onnx',
      status: 'LOGGED_MODEL_READY',
      params: { epochs: '8' },
      tags: { 'diabetes.run_id': 'a' },
      metrics: { accuracy: 0.75 },
    });
    expect((await client.runs.get(run.runId)).models).toEqual([{ modelId, step: 0 }]);

    await client.registeredModels.getOrCreate({ name: 'diabetes', tags: { domain: 'health' } });
    const again = await client.registeredModels.getOrCreate({ name: 'diabetes' });
    expect(again).toMatchObject({ name: 'diabetes', tags: { domain: 'health' } });
    const version = {
      name: 'diabetes',
      source: place.source,
      modelId,
      runId: run.runId,
      tags: { 'diabetes.run_id': 'a' },
    };
    const { version: number } = await client.modelVersions.getOrCreate(version, 'diabetes.run_id');
    expect(await client.modelVersions.getOrCreate(version, 'diabetes.run_id')).toMatchObject({ version: number });
    expect(await client.modelVersions.waitUntilReady(['diabetes', number])).toMatchObject({
      status: 'READY',
      source: `models:/${modelId}`,
      runId: run.runId,
    });
    await client.registeredModels.setAlias('diabetes', ['champion', number]);
    expect(await client.registeredModels.getByAlias('diabetes', 'champion')).toMatchObject({ version: number });

    const registered = { location: place.location, name: 'diabetes', version: number, modelId, runId: run.runId };
    for (const uri of ['models:/diabetes@champion', `models:/diabetes/${number}`, 'models:/diabetes/latest']) {
      expect(await client.models.resolve(uri)).toEqual(registered);
    }
    const own = { location: place.location, modelId, runId: run.runId };
    expect(await client.models.resolve(`models:/${modelId}`)).toEqual(own);
    expect(await client.models.resolve(`runs:/${run.runId}/model`)).toEqual(own);
    expect(await client.models.resolve(`runs:/${run.runId}/model/tfjs`)).toEqual({
      ...own,
      location: `${place.location}/tfjs`,
    });
    expect(await client.models.resolve(`runs:/${run.runId}/copy`)).toEqual({
      location: `${run.artifactUri}/copy`,
      runId: run.runId,
    });
    const back = join(folder, 'resolved');
    await (await client.artifacts(place.location)).downloadFolder('', back);
    expect(await contentOf(back)).toEqual(await contentOf(model));
  });

  it('attaches a model again without an error, and says when an upload failed', async () => {
    const { modelId } = await client.loggedModels.create({ experimentId });
    await client.loggedModels.attachToRun(modelId, run.runId, { step: 3 });
    await client.loggedModels.attachToRun(modelId, run.runId, { step: 3 });
    await client.loggedModels.finalise(modelId, 'UPLOAD_FAILED');
    expect(await client.loggedModels.get(modelId)).toMatchObject({ status: 'LOGGED_MODEL_UPLOAD_FAILED' });
    expect(await mlflowErrorOf(client.loggedModels.get('m-none'))).toMatchObject({ kind: 'not-found' });
  });

  it('searches logged models, page by page', async () => {
    const searched = await client.experiments.create({ name: 'searched models' });
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) {
      ids.push((await client.loggedModels.create({ experimentId: searched, name: 'm', tags: { k: `v${i}` } })).modelId);
    }
    const found = await collect(client.loggedModels.search({ experimentIds: [searched], pageSize: 2 }));
    expect(new Set(found.map(({ modelId }) => modelId))).toEqual(new Set(ids));
    expect(await client.loggedModels.findByTag([searched], ['k', 'v1'])).toMatchObject({ modelId: ids[1] });
    expect(await collect(client.loggedModels.search({ experimentIds: [] }))).toEqual([]);
  });

  describeWith(missingBuild, 'the example of the documentation', () => {
    it('runs as it stands, twice', async () => {
      const document = await readFile(join(PROJECT_ROOT, 'docs/mlflow-client.md'), 'utf8');
      const [, example] = /```js\n([^]*?)```/.exec(document)!;
      const library = pathToFileURL(join(PROJECT_ROOT, 'dist/tracking/mlflow/client.js')).href;
      const program = join(folder, 'example.mjs');
      await writeFile(program, example!.replace("'diabetes-mlops/mlflow'", JSON.stringify(library)));
      await writeFile(join(folder, 'report.html'), '<p>report</p>');
      const env = { ...process.env, MLFLOW_TRACKING_URI: server.url };
      for (let time = 0; time < 2; time += 1) {
        expect(await runOrThrow([process.execPath, program], { cwd: folder, env })).toBe('baseline FINISHED 0.46\n');
      }
      const found = await client.experiments.getByName('diabetes');
      expect(await collect(client.runs.search({ experimentIds: [found!.experimentId] }))).toHaveLength(1);
      const nobody = { ...process.env, MLFLOW_TRACKING_URI: 'http://127.0.0.1:9' };
      const { exitCode, stderr } = await runCommand([process.execPath, program], { cwd: folder, env: nobody });
      expect([exitCode, stderr]).toEqual([
        0,
        'cannot look for the experiment diabetes at http://127.0.0.1:9: the connection is refused\nStart the server, or check its address.\n',
      ]);
    });
  });

  describe('the registry', () => {
    beforeAll(async () => {
      await client.registeredModels.create({ name: 'reg', description: 'of tests' });
      for (let i = 0; i < 3; i++) {
        const { modelId } = await client.loggedModels.create({ experimentId });
        await client.modelVersions.create({ name: 'reg', source: `models:/${modelId}`, modelId, tags: { k: `v${i}` } });
      }
    });

    it('has models and versions with tags', async () => {
      expect(await mlflowErrorOf(client.registeredModels.create({ name: 'reg' }))).toMatchObject({
        kind: 'already-exists',
      });
      await client.registeredModels.setTag('reg', ['a', 'b']);
      expect(await client.registeredModels.get('reg')).toMatchObject({ description: 'of tests', tags: { a: 'b' } });
      await client.registeredModels.deleteTag('reg', 'a');
      await client.registeredModels.deleteTag('reg', 'a');
      expect(await client.registeredModels.get('reg')).toMatchObject({ tags: {} });
      await client.modelVersions.setTag(['reg', '2'], ['a', 'b']);
      expect(await client.modelVersions.get(['reg', '2'])).toMatchObject({ tags: { a: 'b', k: 'v1' } });
      await client.modelVersions.deleteTag(['reg', '2'], 'a');
      expect((await client.modelVersions.get(['reg', '2'])).tags).toEqual({ k: 'v1' });
    });

    it('is searched, page by page', async () => {
      const versions = client.modelVersions.search({
        filter: "name = 'reg'",
        orderBy: ['version_number ASC'],
        pageSize: 2,
      });
      expect((await collect(versions)).map(({ version }) => version)).toEqual(['1', '2', '3']);
      expect(await client.modelVersions.findByTag('reg', ['k', 'v2'])).toMatchObject({ version: '3' });
      expect(await client.modelVersions.findByTag('nobody', ['k', 'v2'])).toBeUndefined();
      const models = await collect(
        client.registeredModels.search({ filter: "name LIKE 're%'", orderBy: ['name ASC'] }),
      );
      expect(models.map(({ name }) => name)).toEqual(['reg']);
    });

    it('moves and removes aliases', async () => {
      await client.registeredModels.setAlias('reg', ['best', '1']);
      await client.registeredModels.setAlias('reg', ['best', '3']);
      expect((await client.registeredModels.get('reg')).aliases).toEqual({ best: '3' });
      expect(await client.modelVersions.get(['reg', '3'])).toMatchObject({ aliases: ['best'] });
      await client.registeredModels.deleteAlias('reg', 'best');
      await client.registeredModels.deleteAlias('reg', 'best');
      expect(await client.registeredModels.getByAlias('reg', 'best')).toBeUndefined();
      expect(await client.registeredModels.getByAlias('nobody', 'best')).toBeUndefined();
      expect(await mlflowErrorOf(client.registeredModels.setAlias('reg', ['best', '9']))).toMatchObject({
        kind: 'not-found',
      });
      expect(await mlflowErrorOf(client.models.resolve('models:/reg@best'))).toMatchObject({
        kind: 'not-found',
        message: 'cannot find the model models:/reg@best: reg has no version with the alias best',
      });
      expect(await mlflowErrorOf(client.models.resolve('models:/reg/9'))).toMatchObject({ kind: 'not-found' });
      expect(await mlflowErrorOf(client.models.resolve('models:/nobody/latest'))).toMatchObject({ kind: 'not-found' });
    });
  });
});

describeWith(missingS3, 'artifacts in S3', () => {
  let s3: S3Server;
  beforeAll(async () => {
    s3 = await startS3('bucket');
  });
  afterAll(() => s3.stop());

  it('go there and back through the aws program', async () => {
    const withS3: ProcessRunner = (argv, options) => runProcess(argv, { ...options, env: s3.env });
    const client = createMlflowClient({ url: 'http://127.0.0.1:1' }, { runProcess: withS3 });
    const artifacts = await client.artifacts('s3://bucket/a b/1/r/artifacts');
    expect(await artifacts.list('')).toEqual([]);
    expect(await artifacts.uploadFolder(model, 'copy')).toEqual(FILES);
    await artifacts.uploadFile(join(model, 'MLmodel'), 'note.txt');
    expect(await artifacts.list('')).toEqual([
      { path: 'copy', isFolder: true },
      { path: 'note.txt', isFolder: false, bytes: 12 },
    ]);
    expect((await artifacts.list('copy')).map(({ path }) => path)).toEqual([
      'copy/MLmodel',
      'copy/empty.txt',
      'copy/tfjs',
    ]);
    const back = join(folder, 's3-back');
    expect(await artifacts.downloadFolder('copy', back)).toEqual(FILES);
    expect(await contentOf(back)).toEqual(await contentOf(model));
    await artifacts.downloadFile('note.txt', join(folder, 's3-note.txt'));
    expect(await readFile(join(folder, 's3-note.txt'), 'utf8')).toBe('flavors: {}\n');
    expect(await mlflowErrorOf(artifacts.downloadFolder('none', join(folder, 'x')))).toMatchObject({
      kind: 'not-found',
    });
    const wrong = await client.artifacts('s3://no-such-bucket/x');
    await expect(wrong.uploadFile(join(model, 'MLmodel'), 'x')).rejects.toMatchObject({ code: 'TOOL_FAILED' });
    await expect(artifacts.downloadFile('none', join(folder, 's3-none.txt'))).rejects.toMatchObject({
      code: 'TOOL_FAILED',
    });
    expect(existsSync(join(folder, 's3-none.txt'))).toBe(false);
  });
});

describeWith(missingOlderMlflow, 'models on a real MLflow 2', () => {
  let server: MlflowServer;
  let client: MlflowClient;
  beforeAll(async () => {
    server = await startMlflow({ isOlder: true });
    client = createMlflowClient({ url: server.url });
  }, MLFLOW_START_MS);
  afterAll(async () => {
    await client.close();
    await server.stop();
  });

  it('lie among the artifacts of their runs', async () => {
    expect(await client.server()).toMatchObject({ hasLoggedModels: false });
    const { experimentId } = await client.experiments.getOrCreate({ name: 'older' });
    const identity = { experimentId, startTime: START, tags: { 'diabetes.run_id': 'b' } };
    const run = await client.runs.getOrCreate(identity, 'diabetes.run_id');
    expect((await client.runs.getOrCreate(identity, 'diabetes.run_id')).runId).toBe(run.runId);
    const place = await client.models.begin({ run, name: 'model', tags: identity.tags }, 'diabetes.run_id');
    expect(place).toEqual({
      runId: run.runId,
      location: `${run.artifactUri}/model`,
      source: `${run.artifactUri}/model`,
    });
    await (await client.artifacts(place.location)).uploadFolder(model, '');
    await client.models.complete(place, mlmodel(run));
    await client.runs.update(run.runId, { status: 'FINISHED', endTime: START + 1 });
    const { tags } = await client.runs.get(run.runId);
    expect(JSON.parse(tags['mlflow.log-model.history']!)).toMatchObject([
      { artifact_path: 'model', run_id: run.runId },
    ]);

    await client.registeredModels.getOrCreate({ name: 'diabetes' });
    const version = { name: 'diabetes', source: place.source, runId: run.runId, tags: { 'diabetes.run_id': 'b' } };
    const { version: number } = await client.modelVersions.getOrCreate(version, 'diabetes.run_id');
    expect(await client.modelVersions.getOrCreate(version, 'diabetes.run_id')).toMatchObject({ version: number });
    await client.modelVersions.waitUntilReady(['diabetes', number]);
    await client.registeredModels.setAlias('diabetes', ['champion', number]);
    expect(await client.registeredModels.getByAlias('diabetes', 'none')).toBeUndefined();
    for (const uri of ['models:/diabetes@champion', 'models:/diabetes/1', `runs:/${run.runId}/model`]) {
      const { location } = await client.models.resolve(uri);
      expect(location).toBe(place.location);
    }
    const back = join(folder, 'older');
    await (await client.artifacts(place.location)).downloadFolder('', back);
    expect(await contentOf(back)).toEqual(await contentOf(model));
    await client.models.fail(place);
  });
});
