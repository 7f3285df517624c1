import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PromotionDocument } from '../../src/terminal/render-promotion.ts';
import type { RegisteredModelsDocument } from '../../src/terminal/render-registered-models.ts';
import type { RollbackDocument } from '../../src/terminal/render-rollback.ts';
import { createMlflowClient, type MlflowClient } from '../../src/tracking/mlflow/client.ts';
import { describeWith } from '../helpers/describe-with.ts';
import { diabetes, diabetesJson, missingBuild, QUICK } from '../helpers/diabetes.ts';
import {
  missingMlflow,
  missingOlderMlflow,
  MLFLOW_START_MS,
  startMlflow,
  type MlflowServer,
} from '../helpers/mlflow-server.ts';
import { recordEvaluation } from '../helpers/record-evaluation.ts';

interface Trained {
  readonly runId: string;
  readonly bundleDigest: string;
}

interface Predicted {
  readonly prediction: { readonly probabilities: Readonly<Record<string, number>>; readonly model: { digest: string } };
}

const PERSON = ['--age', '52', '--bmi', '31'];

/** Where the models were trained, where a test works, and where there is nothing. */
let trainedIn: string;
let cwd: string;
let outside: string;
let env: Record<string, string | undefined>;
const trained: Trained[] = [];

const run = (argv: readonly string[], changes: Record<string, string> = {}) =>
  diabetes(argv, { cwd, env: { ...env, ...changes } });
const json = <T>(argv: readonly string[]) => diabetesJson<T>(argv, { cwd, env });
const predicted = (model: string, ...argv: readonly string[]) =>
  json<Predicted>(['predict', '--model', model, ...PERSON, ...argv]);
const folderOf = (id: string) => join('.diabetes', 'runs', id, 'model');
const served = async (server: Server) => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

beforeAll(async () => {
  if (missingBuild !== undefined) return;
  cwd = trainedIn = await mkdtemp(join(tmpdir(), 'registry-'));
  outside = await mkdtemp(join(tmpdir(), 'registry-outside-'));
  env = { PATH: process.env.PATH, HOME: outside };
  for (const seed of [1, 2, 3]) {
    const argv = ['train', ...QUICK, '--set', 'data.synthetic_rows=3000', '--set', `train.seed=${seed}`];
    trained.push(await json<Trained>(argv));
  }
}, 120_000);
afterAll(async () => {
  if (missingBuild !== undefined) return;
  for (const folder of [trainedIn, outside]) await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  if (missingBuild !== undefined) return;
  cwd = await mkdtemp(join(tmpdir(), 'registry-copy-'));
  await cp(trainedIn, cwd, { recursive: true });
  env = { PATH: process.env.PATH, HOME: outside, DIABETES_CACHE: join(cwd, 'cache') };
});
afterEach(async () => {
  if (missingBuild === undefined) await rm(cwd, { recursive: true, force: true });
});

