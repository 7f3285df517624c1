import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import type { ParamSources, ResolvedParams } from '../config/resolve-params.ts';
import { DiabetesError, isStopped } from '../foundation/errors.ts';
import type { Reporter } from '../foundation/events.ts';
import type { Bundle } from '../pipeline/bundle/load-bundle.ts';
import type { RowOrigin } from '../pipeline/workflows/load-labelled-rows.ts';
import type { MemoryBudget } from '../pipeline/workflows/memory-budget.ts';
import { BACKEND_CHOICES, type BackendChoice } from '../pipeline/params.ts';
import type { SurveySchema } from '../pipeline/schema/survey-schema.ts';
import type { TrainDocument } from '../terminal/render-train-result.ts';
import type { CommandContext } from './command-context.ts';
import { addCommonOptions, addExamples, commonOptionsOf, type CommonOptions } from './common-options.ts';
import {
  isModelReference,
  modelFolder,
  pathInProject,
  projectRoot,
  readParamsFile,
  readSchema,
} from './project-files.ts';
import { byteSize, collect, givenPath, IGNORE_COLUMN, WordOption, wholeNumber } from './option-values.ts';
import { surroundingsOf } from './provenance.ts';
import { prepareCourier } from './recording/run-courier.ts';
import { addRunOptions, RUN_DEFAULTS, runLabels, type RunLabels, type RunOptions } from './recording/run-options.ts';
import { surroundingTags } from './recording/run-tags.ts';
import { resolveRowOrigin, SYNTHETIC_NOTICE } from './row-origin.ts';
import { recordRun } from './run-recorder.ts';

/** What `diabetes train` was asked to do. */
export interface TrainOptions extends CommonOptions, RunOptions {
  readonly data?: string;
  readonly out?: string;
  readonly schema?: string;
  readonly config?: string;
  readonly set: readonly string[];
  /** Indicators that count as unknown, whatever the file says. */
  readonly ignoreColumn: readonly string[];
  readonly seed?: number;
  readonly backend?: string;
  /** The most memory that training may take, in bytes. */
  readonly maxMemory?: number;
  readonly printConfig: boolean;
  /** Whether to go on where an interrupted training with the same params and rows stopped. */
  readonly resume: boolean;
  /** Whether to train twice and compare. */
  readonly verifyRepro: boolean;
}

type RunTrain = (options: TrainOptions, context: CommandContext) => Promise<void>;

/** `diabetes train`: labelled rows to a model bundle. */
export function createTrainCommand(context: CommandContext, run: RunTrain = runTrain): Command {
  const command = new Command('train')
    .description('Train a model on labelled rows and write its bundle.')
    .option(
      '--data <path>',
      'labelled rows: a CSV or Parquet file, or a folder made by `diabetes data split`',
      givenPath,
    )
    .option(...IGNORE_COLUMN)
    .option('--out <dir>', 'the folder for the bundle (default: models/diabetes)', givenFolder)
    .option('--schema <file>', 'the schema of another survey', givenPath)
    .option('--config <file>', 'another params.yaml', givenPath)
    .option('--set <key=value>', 'set one param, such as train.epochs=20; may be repeated', collect)
    .option('--seed <n>', 'set split.seed and train.seed', wholeNumber)
    .addOption(new WordOption('--backend <name>', 'what does the arithmetic: auto, wasm, node or cpu', BACKEND_CHOICES))
    .option('--max-memory <size>', 'refuse rows that would take more, such as 800MB (default: all there is)', byteSize)
    .option('--resume', 'go on where an interrupted training with the same params and rows stopped')
    .option('--verify-repro', 'train twice and fail unless both give the same bytes')
    .option('--print-config', 'print every param and where it comes from, and stop');
  addRunOptions(command);
  addCommonOptions(command);
  addExamples(command, [
    ['diabetes train', 'Train on data/raw/diabetes.csv, or on built-in synthetic rows where it is absent'],
    ['diabetes train --data survey.csv --out models/mine', 'Train on a file of your own'],
    ['diabetes train --set train.epochs=20 --seed 7', 'Change params for this run'],
  ]);
  return command.action(async (options: Partial<TrainOptions>) => {
    const defaults = { set: [], ignoreColumn: [], printConfig: false, resume: false, verifyRepro: false };
    await run({ ...RUN_DEFAULTS, ...defaults, ...options, ...commonOptionsOf(command) }, context);
  });
}

/** Resolves params, schema and rows, trains, and shows the result. */
export async function runTrain(options: TrainOptions, context: CommandContext): Promise<void> {
  const { createOutput } = await import('../terminal/output.ts');
  const { resolveParams } = await import('../config/resolve-params.ts');
  const output = createOutput(context.streams, options);
  const labels = await runLabels(options);
  const file = await readParamsFile(context, options.config);
  const resolved = resolveParams({ ...file, set: options.set, flags: flagParams(options) });
  if (options.printConfig) {
    const { renderConfig } = await import('../terminal/render-config.ts');
    const { params, origins } = resolved;
    await output.result({ schemaVersion: 1, command: 'config', params, origins }, renderConfig);
    return;
  }
  const schema = await readSchema(context, options.schema);
  const origin = await resolveRowOrigin(context, {
    data: options.data,
    params: resolved.params,
    schema,
    ignore: options.ignoreColumn,
  });

  const { createProgress } = await import('../terminal/progress.ts');
  const progress = createProgress(context.streams, options);
  try {
    if (origin.kind === 'synthetic') {
      progress.report(SYNTHETIC_NOTICE);
    }
    const result = await trainAndRecord({
      options,
      context,
      schema,
      origin,
      resolved,
      labels,
      report: progress.report,
    });
    progress.stop();
    const { renderTrainResult } = await import('../terminal/render-train-result.ts');
    await output.result(result, (document, style) => renderTrainResult(document, schema, style));
  } catch (error) {
    throw withResumeHint(error);
  } finally {
    progress.stop();
  }
}

