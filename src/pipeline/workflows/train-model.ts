import { quantity } from '../../foundation/quantity.ts';
import { checkReplaceable } from '../../foundation/atomic-files.ts';
import { DiabetesError } from '../../foundation/errors.ts';
import { sha256 } from '../../foundation/hashing.ts';
import type { Clock } from '../../foundation/clock.ts';
import type { Reporter } from '../../foundation/events.ts';
import { arrangeRows, type ArrangedRows } from './arrange-rows.ts';
import { createAssessor, type Assessment } from './assess-model.ts';
import { createGolden } from '../bundle/golden.ts';
import type { Bundle } from '../bundle/load-bundle.ts';
import { BUNDLE_FOLDER, MANIFEST_FORMAT_VERSION, type Manifest, type Provenance } from '../bundle/manifest.ts';
import { createProfile } from '../bundle/profile.ts';
import { writeBundle } from '../bundle/write-bundle.ts';
import { openCheckpoints, type CheckpointFolder } from './checkpoint-folder.ts';
import { countClasses } from '../dataset/split.ts';
import { describePopulation } from './describe-population.ts';
import { fitBaselines, type Baselines } from './fit-baselines.ts';
import { fitModel, type FitModelOptions, type FittedModel } from './fit-model.ts';
import { guardMemory, type MemoryBudget } from './memory-budget.ts';
import { loadLabelledRows, type RowOrigin } from './load-labelled-rows.ts';
import type { Params } from '../params.ts';
import { createPredictionRoom, type PredictionRoom } from './prediction-room.ts';
import type { Population } from '../population/population.ts';
import { createPredictor, type Predictor } from '../prediction/predictor.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';
import { rowsRead } from './rows-read.ts';
import { createStageRunner } from './stages.ts';
import { startBackend, type Backend } from '../training/backend.ts';
import { layersModelJson } from '../training/layers-model.ts';

export interface TrainModelOptions {
  readonly schema: SurveySchema;
  readonly params: Params;
  readonly origin: RowOrigin;
  /** The bundle's folder. */
  readonly out: string;
  /** Who trains, where, and from what. */
  readonly provenance: Omit<
    Provenance,
    'formatVersion' | 'bundleDigest' | 'createdAt' | 'backendReason' | 'params' | 'runId'
  >;
  /** The variables in which a native backend looks for its settings. */
  readonly environment: Record<string, string | undefined>;
  readonly report: Reporter;
  readonly clock: Clock;
  /** Where the state of an interrupted training is kept, and whether to go on from one. */
  readonly checkpoints?: { readonly folder: string; readonly resume: boolean };
  /** Called when the rows are read and the work begins, for the id of the run that it is; null for one without a record. */
  readonly beginRun: (beginning: TrainingBeginning) => Promise<string | null>;
  /** What training may take of memory. */
  readonly memory: MemoryBudget;
  /** Whether to fit a second time and compare the weights. */
  readonly verifyRepro?: boolean;
  readonly signal?: AbortSignal;
}

/** What is known of a training when its rows are read. */
export interface TrainingBeginning {
  readonly backend: Backend;
  /** Of the rows. */
  readonly fingerprint: string;
  /** The run that left the checkpoint to go on from. */
  readonly interrupted: string | undefined;
}

export interface TrainedModel {
  /** The bundle, read back from disk. */
  readonly bundle: Bundle;
  readonly backend: Backend;
}

/**
 * The life of a model: read, split, encode, fit, calibrate, decide, evaluate, and write the bundle, which is read back
 * and held to its golden predictions.
 *
 * @throws DiabetesError where data, backend or output folder cannot be used, and when the signal aborts; an earlier
 *   bundle in the folder is then untouched
 */
export async function trainModel(options: TrainModelOptions): Promise<TrainedModel> {
  const { schema, params, report, out } = options;
  await checkReplaceable(out, BUNDLE_FOLDER);
  const onRows = guardMemory(options.memory);
  onRows(0);
  const stage = createStageRunner(report, options.clock);
  const backend = await startBackend(params.train.backend, options.environment);
  report({
    type: 'notice',
    level: 'info',
    code: 'backend',
    message: `backend ${backend.name} (${backend.library}): ${backend.why}`,
  });
  const rows = await stage('read', 'Reading the rows', async () => {
    const loaded = await loadLabelledRows({ ...options, params: params.split, onRows });
    const value = arrangeRows(loaded, params.train.seed);
    const indicators = schema.indicators.length - value.absent.length;
    return { value, summary: `${quantity(value.dataset.rows, 'row')}, ${quantity(indicators, 'indicator')}` };
  });
  const checkpoints = checkpointsFor(options, rows, backend);
  const { fingerprint } = rows;
  const runId = await options.beginRun({ backend, fingerprint, interrupted: await checkpoints?.interrupted() });
  checkpoints?.belongTo(runId);
  report(rowsRead(options.origin, { ...rows, rows: rows.dataset.rows, parts: partSizes(rows) }));
  const room = createPredictionRoom(rows.parts, schema.target.classes.length);
  const fitted = await fitModel({ ...options, rows, room, stage, backend, checkpoints });
  if (options.verifyRepro === true) {
    await verifyRepro(fitted, { ...options, rows, room, stage, backend, checkpoints: undefined });
  }
  const predictor = createPredictor(fitted.spec, fitted.weights);
  const results = await stage('evaluate', 'Evaluating', async () => {
    const value = await evaluate(predictor, rows, { ...options, room, backend });
    return { value, summary: headline(value) };
  });
  const bundle = await stage('bundle', 'Writing the bundle', async () => {
    const population = await describePopulation(predictor, rows, { room, seed: params.train.seed });
    const value = await saveBundle({ options, runId, backend, rows, fitted, predictor, results, population });
    return { value, summary: `${out}, version ${value.version}` };
  });
  await checkpoints?.remove();
  return { bundle, backend };
}

