import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadBundle } from '../../pipeline/bundle/load-bundle.ts';
import { mlmodelDocument, mlmodelText, type MlmodelIds } from '../../pipeline/bundle/mlmodel.ts';
import { filesOf } from '../mlflow/artifact-store.ts';
import type { MlflowClient } from '../mlflow/client.ts';
import type { ModelPlace } from '../mlflow/run-models.ts';
import type { CallOptions } from '../mlflow/transport.ts';

/** The run's own copy of its bundle, below its folder. */
const MODEL = 'model';
const MLMODEL = 'MLmodel';

/** What the model is called at the server: `runs:/<id>/model`. */
export const MODEL_NAME = 'model';

/** Whether a run's folder holds a model that MLflow can load: bundles of earlier programs cannot be. */
export function hasModel(folder: string): boolean {
  return existsSync(join(folder, MODEL, MLMODEL));
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
 * @throws MlflowError; DiabetesError INVALID_BUNDLE where it is damaged
 */
export async function uploadModel(client: MlflowClient, upload: ModelUpload, call: CallOptions): Promise<void> {
  const { folder, place, time } = upload;
  const model = join(folder, MODEL);
  const { manifest } = await loadBundle(model);
  const store = await client.artifacts(place.location);
  const files = await filesOf(model);
  for (const file of files.filter((name) => name !== MLMODEL)) {
    await store.uploadFile(join(model, file), file, call);
  }
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(model, file))).size));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const ids = idsOf(place, new Date(time).toISOString(), bytes);
  await withTextFile(folder, mlmodelText(manifest, ids), (file) => store.uploadFile(file, MLMODEL, call));
  await client.models.complete(place, mlmodelDocument(manifest, ids), call);
}

/** What the model's survey says that it is not. @throws DiabetesError INVALID_BUNDLE */
export async function readDisclaimer(folder: string): Promise<string> {
  return (await loadBundle(join(folder, MODEL))).manifest.schema.disclaimer;
}

function idsOf({ runId, modelId, location }: ModelPlace, time: string, sizeBytes: number): MlmodelIds {
  // Any 32 hex digits that no other model has.
  const uuid = (modelId ?? runId).replace('m-', '');
  const ids = { runId, time, uuid, sizeBytes };
  return modelId === undefined ? ids : { ...ids, modelId, artifactPath: location };
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