/** @throws InvalidArgumentError for an empty path, and for a reference */
function givenFolder(value: string): string {
  if (!isModelReference(value)) return givenPath(value);
  throw new InvalidArgumentError('It must be a folder: `diabetes track promote` registers the model of a run.');
}

/** An interrupted training can go on. */
function withResumeHint(error: unknown): unknown {
  if (!isStopped(error)) return error;
  const hint = 'The same command with --resume goes on from here.';
  return new DiabetesError(error.code, error.message, { hint, cause: error });
}

interface Training {
  readonly options: TrainOptions;
  readonly context: CommandContext;
  readonly schema: SurveySchema;
  readonly origin: RowOrigin;
  readonly resolved: ResolvedParams;
  readonly labels: RunLabels;
  readonly report: Reporter;
}

async function trainAndRecord({ options, context, schema, origin, resolved, labels, report }: Training) {
  const { params, origins } = resolved;
  const out = modelFolder(context, options.out);
  const { gitBranch, ...surroundings } = await surroundingsOf(context);
  const seeds = { seed: String(params.train.seed), split_seed: String(params.split.seed) };
  const tags = { ...surroundingTags({ ...surroundings, gitBranch }, context), ...seeds, ...labels.tags };
  const start = { command: 'train', params, ...labels, tags } as const;
  const openCourier = await prepareCourier(context, { ...options, report });
  const recording = { start, track: options.track, report, summarise: summaryOf, openCourier };
  return recordRun(context, recording, async (run) => {
    const begun = context.clock.elapsed();
    const { formatParams } = await import('../config/format-params.ts');
    // TensorFlow.js is loaded here and nowhere else.
    const { trainModel } = await import('../pipeline/workflows/train-model.ts');
    const { bundle } = await trainModel({
      schema,
      params,
      origin,
      out,
      provenance: {
        ...surroundings,
        dataPath: pathOf(origin, context),
        ignoredColumns: options.ignoreColumn,
        origins,
      },
      environment: context.environment,
      report: run.report,
      clock: context.clock,
      beginRun: ({ backend, fingerprint, interrupted }) =>
        run.begin({ tags: { backend: backend.name, data_fingerprint: fingerprint }, interrupted }),
      memory: await memoryBudget(options, context),
      checkpoints: { folder: join(projectRoot(context), '.diabetes', 'checkpoints'), resume: options.resume },
      verifyRepro: options.verifyRepro,
      signal: context.signal,
    });
    await run.keepBundle(bundle.folder);
    await run.keepFiles(new Map([['params.yaml', formatParams(params)]]));
    return documentOf(bundle, {
      durationMs: Math.round(context.clock.elapsed() - begun),
      peakMemoryBytes: context.peakMemoryBytes(),
      runId: run.runId(),
    });
  });
}

function documentOf(bundle: Bundle, measured: Pick<TrainDocument, 'durationMs' | 'peakMemoryBytes' | 'runId'>) {
  const { backend, data, metrics, baselines, files } = bundle.manifest;
  return {
    schemaVersion: 1,
    command: 'train',
    bundle: bundle.folder,
    bundleDigest: bundle.digest,
    version: bundle.version,
    backend,
    data: { source: data.source, rows: data.rows, fingerprint: data.fingerprint },
    metrics: { validation: metrics.validation, test: metrics.test ?? null },
    baselines,
    weightsSha256: files['weights.bin'],
    ...measured,
  } satisfies TrainDocument;
}

/** Where the bundle was written is of no use to a run, which has a copy of its own. */
function summaryOf({ bundle: _, ...result }: TrainDocument): unknown {
  return result;
}

function pathOf(origin: RowOrigin, context: CommandContext): string | null {
  if (origin.kind === 'synthetic') return null;
  return pathInProject(context, origin.kind === 'file' ? origin.path : origin.folder);
}

async function memoryBudget({ maxMemory }: TrainOptions, context: CommandContext): Promise<MemoryBudget> {
  if (maxMemory !== undefined) return { bytes: maxMemory, source: '--max-memory allows' };
  return { bytes: await context.memoryBytes(), source: 'this machine or container has' };
}

/** What the flags set; what was not given stays undefined. */
function flagParams({ seed, backend }: TrainOptions): NonNullable<ParamSources['flags']> {
  return {
    '--seed': { split: { seed }, train: { seed } },
    // The rules check the name, as they do for one from params.yaml.
    '--backend': { train: { backend: backend as BackendChoice | undefined } },
  };
}