function partSizes({ parts: { train, validation, test } }: ArrangedRows) {
  return { train: train.rows, validation: validation.rows, test: test.rows };
}

/** The checkpoints of a training by all that decides its weights. */
function checkpointsFor(
  options: TrainModelOptions,
  rows: ArrangedRows,
  backend: Backend,
): CheckpointFolder | undefined {
  const { checkpoints, params, schema } = options;
  if (checkpoints === undefined) return undefined;
  const { features, split, train } = params;
  const deciding = { features, split, train, schema, fingerprint: rows.fingerprint, library: backend.library };
  return openCheckpoints(checkpoints.folder, sha256(JSON.stringify(deciding)).slice(0, 16), checkpoints.resume);
}

/** @throws DiabetesError NOT_REPRODUCIBLE where a second fit gives other bytes */
async function verifyRepro(fitted: FittedModel, options: FitModelOptions): Promise<void> {
  const again = await fitModel(options);
  const different = again.weights.findIndex((weight, i) => !Object.is(weight, fitted.weights[i]));
  if (different < 0) return;
  throw new DiabetesError('NOT_REPRODUCIBLE', `a second training gave another value for weight ${different}`, {
    hint: 'Train with --backend wasm, whose arithmetic is the same every time, and report this if it is not.',
  });
}

interface Results {
  readonly validation: Assessment;
  /** Absent where no rows were kept for it. */
  readonly test?: Assessment;
  readonly baselines: Baselines;
}

async function evaluate(
  predictor: Predictor,
  rows: ArrangedRows,
  options: TrainModelOptions & { readonly room: PredictionRoom; readonly backend: Backend },
): Promise<Results> {
  const { parts } = rows;
  const assess = createAssessor(options.room);
  const validation = assess(predictor, parts.validation);
  const baselines = await fitBaselines({ ...options, rows, assess });
  if (parts.test.rows === 0) return { validation, baselines };
  return { validation, test: assess(predictor, parts.test), baselines };
}

function headline({ test, validation }: Results): string {
  const { roc_auc_any: auc, log_loss: loss } = (test ?? validation).metrics;
  const where = test === undefined ? 'validation' : 'test';
  return `${where}: roc_auc_any ${auc?.toFixed(4) ?? 'undefined'}, log_loss ${loss?.toFixed(4) ?? 'undefined'}`;
}

interface Made {
  readonly options: TrainModelOptions;
  readonly runId: string | null;
  readonly backend: Backend;
  readonly rows: ArrangedRows;
  readonly fitted: FittedModel;
  readonly predictor: Predictor;
  readonly results: Results;
  readonly population: Population;
}

async function saveBundle(made: Made): Promise<Bundle> {
  const { options, runId, rows, fitted, predictor, backend, population } = made;
  const { schema, out, provenance, params, clock } = options;
  return writeBundle(out, {
    manifest: manifestOf(made),
    weights: fitted.weights,
    layersModel: await layersModelJson(fitted.spec.network),
    golden: createGolden(predictor, rows.parts.train),
    profile: createProfile(schema, rows.parts.train),
    population,
    provenance: {
      formatVersion: 1,
      createdAt: new Date(clock.now()).toISOString(),
      ...provenance,
      runId,
      backendReason: backend.why,
      params,
    },
  });
}

function manifestOf({ options, backend, rows, fitted, results }: Made): Omit<Manifest, 'files'> {
  const { validation, test, baselines } = results;
  const { features, train, decision } = options.params;
  const { backend: _, ...deciding } = train;
  const counts = countClasses(rows.dataset, options.schema);
  return {
    formatVersion: MANIFEST_FORMAT_VERSION,
    ...fitted.spec,
    params: { features, train: deciding, decision },
    backend: { name: backend.name, library: backend.library, threads: backend.threads },
    data: {
      source: rows.source,
      rows: rows.dataset.rows,
      fingerprint: rows.fingerprint,
      classes: Object.fromEntries(options.schema.target.classes.map(({ id }, k) => [id, counts[k]!])),
      absent: rows.absent,
    },
    split: rows.recipe,
    metrics: { validation: validation.metrics, ...(test === undefined ? {} : { test: test.metrics }) },
    baselines,
    curves: (test ?? validation).curves,
    history: fitted.history,
  };
}
