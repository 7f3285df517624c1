import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deliverRun } from '../../../../src/tracking/delivery/deliver-run.ts';
import { createMlflowClient, type MlflowClient } from '../../../../src/tracking/mlflow/client.ts';
import { describeWith } from '../../../helpers/describe-with.ts';
import { missingOlderMlflow, MLFLOW_START_MS, startMlflow, type MlflowServer } from '../../../helpers/mlflow-server.ts';
import {
  appendRecords,
  DIGEST,
  findAtServer,
  FINISHED,
  differingFiles,
  pointsInJournal,
  writeRunFolder,
} from '../../../helpers/run-folder.ts';

describeWith(missingOlderMlflow, 'a delivery to a real MLflow 2', () => {
  let server: MlflowServer;
  let client: MlflowClient;
  let root: string;
  beforeAll(async () => {
    server = await startMlflow({ isOlder: true });
    client = createMlflowClient({ url: server.url });
    root = await mkdtemp(join(tmpdir(), 'older-mlflow-'));
  }, MLFLOW_START_MS);
  afterAll(async () => {
    await client.close();
    await server.stop();
    await rm(root, { recursive: true, force: true });
  });

  it('brings the points, the files, and the model among the artifacts of its run', async () => {
    const run = await writeRunFolder(root, { end: undefined, experiment: 'older' });
    const request = { folder: run.folder, client, experiment: { name: 'not this one' } };
    await deliverRun(request);
    await appendRecords(run, [{ type: 'run-ended', ...FINISHED }]);
    expect(await deliverRun(request)).toMatchObject({ isComplete: true });
    const { experimentId } = (await client.experiments.getByName('older'))!;
    const { runs, points } = await findAtServer(client, run, [experimentId]);
    expect(points).toEqual(await pointsInJournal(run));
    expect(runs).toMatchObject([{ status: 'FINISHED', datasets: [{ name: 'rows.csv', digest: DIGEST }] }]);
    const artifacts = await client.artifacts(runs[0]!.artifactUri);
    expect((await artifacts.list('')).map(({ path }) => path)).toEqual(['model', 'params.yaml', 'plots']);
    const model = await client.models.resolve(`runs:/${runs[0]!.runId}/model`);
    const here = join(root, 'fetched');
    expect(await differingFiles(await client.artifacts(model.location), run, here)).toEqual([]);
    expect(await readFile(join(here, 'MLmodel'), 'utf8')).toContain(`run_id: ${runs[0]!.runId}\n`);
    const [logged] = JSON.parse(runs[0]!.tags['mlflow.log-model.history']!) as { artifact_path: string }[];
    expect(logged).toMatchObject({ artifact_path: 'model', run_id: runs[0]!.runId });
  });
});