describeWith(missingBuild, 'a model that a reference names', () => {
  it('is needed for none that is named by its folder: no server is asked', async () => {
    let connections = 0;
    const dead = createTcpServer((socket) => {
      connections += 1;
      socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
    });
    await once(dead.listen(0, '127.0.0.1'), 'listening');
    const MLFLOW_TRACKING_URI = `http://127.0.0.1:${(dead.address() as AddressInfo).port}`;
    const folder = folderOf(trained[0]!.runId);
    const rows = join(cwd, 'people.csv');
    await writeFile(rows, 'BMI,Age\n31,7\n');
    for (const argv of [
      ['predict', '--model', folder, ...PERSON],
      ['predict', ...PERSON],
      ['predict', '--model', folder, '--input', rows],
      ['predict', '--model', `runs:/${trained[0]!.runId.slice(0, 8)}/model`, ...PERSON],
    ]) {
      const { exitCode, stderr } = await run(argv, { MLFLOW_TRACKING_URI });
      expect([exitCode, stderr]).toEqual([0, expect.not.stringContaining('Error')]);
    }
    expect(connections).toBe(0);
    // The same server counts what a reference does.
    const { exitCode } = await run(['predict', '--model', 'models:/m-1', ...PERSON], { MLFLOW_TRACKING_URI });
    expect(exitCode).toBe(5);
    expect(connections).toBeGreaterThan(0);
    dead.close();
  }, 60_000);

  it('is that of a run which is recorded here, without a server', async () => {
    const [{ runId, bundleDigest }] = trained as [Trained];
    for (const id of [runId, runId.slice(0, 8), runId.toUpperCase()]) {
      const { prediction } = await predicted(`runs:/${id}/model`);
      expect(prediction.model.digest).toBe(bundleDigest);
    }
    expect((await predicted('runs:/latest/model')).prediction.model.digest).toBe(trained[2]!.bundleDigest);
  });

  it.each([
    [['predict', '--model', 'models:/diabetes@champion'], 'MLFLOW_TRACKING_URI is not set'],
    [['predict', '--model', 'models:/diabetes'], '"models:/diabetes" names no model'],
    [['predict', '--model', 'runs:/abcd/model'], 'MLFLOW_TRACKING_URI is not set'],
    [['evaluate', '--baseline', 'models:/diabetes/3'], 'MLFLOW_TRACKING_URI is not set'],
    [['train', '--out', 'models:/diabetes/3'], 'must be a folder'],
    [['track', 'models'], 'MLFLOW_TRACKING_URI is not set'],
    [['track', 'promote', 'latest', '--as', 'champion'], 'MLFLOW_TRACKING_URI is not set'],
    [['track', 'rollback', 'champion'], 'MLFLOW_TRACKING_URI is not set'],
    [['track', 'open', 'latest'], 'MLFLOW_TRACKING_URI is not set'],
  ])('%j needs what is not there', async (argv, message) => {
    const { exitCode, stdout, stderr } = await run(argv);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });

  it.each([
    [
      'the password is wrong',
      { status: 401, body: 'You are not authenticated' },
      'it does not accept the name and password',
    ],
    [
      'the host is not allowed',
      { status: 403, body: 'Invalid Host header - possible DNS rebinding attack' },
      '--allowed-hosts 127.0.0.1:',
    ],
    ['something else answers', { status: 200, body: '<html></html>' }, 'Check the address'],
  ])('is not there where %s', async (_, answer, message) => {
    const server = createServer((_request, response) => response.writeHead(answer.status).end(answer.body));
    const MLFLOW_TRACKING_URI = await served(server);
    const secrets = { MLFLOW_TRACKING_USERNAME: 'me', MLFLOW_TRACKING_PASSWORD: 'sesame-open' };
    for (const argv of [
      ['predict', '--model', 'models:/diabetes@champion', ...PERSON],
      ['track', 'models'],
      ['track', 'rollback', 'champion'],
    ]) {
      const { exitCode, stdout, stderr } = await run(argv, { MLFLOW_TRACKING_URI, ...secrets });
      expect([exitCode, stdout]).toEqual([5, '']);
      expect(stderr).toContain(message);
      expect(stderr).not.toContain('sesame');
    }
    server.close();
  });
});

const SERVERS = [
  ['MLflow 3', missingMlflow, false],
  ['MLflow 2', missingOlderMlflow, true],
] as const;

