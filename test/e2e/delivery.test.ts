import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { createMlflowClient, type MlflowClient } from '../../src/tracking/mlflow/client.ts';
import { secondSurveyRows } from '../fixtures/second-survey/make-rows.ts';
import { describeWith } from '../helpers/describe-with.ts';
import { diabetes, missingBuild, PROGRAM, QUICK } from '../helpers/diabetes.ts';
import { missingMlflow, MLFLOW_START_MS, startMlflow, type MlflowServer } from '../helpers/mlflow-server.ts';
import { findAtServer, pointsInJournal, writeRunFolder, type RunFolder } from '../helpers/run-folder.ts';
import { startUnrulyProxy } from '../helpers/unruly-proxy.ts';
import { PROJECT_ROOT } from '../helpers/working-tree.ts';

const SCHEMA = join(PROJECT_ROOT, 'test/fixtures/second-survey/schema.yaml');
const TRAIN = ['train', '--schema', SCHEMA, '--data', 'rows.csv', '--out', 'model', ...QUICK];

interface SyncOutput {
  readonly upToDate: number;
  readonly runs: readonly { readonly id: string; readonly state: string; readonly left?: object }[];
}

describeWith(missingBuild ?? missingMlflow, 'runs on their way to a real MLflow', () => {
  let server: MlflowServer;
  let client: MlflowClient;
  let cwd: string;
  beforeAll(async () => {
    server = await startMlflow();
    client = createMlflowClient({ url: server.url });
  }, MLFLOW_START_MS);
  afterAll(async () => {
    await client.close();
    await server.stop();
  });
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'delivery-'));
    await writeFile(join(cwd, 'rows.csv'), secondSurveyRows(400, 7));
  });
  afterEach(() => rm(cwd, { recursive: true, force: true }));

  const environment = (url = server.url) => ({ ...process.env, MLFLOW_TRACKING_URI: url, NO_COLOR: '1' });
  const run = (argv: readonly string[], url?: string) => diabetes(argv, { cwd, env: environment(url) });
  const sync = async (url?: string) => {
    const { exitCode, stdout, stderr } = await run(['track', 'sync', '--json'], url);
    return { exitCode, stderr, ...(JSON.parse(stdout) as SyncOutput) };
  };
  const recorded = async (): Promise<RunFolder> => {
    const [id] = await readdir(join(cwd, '.diabetes', 'runs'));
    return { id: id!, folder: join(cwd, '.diabetes', 'runs', id!) };
  };

  /** One run at the server, with the journal's points and this end. */
  async function expectThere(expected: RunFolder, status: string): Promise<void> {
    const { experimentId } = (await client.experiments.getByName('diabetes'))!;
    const { runs, models, points } = await findAtServer(client, expected, [experimentId]);
    expect(points).toEqual(await pointsInJournal(expected));
    expect(runs.map((one) => one.status)).toEqual([status]);
    expect(runs[0]!.models.map(({ modelId }) => modelId)).toEqual(models.map(({ modelId }) => modelId));
  }

  it('are there when a training ends', async () => {
    const { exitCode, stderr } = await run(TRAIN);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/note +delivered to http:\/\/127\.0\.0\.1:\d+\/#\/experiments\/\d+\/runs\/[0-9a-f]{32}\n/);
    await expectThere(await recorded(), 'FINISHED');
    const shown = await run(['track', 'show', 'latest']);
    expect(shown.stdout).toMatch(/\nmlflow +http:\/\/127\.0\.0\.1:\d+\/#\/experiments\/\d+\/runs\/[0-9a-f]{32}\n/);
    expect(await sync()).toMatchObject({ exitCode: 0, upToDate: 1, runs: [] });
  }, 60_000);

  it('wait here while no server answers, which is told once, and none is lost', async () => {
    const dead = 'http://127.0.0.1:9';
    for (let i = 0; i < 2; i += 1) {
      const { exitCode, stderr } = await run(TRAIN, dead);
      expect(exitCode).toBe(0);
      expect(stderr).toMatch(
        /note +not delivered yet: \d+ metric points.* \(cannot .*\); `diabetes track sync` goes on from here\n/,
      );
    }
    const failed = await run(['track', 'sync'], dead);
    expect(failed.exitCode).toBe(5);
    expect(failed.stdout.match(/the connection is refused/g)).toHaveLength(1);
    expect(await sync()).toMatchObject({
      exitCode: 0,
      upToDate: 0,
      runs: [{ state: 'delivered' }, { state: 'delivered' }],
    });
    await expectThere(await recorded(), 'FINISHED');
  }, 60_000);

  /** A training without end, and what it says line by line. */
  function startTraining(): { child: ChildProcess; epochs: (count: number) => Promise<void> } {
    const argv = [PROGRAM, ...TRAIN, '--set', 'train.epochs=100000', '--json'];
    const child = spawn(process.execPath, argv, { cwd, env: environment(), stdio: ['ignore', 'ignore', 'pipe'] });
    let done = 0;
    const waiting: { least: number; resolve: () => void }[] = [];
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (line.includes('"epoch-completed"')) done += 1;
      for (const { least, resolve } of waiting) if (done >= least) resolve();
    });
    return {
      child,
      epochs: (count) =>
        new Promise((resolve) => {
          waiting.push({ least: done + count, resolve });
        }),
    };
  }

  const pointsThere = async (): Promise<number> => {
    const experiment = await client.experiments.getByName('diabetes');
    if (experiment === undefined) return 0;
    const { points } = await findAtServer(client, await recorded(), [experiment.experimentId]);
    return points.train_loss?.length ?? 0;
  };

  it('arrive while a training goes on, whose server is killed and comes back', async () => {
    const { child, epochs } = startTraining();
    const ended = once(child, 'close');
    try {
      await epochs(3);
      while ((await pointsThere()) === 0) await setTimeout(100);
      await server.kill();
      await epochs(50);
      await server.restart();
      const before = await pointsThere();
      while ((await pointsThere()) <= before) await setTimeout(200);
    } finally {
      child.kill('SIGINT');
    }
    expect(await ended).toEqual([130, null]);
    await sync();
    await expectThere(await recorded(), 'KILLED');
  }, 120_000);

  it('are mended after the program was killed while it delivered, wherever that was', async () => {
    const written = await writeRunFolder(cwd, { epochs: 700 });
    const proxy = await startUnrulyProxy({ target: server.url, seed: 1, chances: { delay: 1 }, delayMs: 40 });
    for (let requests = 1; requests < 30; requests += 4) {
      const argv = [PROGRAM, 'track', 'sync', '--quiet'];
      const child = spawn(process.execPath, argv, { cwd, env: environment(proxy.url), stdio: 'ignore' });
      const ended = once(child, 'close');
      const begun = proxy.deeds.length;
      while (proxy.deeds.length < begun + requests && child.exitCode === null) await setTimeout(5);
      child.kill('SIGKILL');
      await ended;
    }
    proxy.calm();
    expect(await sync(proxy.url)).toMatchObject({ exitCode: 0 });
    await proxy.close();
    await expectThere(written, 'FINISHED');
  }, 60_000);

  it('wait for a server that has no time, as long as it asks for', async () => {
    const written = await writeRunFolder(cwd);
    const proxy = await startUnrulyProxy({ target: server.url, seed: 1, chances: { tooMany: 1 } });
    const synced = sync(proxy.url);
    while (proxy.deeds.length < 2) await setTimeout(20);
    proxy.calm();
    expect(await synced).toMatchObject({ exitCode: 0, runs: [{ state: 'delivered' }] });
    await proxy.close();
    await expectThere(written, 'FINISHED');
  }, 60_000);

  it('have their points there when the server cannot write files, and the files later', async () => {
    const written = await writeRunFolder(cwd);
    const artifacts = join(server.folder, 'artifacts');
    await mkdir(artifacts, { recursive: true });
    await rename(artifacts, `${artifacts}.aside`);
    await writeFile(artifacts, 'no folder can be made here');
    const failed = await sync();
    expect(failed).toMatchObject({
      exitCode: 5,
      runs: [{ state: 'failed', left: { points: 0, files: 2, model: true } }],
    });
    await rm(artifacts);
    await rename(`${artifacts}.aside`, artifacts);
    expect(await sync()).toMatchObject({ exitCode: 0, runs: [{ state: 'delivered' }] });
    await expectThere(written, 'FINISHED');
  }, 60_000);

  it.each([
    [
      'a database',
      'sqlite:///mlflow.db',
      /recorded in \.diabetes\/runs\/[0-9a-f]{32} \(MLFLOW_TRACKING_URI is sqlite:/,
    ],
    ['nothing', '', /recorded in \.diabetes\/runs\/[0-9a-f]{32} \(no MLflow server is configured\)/],
  ])(
    'stay here where the variable names %s',
    async (_, url, line) => {
      const { exitCode, stderr } = await run(TRAIN, url);
      expect(exitCode).toBe(0);
      expect(stderr.match(/recorded in|delivered/g)).toHaveLength(1);
      expect(stderr).toMatch(line);
      expect((await run(['track', 'sync'], url)).exitCode).toBe(2);
    },
    60_000,
  );
});
