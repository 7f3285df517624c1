import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DiabetesError, isStopped } from '../../foundation/errors.ts';
import { filesOf } from '../mlflow/artifact-store.ts';
import { isMlflowError, MlflowError } from '../mlflow/errors.ts';
import { tagIs } from '../mlflow/filters.ts';
import { deliverTags } from './deliver-facts.ts';
import { readDisclaimer, uploadModel } from './deliver-model.ts';
import type { Delivery } from './delivery.ts';
import type { DeliveryJob } from './delivery-job.ts';
import type { RecordedRun } from './recorded-run.ts';
import { endTags, modelNote, RUN_ID_TAG } from './server-tags.ts';

type End = NonNullable<RecordedRun['end']>;

/**
 * Sends a run's files and its model, and, last of all, says how it ended: whoever sees the end at the server finds all of
 * it. Files that can never get there do not keep the end back.
 *
 * @throws MlflowError
 */
export async function deliverEnd(job: DeliveryJob, from: Delivery, end: End): Promise<Delivery> {
  const { client, call, save } = job;
  let delivery = from;
  let failure: DiabetesError | undefined;
  try {
    delivery = await deliverArtifacts(job, delivery);
    delivery = await deliverModel(job, delivery, end);
  } catch (error) {
    if (!isLasting(error)) throw error;
    failure = error;
  }
  await deliverLastTags(job, delivery, end);
  await client.runs.update(delivery.serverRunId, { status: end.status, endTime: end.time }, call);
  if (failure !== undefined) throw failure;
  await removeDoubles(job, delivery);
  return save({ ...delivery, isComplete: true });
}

/** Whether another try fares no better: a bundle that is damaged, a place that cannot be reached. */
function isLasting(error: unknown): error is DiabetesError {
  if (error instanceof MlflowError) return !error.isPassing && !error.isUncertain;
  return error instanceof DiabetesError && !isStopped(error);
}

async function deliverArtifacts({ folder, client, call, warn, save }: DeliveryJob, from: Delivery): Promise<Delivery> {
  const missing = await missingArtifacts(folder, from);
  if (missing.length === 0) return from;
  const { artifactUri } = await client.runs.get(from.serverRunId, call);
  const store = await client.artifacts(artifactUri);
  let delivery = from;
  for (const { path, bytes } of missing) {
    await store.uploadFile(join(folder, 'artifacts', path), path, call).catch((error: unknown) => {
      if (!isMlflowError(error, 'invalid-value')) throw error;
      warn(`the file artifacts/${path} stays here alone: MLflow takes no such name`);
    });
    delivery = await save({ ...delivery, artifacts: { ...delivery.artifacts, [path]: bytes } });
  }
  return delivery;
}

/** What a network made twice of one request, or two machines at the same moment, is taken away: it has nothing of its own. */
async function removeDoubles({ client, run, call }: DeliveryJob, own: Delivery): Promise<void> {
  const experimentIds = [own.experimentId];
  const filter = tagIs(RUN_ID_TAG, run.start.id);
  for await (const { runId } of client.runs.search({ experimentIds, filter }, call)) {
    if (runId !== own.serverRunId) await client.runs.delete(runId, call);
  }
  if (own.model?.modelId === undefined) return;
  for await (const { modelId } of client.loggedModels.search({ experimentIds, filter }, call)) {
    if (modelId !== own.model.modelId) await client.loggedModels.delete(modelId, call);
  }
}

/** The files of a run that are not at a server yet, or not as they are now. */
export async function missingArtifacts(
  folder: string,
  delivery: Pick<Delivery, 'artifacts'>,
): Promise<readonly { readonly path: string; readonly bytes: number }[]> {
  const artifacts = join(folder, 'artifacts');
  if (!existsSync(artifacts)) return [];
  const files = await filesOf(artifacts);
  const sizes = await Promise.all(files.map(async (path) => (await stat(join(artifacts, path))).size));
  const all = files.map((path, i) => ({ path, bytes: sizes[i]! }));
  return all.filter(({ path, bytes }) => delivery.artifacts[path] !== bytes);
}

async function deliverModel({ folder, client, call, save }: DeliveryJob, from: Delivery, end: End): Promise<Delivery> {
  const { model } = from;
  if (model === null || model.isComplete) return from;
  await uploadModel(client, { folder, place: model, time: end.time }, call);
  return save({ ...from, model: { ...model, isComplete: true } });
}

async function deliverLastTags(job: DeliveryJob, { serverRunId, model }: Delivery, end: End): Promise<void> {
  const { client, run, folder, call } = job;
  const note = model?.isComplete === true ? modelNote(serverRunId, await readDisclaimer(folder)) : undefined;
  const tags = {
    ...endTags(end),
    ...(note === undefined ? {} : { 'mlflow.note.content': note }),
  };
  if (Object.keys(tags).length > 0) await deliverTags(job, serverRunId, tags);
  // A run that went on after an end may have failed before.
  if (end.error === null && run.continued !== null) await client.runs.deleteTag(serverRunId, 'error', call);
}