for (const [title, missing, isOlder] of SERVERS) {
  describeWith(missingBuild ?? missing, `the registry of a real ${title}`, () => {
    let server: MlflowServer;
    let client: MlflowClient;
    /** Each test has a registered model of its own. */
    let name: string;
    let tests = 0;
    beforeAll(async () => {
      server = await startMlflow({ isOlder });
      client = createMlflowClient({ url: server.url });
    }, MLFLOW_START_MS);
    beforeEach(() => {
      env = { ...env, MLFLOW_TRACKING_URI: server.url };
      name = `model ${(tests += 1)}`;
    });
    afterAll(async () => {
      await client.close();
      await server.stop();
    });

    const evaluated = (index: number, passed: boolean | null, startMs = Date.UTC(2026, 1, 1)) =>
      recordEvaluation(cwd, { bundleDigest: trained[index]!.bundleDigest, passed, startMs });
    const promoteRun = (id: string, ...argv: readonly string[]) =>
      json<PromotionDocument>(['track', 'promote', id, '--as', 'champion', '--name', name, ...argv]);
    const promote = (index: number, ...argv: readonly string[]) =>
      promoteRun(trained[index]!.runId.slice(0, 8), ...argv);
    const rollback = ['track', 'rollback', 'champion'];
    const versionOf = async (alias: string) => (await client.registeredModels.getByAlias(name, alias))?.version;
    /** Versions 1, 2 and 3 of the three runs; 3 is champion. */
    const promoteAll = async (): Promise<void> => {
      for (const index of trained.keys()) {
        await evaluated(index, true);
        await promote(index);
      }
    };
    const listed = async () => {
      const { models } = await json<RegisteredModelsDocument>(['track', 'models']);
      return models.find((model) => model.name === name);
    };

    it('hands out the model that holds an alias, and gives the alias back', async () => {
      for (const index of trained.keys()) await evaluated(index, true);
      const champion = `models:/${name}@champion`;
      expect(await promote(0)).toMatchObject({ outcome: 'promoted', forced: null, version: '1', previous: null });
      expect(await promote(1)).toMatchObject({ outcome: 'promoted', forced: null, version: '2', previous: '1' });
      expect(await promote(1)).toMatchObject({ outcome: 'unchanged', version: '2', previous: '2' });
      expect((await client.modelVersions.get([name, '2'])).tags['diabetes.previous.champion']).toBe('1');
      const second = await predicted(champion);
      expect(second).toEqual(await predicted(folderOf(trained[1]!.runId)));

      // An evaluation stands for the run whose model it evaluated.
      const promoted = await promoteRun(await evaluated(2, true));
      expect(promoted).toMatchObject({ runId: trained[2]!.runId, version: '3', previous: '2' });
      expect(await predicted(champion)).toEqual(await predicted(folderOf(trained[2]!.runId)));

      const back = await json<RollbackDocument>([...rollback, '--name', name]);
      expect([back.from.version, back.to.version, back.to.runId]).toEqual(['3', '2', trained[1]!.runId]);
      expect(await predicted(champion)).toEqual(second);
      expect((await json<RollbackDocument>([...rollback, '--name', name])).to.version).toBe('1');
      const first = await run([...rollback, '--name', name]);
      expect(first.exitCode).toBe(2);
      expect(first.stderr).toContain('nobody is known to have held champion before version 1');
      expect(await versionOf('champion')).toBe('1');
    }, 60_000);

    it('finds a model by each reference, and keeps it for when there is no server', async () => {
      await promoteAll();
      const { runId } = trained[2]!;
      const { serverRunId } = (await listed())!.versions[0]!;
      const { modelId } = await client.models.resolve(`models:/${name}/3`);
      const expected = await predicted(folderOf(runId));
      const references = [
        ...[`models:/${name}/3`, `models:/${name}/latest`, ...(isOlder ? [] : [`models:/${modelId!}`])],
        ...[`runs:/${runId}/model`, `runs:/${runId.slice(0, 9)}/model`, `runs:/${serverRunId!}/model`],
      ];
      for (const reference of references) {
        const argv = ['predict', '--model', reference, ...PERSON];
        expect(await diabetesJson<Predicted>(argv, { cwd: outside, env })).toEqual(expected);
        const offline = { cwd: outside, env: { ...env, DIABETES_OFFLINE: '1' } };
        expect(await diabetesJson<Predicted>(argv, offline)).toEqual(expected);
      }
      // One model, however it was named.
      const [own] = await readdir(join(cwd, 'cache', 'models'));
      expect(await readdir(join(cwd, 'cache', 'models', own!, 'bundles'))).toHaveLength(1);
    }, 60_000);

    it('tells what it does not have', async () => {
      await evaluated(0, true);
      await promote(0);
      const foreign = `foreign ${name}`;
      await client.registeredModels.create({ name: foreign });
      const { experimentId } = await client.experiments.getOrCreate({ name: 'foreign' });
      const { artifactUri, runId } = await client.runs.create({ experimentId, startTime: 1_790_000_000_000 });
      await writeFile(join(cwd, 'MLmodel'), 'flavors: {}\n');
      await (await client.artifacts(artifactUri)).uploadFile(join(cwd, 'MLmodel'), 'model/MLmodel');
      await client.modelVersions.create({ name: foreign, source: `${artifactUri}/model`, runId });
      const asked: readonly (readonly [string, number, string])[] = [
        [`models:/${foreign}/1`, 3, 'it has no manifest.json'],
        [`models:/${name}@champoin`, 2, `${name} has no alias champoin: did you mean champion?`],
        ['models:/diabetse@champion', 2, 'has no registered model diabetse'],
        [`models:/${name}/77`, 2, 'version=77'],
        ['runs:/abcdef12/model', 2, 'has no run abcdef12'],
        [`models:/${name}@v3`, 2, 'the alias is "v3"'],
      ];
      for (const [model, code, message] of asked) {
        const { exitCode, stdout, stderr } = await run(['predict', '--model', model, ...PERSON]);
        expect([model, exitCode, stdout]).toEqual([model, code, '']);
        expect(stderr).toContain(message);
      }
      for (const argv of [
        ['promote', 'latest', '--as', 'cham pion'],
        ['promote', 'latest', '--as', 'latest'],
        ['promote', 'abcdef12', '--as', 'champion'],
        ['rollback', 'nobody', '--name', name],
      ]) {
        expect((await run(['track', ...argv])).exitCode).toBe(2);
      }
    }, 60_000);

    // What is left does not depend on the server's age.
    if (isOlder) return;

    it('promotes only what meets its gates, unless it is told why', async () => {
      const { runId, bundleDigest } = trained[0]!;
      const id = runId.slice(0, 8);
      const argv = ['track', 'promote', id, '--as', 'champion', '--name', name];
      await evaluated(1, true);
      await evaluated(0, null);
      const none = await run(argv);
      expect([none.exitCode, none.stderr]).toEqual([4, '']);
      expect(none.stdout).toContain(`diabetes evaluate --model runs:/${id}/model --gate 'macro_f1>=0.46'`);

      await writeFile(join(cwd, 'params.yaml'), "evaluate:\n  gates: ['brier<1']\n");
      expect((await run(argv)).stdout).toContain(`diabetes evaluate --model runs:/${id}/model\n`);

      await evaluated(0, true, Date.UTC(2026, 0, 1));
      const failed = await evaluated(0, false);
      const refused = await run([...argv, '--json']);
      expect(refused.exitCode).toBe(4);
      expect(JSON.parse(refused.stdout)).toMatchObject({
        ...{ outcome: 'refused', runId, bundleDigest, version: null, gates: { passed: false, evaluation: failed } },
        next: [
          `diabetes track show ${failed.slice(0, 8)}`,
          `diabetes track promote ${id} --as champion --name "${name}" --force "why"`,
        ],
      });
      expect(await listed()).toBeUndefined();

      expect(await promote(0, '--force', 'a trial')).toMatchObject({ outcome: 'promoted', forced: 'a trial' });
      expect((await client.modelVersions.get([name, '1'])).tags).toMatchObject({
        'diabetes.forced': 'a trial',
        'diabetes.bundle_digest': bundleDigest,
        'diabetes.run_id': runId,
        'diabetes.promoted_by': expect.any(String),
        'diabetes.promoted_at': expect.stringMatching(/^20.*Z$/),
      });
    }, 60_000);

    it('never leads back in a circle', async () => {
      await promoteAll();
      await promote(0);
      const seen: (string | undefined)[] = [await versionOf('champion')];
      while ((await run([...rollback, '--name', name])).exitCode === 0) seen.push(await versionOf('champion'));
      expect(seen).toEqual(['1', '3', '2']);
    }, 60_000);

    it('lists what there is', async () => {
      await promoteAll();
      const { versions } = (await listed())!;
      expect(versions.map(({ version, aliases, runId }) => [version, aliases, runId])).toEqual([
        ['3', ['champion'], trained[2]!.runId],
        ['2', [], trained[1]!.runId],
        ['1', [], trained[0]!.runId],
      ]);
      expect(versions[1]).toMatchObject({
        ...{ bundleDigest: trained[1]!.bundleDigest, forced: null },
        metrics: { roc_auc_any: expect.any(Number), log_loss: expect.any(Number), macro_f1: expect.any(Number) },
      });
      const { stdout } = await run(['track', 'models']);
      expect(stdout).toContain(trained[1]!.runId.slice(0, 8));
    }, 60_000);

    it('says of which time the answer for an alias is', async () => {
      await evaluated(0, true);
      await promote(0);
      const argv = ['predict', '--model', `models:/${name}@champion`, ...PERSON];
      const before = await run([...argv, '--offline']);
      expect([before.exitCode, before.stdout]).toEqual([2, '']);
      expect(before.stderr).toContain('is not in the cache');
      const fetched = await run(argv);
      expect(fetched.stderr).toMatch(`fetch      version 1 of ${name} from ${server.url} in`);
      const kept = await run([...argv, '--offline']);
      expect([kept.exitCode, kept.stdout]).toEqual([0, fetched.stdout]);
      expect(kept.stderr).toMatch(/champion was version 1 of model \d+ at \S+ on 20\d\d-\d\d-\d\d at \d\d:\d\d UTC\n$/);
      // The version that it was is known by its number, too.
      const byNumber = await run(['predict', '--model', `models:/${name}/1`, ...PERSON, '--offline']);
      expect([byNumber.exitCode, byNumber.stdout, byNumber.stderr]).toEqual([0, fetched.stdout, '']);
      expect((await run([...argv, '-v'])).stderr).toContain(`champion is version 1 of ${name} at ${server.url}: /`);
    }, 60_000);

    it("tells the page of a run, by our id and by the server's", async () => {
      const { runId } = trained[0]!;
      await promote(0, '--force', 'to be there');
      const { stdout } = await run(['track', 'open', runId.slice(0, 8)]);
      const [, experimentId, serverRunId] = /\/#\/experiments\/(\d+)\/runs\/(\w{32})\n$/.exec(stdout)!;
      expect(stdout.startsWith(server.url)).toBe(true);
      expect((await client.runs.get(serverRunId!)).experimentId).toBe(experimentId);
      expect(await json(['track', 'open', serverRunId!])).toMatchObject({ runId, serverRunId });
      const never = await run(['track', 'open', trained[1]!.runId]);
      expect([never.exitCode, never.stderr]).toEqual([2, expect.stringContaining('diabetes track sync')]);
    }, 60_000);

    it('evaluates a model of the registry beside another', async () => {
      await promoteAll();
      const models = ['--model', `models:/${name}@champion`, '--baseline', `models:/${name}/1`];
      const { model, baseline } = await json<Record<'model' | 'baseline', unknown>>([
        ...['evaluate', ...models, '--resamples', '100'],
      ]);
      expect(model).toMatchObject({ digest: trained[2]!.bundleDigest });
      expect(JSON.stringify(baseline)).toContain(trained[0]!.bundleDigest);
    }, 60_000);
  });
}
