import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '../../../../src/foundation/random.ts';
import { deliverRun } from '../../../../src/tracking/delivery/deliver-run.ts';
import { deliverRuns } from '../../../../src/tracking/delivery/deliver-runs.ts';
import { createMlflowClient, type MlflowClient } from '../../../../src/tracking/mlflow/client.ts';
import { PATIENT } from '../../../../src/tracking/mlflow/retry.ts';
import { describeWith } from '../../../helpers/describe-with.ts';
import { missingMlflow, MLFLOW_START_MS, startMlflow, type MlflowServer } from '../../../helpers/mlflow-server.ts';
import {
  appendRecords,
  epochRecord,
  findAtServer,
  FINISHED,
  differingFiles,
  pointsInJournal,
  writeRunFolder,
  type RunFolder,
} from '../../../helpers/run-folder.ts';
import { startUnrulyProxy, type UnrulyProxy } from '../../../helpers/unruly-proxy.ts';

const CHANCES = { cutBefore: 0.1, cutAfter: 0.1, twice: 0.1, delay: 0.1, unavailable: 0.06, tooMany: 0.04 };
const RUNS = 6;
const ROUNDS = 6;
const EPOCHS_A_ROUND = 60;

describeWith(missingMlflow, 'deliveries through a network that cuts, delays and doubles', () => {
  let server: MlflowServer;
  let root: string;
  beforeAll(async () => {
    server = await startMlflow();
    root = await mkdtemp(join(tmpdir(), 'soak-'));
  }, MLFLOW_START_MS);
  afterAll(async () => {
    await server.stop();
    await rm(root, { recursive: true, force: true });
  });

  /** Runs that grow while they are delivered, and a client that is given up now and then in the middle of a request. */
  async function soak(client: MlflowClient, seed: number): Promise<readonly RunFolder[]> {
    const random = createRandom(seed, 'soak');
    const runs = await Promise.all(
      Array.from({ length: RUNS }, () => writeRunFolder(root, { epochs: 1, end: undefined })),
    );
    const carry = async (run: RunFolder): Promise<void> => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const first = 2 + round * EPOCHS_A_ROUND;
        await appendRecords(
          run,
          Array.from({ length: EPOCHS_A_ROUND }, (_, i) => epochRecord(first + i)),
        );
        if (round === ROUNDS - 1) await appendRecords(run, [{ type: 'run-ended', ...FINISHED }]);
        const signal = AbortSignal.timeout(Math.floor(20 + random.uniform() * 1000));
        await deliverRun({ folder: run.folder, client, signal }).catch(() => undefined);
      }
    };
    for (let i = 0; i < RUNS; i += 2) await Promise.all(runs.slice(i, i + 2).map(carry));
    return runs;
  }

  async function expectSame(run: RunFolder, client: MlflowClient, experimentIds: readonly string[]): Promise<void> {
    const { runs, models, points } = await findAtServer(client, run, experimentIds);
    expect(points).toEqual(await pointsInJournal(run));
    expect(runs).toMatchObject([{ status: 'FINISHED', models: [{ modelId: models[0]!.modelId }] }]);
    expect(models).toMatchObject([{ status: 'LOGGED_MODEL_READY', runId: runs[0]!.runId }]);
    const here = join(root, 'fetched', run.id);
    expect(await differingFiles(await client.artifacts(models[0]!.artifactUri), run, here)).toEqual([]);
  }

  it.each([1, 2])(
    'bring every point once, one run and one model of each (seed %d)',
    async (seed) => {
      const proxy: UnrulyProxy = await startUnrulyProxy({ target: server.url, seed, chances: CHANCES });
      const client = createMlflowClient({ url: proxy.url }, { retry: { ...PATIENT, wait: () => Promise.resolve() } });
      try {
        const runs = await soak(client, seed);
        const folders = runs.map(({ folder }) => folder);
        // Each sync may be cut off as well; the last one is not.
        for (let tries = 0; tries < 2; tries += 1) await deliverRuns(folders, { client, report: () => undefined });
        proxy.calm();
        const synced = await deliverRuns(folders, { client, report: () => undefined });
        expect(new Set(synced.map(({ state }) => state).filter((state) => state !== 'up-to-date'))).not.toContain(
          'failed',
        );
        const { experimentId } = (await client.experiments.getByName('diabetes'))!;
        for (const run of runs) await expectSame(run, client, [experimentId]);
        const deeds = new Set(proxy.deeds.map(({ deed }) => deed));
        expect(deeds).toEqual(new Set([...Object.keys(CHANCES), 'pass']));
      } finally {
        await client.close();
        await proxy.close();
      }
    },
    120_000,
  );
});
