import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { datasetOf } from '../delivery/deliver-facts.ts';
import { endTags, serverName, startTags } from '../delivery/server-tags.ts';
import { inputTags, type DatasetInput } from '../mlflow/datasets.ts';
import { writeMeta, writeTexts } from './file-store-files.ts';
import type { ExperimentPlace, ExportedRun } from './file-store-place.ts';
import { acceptedTexts, metricFiles, pointLine } from './file-store-values.ts';

/** MLflow's numbers of statuses (RunStatus in mlflow/protos/service.proto). */
const STATUS_NUMBERS = { RUNNING: 1, FINISHED: 3, FAILED: 4, KILLED: 5 } as const;
/** SourceType LOCAL. */
const LOCAL = 4;

/**
 * Writes a run's folder: what it is, its params, tags, metrics and data set, its files, and that it made its model.
 *
 * @param modelId the logged model that it made, which is there already
 */
export async function writeRun(place: ExperimentPlace, run: ExportedRun, modelId: string | undefined): Promise<void> {
  const { start, end, data, points } = run.recorded;
  const folder = join(place.folder, start.id);
  const tags = tagsOf(run);
  await writeMeta(folder, {
    artifact_uri: `${place.uri}/${start.id}/artifacts`,
    end_time: end?.time ?? null,
    entry_point_name: '',
    experiment_id: place.experimentId,
    lifecycle_stage: 'active',
    run_id: start.id,
    run_name: serverName(start),
    run_uuid: start.id,
    source_name: '',
    source_type: LOCAL,
    source_version: '',
    start_time: start.time,
    status: STATUS_NUMBERS[end?.status ?? 'RUNNING'],
    tags: [],
    // Without one a migrated run breaks every search.
    user_id: tags['mlflow.user'] ?? 'unknown',
  });
  await writeTexts(join(folder, 'params'), acceptedTexts(place, start.params, 'param'));
  await writeTexts(join(folder, 'tags'), acceptedTexts(place, tags, 'tag'));
  await writeTexts(join(folder, 'metrics'), metricFiles(place, points, pointLine));
  if (data !== null) await writeInput(place, start.id, datasetOf(data));
  await mkdir(join(folder, 'artifacts'), { recursive: true });
  if (existsSync(join(run.folder, 'artifacts'))) {
    await cp(join(run.folder, 'artifacts'), join(folder, 'artifacts'), { recursive: true });
  }
  if (modelId !== undefined) await writeOutput(folder, modelId);
  else if (existsSync(join(run.folder, 'model'))) {
    // What MLflow cannot load, such as bundles of earlier programs, is a file of the run.
    await cp(join(run.folder, 'model'), join(folder, 'artifacts', 'model'), { recursive: true });
  }
}

function tagsOf({ recorded: { start, resumptions, end } }: ExportedRun): Readonly<Record<string, string>> {
  return {
    ...startTags(start),
    ...Object.fromEntries(resumptions.flatMap(({ tags }) => Object.entries(tags))),
    ...(end === null ? {} : endTags(end)),
    'mlflow.runName': serverName(start),
  };
}

/** A data set of the experiment, and that the run reads it, each under the name that MLflow would give it. */
async function writeInput(place: ExperimentPlace, runId: string, dataset: DatasetInput): Promise<void> {
  const { name, digest, sourceType, source, schema, profile } = dataset;
  const id = md5(name + digest);
  await writeMeta(join(place.folder, 'datasets', id), {
    digest,
    name,
    profile: profile === undefined ? null : JSON.stringify(profile),
    schema: schema === undefined ? null : JSON.stringify(schema),
    source: JSON.stringify(source),
    source_type: sourceType,
  });
  await writeMeta(join(place.folder, runId, 'inputs', md5(id + runId)), {
    destination_id: id,
    destination_type: 'RUN',
    source_id: id,
    source_type: 'DATASET',
    tags: inputTags(dataset),
  });
}

async function writeOutput(folder: string, modelId: string): Promise<void> {
  await writeMeta(join(folder, 'outputs', modelId), {
    destination_id: modelId,
    destination_type: 'MODEL_OUTPUT',
    source_id: modelId,
    source_type: 'RUN_OUTPUT',
    step: 0,
    tags: {},
  });
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
