import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { filesOf } from '../mlflow/artifact-store.ts';
import type { MlflowClient } from '../mlflow/client.ts';
import type { MlmodelDocument, ModelPlace } from '../mlflow/run-models.ts';
import type { CallOptions } from '../mlflow/transport.ts';
import { objectOf, textOf } from '../runs/json-values.ts';

/** The run's own copy of its bundle, below its folder. */
const MODEL = 'model';
const MLMODEL = 'MLmodel';

/** What the model is called at the server: `runs:/<id>/model`. */
export const MODEL_NAME = 'model';

/** Whether a run's folder holds a model that MLflow can load: bundles of earlier programs cannot be. */
export function hasModel(folder: string): boolean {
  return existsSync(join(folder, MODEL, MLMODEL));
}

/** What the model's schema says that it is not; null where it says nothing. */
export async function readDisclaimer(folder: string): Promise<string | null> {
  const text = await readFile(join(folder, MODEL, 'manifest.json'), 'utf8').catch(() => '{}');
  return textOf(objectOf(objectOf(JSON.parse(text)).schema).disclaimer);
}

export interface ModelUpload {
  /** The run's folder. */
  readonly folder: string;
  readonly place: ModelPlace;
  /** When the model was made; milliseconds since 1970. */
  readonly time: number;
}

/**
 * Sends a run's model to its place: every file as it is, and the MLmodel with the ids that it has there. It can be sent
 * again as a whole.
 *
 * @throws MlflowError
 */
export async function uploadModel(client: MlflowClient, upload: ModelUpload, call: CallOptions): Promise<void> {
  const { folder, place, time } = upload;
  const model = join(folder, MODEL);
  const store = await client.artifacts(place.location);
  const files = await filesOf(model);
  for (const file of files.filter((name) => name !== MLMODEL)) {
    await store.uploadFile(join(model, file), file, call);
  }
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(model, file))).size));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const text = withIds(await readFile(join(model, MLMODEL), 'utf8'), idsOf(place, time, bytes));
  await withTextFile(folder, text, (file) => store.uploadFile(file, MLMODEL, call));
  await client.models.complete(place, await documentOf(text), call);
}

type Ids = Readonly<Record<string, string | number>>;

/** The fields of an MLmodel that name one upload of it (https://mlflow.org/docs/latest/ml/model/#storage-format). */
function idsOf({ runId, modelId, location }: ModelPlace, time: number, bytes: number): Ids {
  return {
    artifact_path: modelId === undefined ? MODEL_NAME : location,
    run_id: runId,
    ...(modelId === undefined ? {} : { model_id: modelId }),
    // Any 32 hex digits that no other model has.
    model_uuid: (modelId ?? runId).replace('m-', ''),
    model_size_bytes: bytes,
    utc_time_created: new Date(time).toISOString().replace('T', ' ').replace('Z', '000'),
  };
}

/** An MLmodel with ids, in place of those that it may have. */
function withIds(text: string, ids: Ids): string {
  const others = text.split('\n').filter((line) => !Object.keys(ids).some((key) => line.startsWith(`${key}:`)));
  const lines = Object.entries(ids).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
  return `${others.join('\n').trimEnd()}\n${lines.join('')}`;
}

async function documentOf(text: string): Promise<MlmodelDocument> {
  const { parse } = await import('yaml');
  return parse(text) as MlmodelDocument;
}

async function withTextFile(folder: string, text: string, use: (file: string) => Promise<void>): Promise<void> {
  const place = await mkdtemp(join(folder, 'upload-'));
  try {
    const file = join(place, MLMODEL);
    await writeFile(file, text);
    await use(file);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}
