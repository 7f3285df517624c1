import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writeMeta, writeTexts } from './file-store-files.ts';
import type { ExperimentPlace, ExportedRun } from './file-store-place.ts';
import { writeModel } from './file-store-model.ts';
import { writeRun } from './file-store-run.ts';

export interface FileStoreOptions {
  /** The experiment of runs that name none. */
  readonly experiment: string;
  /** Where the store will stand: the addresses of artifacts in it are absolute. */
  readonly location: string;
  readonly warn: (message: string) => void;
  readonly onRun?: (done: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Writes runs as MLflow's file store (mlflow/store/tracking/file_store.py of MLflow 3.17), which `mlflow migrate-filestore`
 * reads. A run keeps its id.
 *
 * @param folder the store itself, `mlruns`, which does not exist yet
 */
export async function writeFileStore(
  folder: string,
  runs: readonly ExportedRun[],
  { experiment, location, warn, onRun, signal }: FileStoreOptions,
): Promise<void> {
  await mkdir(join(folder, '.trash'), { recursive: true });
  const nameOf = ({ recorded }: ExportedRun): string => recorded.start.experiment ?? experiment;
  // MLflow expects the first to be there; a run may name it, too.
  const names = [...new Set(['Default', ...runs.map(nameOf)])];
  let done = 0;
  for (const [number, name] of names.entries()) {
    const place = {
      experimentId: String(number),
      folder: join(folder, String(number)),
      uri: pathToFileURL(join(location, String(number))).href,
      warn,
    };
    const own = runs.filter((run) => nameOf(run) === name);
    await writeExperiment(place, name, own.length === 0 ? runs : own);
    for (const run of own) {
      signal?.throwIfAborted();
      const modelId = await writeModel(place, run);
      await writeRun(place, run, modelId);
      onRun?.(++done);
    }
  }
}

async function writeExperiment(
  { experimentId, folder, uri }: ExperimentPlace,
  name: string,
  runs: readonly ExportedRun[],
): Promise<void> {
  await writeTexts(join(folder, 'tags'), { 'mlflow.experimentKind': 'custom_model_development' });
  await writeMeta(folder, {
    artifact_location: uri,
    creation_time: Math.min(...runs.map(({ recorded }) => recorded.start.time)),
    experiment_id: experimentId,
    last_update_time: Math.max(...runs.map(({ recorded }) => recorded.end?.time ?? recorded.start.time)),
    lifecycle_stage: 'active',
    name,
  });
}
