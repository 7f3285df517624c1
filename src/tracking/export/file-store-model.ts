import { cp, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DiabetesError } from '../../foundation/errors.ts';
import { loadBundle, type Bundle } from '../../pipeline/bundle/load-bundle.ts';
import { mlmodelText } from '../../pipeline/bundle/mlmodel.ts';
import { datasetReference } from '../delivery/deliver-facts.ts';
import { hasModel, MODEL_NAME } from '../delivery/deliver-model.ts';
import type { RecordedPoint } from '../delivery/recorded-run.ts';
import { RUN_ID_TAG } from '../delivery/server-tags.ts';
import { filesOf } from '../mlflow/artifact-store.ts';
import { writeMeta, writeTexts } from './file-store-files.ts';
import type { ExperimentPlace, ExportedRun } from './file-store-place.ts';
import { acceptedTexts, metricFiles, pointLine } from './file-store-values.ts';

/** LoggedModelStatus READY. */
const READY = 2;

/**
 * Writes the model that a run made, with the ids that it has in this store, and what was measured of it.
 *
 * @returns its id; undefined for a run that made none that MLflow can load
 */
export async function writeModel(place: ExperimentPlace, run: ExportedRun): Promise<string | undefined> {
  const { start, end, points } = run.recorded;
  if (end?.status !== 'FINISHED' || !hasModel(run.folder)) return undefined;
  const bundle = await loadModel(place, run);
  if (bundle === undefined) return undefined;
  const modelId = `m-${start.id}`;
  const folder = join(place.folder, 'models', modelId);
  const location = `${place.uri}/models/${modelId}/artifacts`;
  await writeMeta(folder, {
    artifact_location: location,
    creation_timestamp: end.time,
    experiment_id: place.experimentId,
    last_updated_timestamp: end.time,
    model_id: modelId,
    model_type: 'onnx',
    name: MODEL_NAME,
    source_run_id: start.id,
    status: READY,
    status_message: null,
  });
  await writeTexts(join(folder, 'params'), acceptedTexts(place, start.params, 'param'));
  await writeTexts(join(folder, 'tags'), { [RUN_ID_TAG]: start.id });
  const final = points.filter(({ isFinal }) => isFinal);
  await writeTexts(join(folder, 'metrics'), metricFiles(place, final, lineOf(run)));
  const artifacts = join(folder, 'artifacts');
  await cp(bundle.folder, artifacts, { recursive: true });
  const ids = {
    runId: start.id,
    modelId,
    time: new Date(end.time).toISOString(),
    uuid: start.id,
    sizeBytes: await sizeOf(artifacts),
    artifactPath: location,
  };
  await writeFile(join(artifacts, 'MLmodel'), mlmodelText(bundle.manifest, ids));
  return modelId;
}

/** A run's copy of its bundle; one that is damaged is told, and the run goes without it. */
async function loadModel({ warn }: ExperimentPlace, { folder }: ExportedRun): Promise<Bundle | undefined> {
  try {
    return await loadBundle(join(folder, 'model'));
  } catch (error) {
    if (!(error instanceof DiabetesError)) throw error;
    warn(`a model is left out: ${error.message}`);
    return undefined;
  }
}

/** `time value step run_id`, and the data set, which the format can name only where its name has no space. */
function lineOf({ recorded: { start, data } }: ExportedRun): (point: RecordedPoint) => string {
  const { name, digest } = data === null ? { name: ' ', digest: '' } : datasetReference(data);
  const dataset = /\s/.test(name) ? '' : ` ${name} ${digest}`;
  return (point) => `${pointLine(point)} ${start.id}${dataset}`;
}

async function sizeOf(folder: string): Promise<number> {
  const sizes = await Promise.all((await filesOf(folder)).map(async (path) => (await stat(join(folder, path))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
