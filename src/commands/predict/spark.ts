import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiabetesError, NegativeResult } from '../../foundation/errors.ts';
import { quantity } from '../../foundation/quantity.ts';
import { loadOnnx } from '../../pipeline/bundle/load-bundle.ts';
import { lackingNotice } from '../../pipeline/workflows/lacking-notice.ts';
import { createStageRunner } from '../../pipeline/workflows/stages.ts';
import type { PredictReport } from '../../spark/job-report.ts';
import { placeOf, type Place } from '../../spark/places.ts';
import { runPredictJob } from '../../spark/run-predict-job.ts';
import type { SparkSettings } from '../../spark/spark-submit.ts';
import { createOutput } from '../../terminal/output.ts';
import { createProgress } from '../../terminal/progress.ts';
import { renderSparkPrediction, type SparkPredictionDocument } from '../../terminal/render-spark-prediction.ts';
import type { CommandContext } from '../command-context.ts';
import type { CommonOptions } from '../common-options.ts';
import type { SparkPaths } from './engine-options.ts';
import type { PredictModel } from './model.ts';

/** Which rows Spark predicts, and where they go. */
export interface PredictSparkOptions extends CommonOptions, SparkPaths {
  readonly spark: SparkSettings;
  /** Where rows go that cannot be predicted. */
  readonly errors?: string;
  /** Whether such rows make the result a negative one. */
  readonly strict?: boolean;
  readonly ignoreColumn: readonly string[];
}

/** Predicts each row of a file or folder with Apache Spark; the outputs are complete or not there. */
export async function predictWithSpark(
  options: PredictSparkOptions,
  model: PredictModel,
  context: CommandContext,
): Promise<void> {
  const bundle = model.bundle();
  const { streams, clock, cwd } = context;
  const { digest, version } = bundle;
  const input = placeOf(options.input, cwd);
  const out = placeOf(options.out, cwd);
  const errors = options.errors === undefined ? undefined : placeOf(options.errors, cwd);
  if (errors?.uri === out.uri) throw sameFolder(out.name);
  refuseInside(['--out', out], ['--input', input]);
  if (errors !== undefined) {
    refuseInside(['--errors', errors], ['--input', input]);
    refuseInside(['--errors', errors], ['--out', out]);
    refuseInside(['--out', out], ['--errors', errors]);
  }
  const request = {
    ...{ input, out, ...(errors === undefined ? {} : { errors }) },
    ...{ schema: model.schema, model: await loadOnnx(bundle), ignore: options.ignoreColumn, spark: options.spark },
  };
  const progress = createProgress(streams, options);
  let report: PredictReport | undefined;
  try {
    report = await createStageRunner(progress.report, clock)('predict', 'Predicting with Spark', async () => {
      const value = await runPredictJob(request, sparkTools(context));
      return { value, summary: value === undefined ? '' : quantity(value.rows, 'row') };
    });
    if (report !== undefined && !options.quiet) {
      const lacking = lackingColumns(report.columns, model, options.ignoreColumn);
      if (lacking.length > 0) progress.report(lackingNotice(input.name, lacking, model.schema));
    }
  } finally {
    progress.stop();
  }
  const { rows, rejected = 0 } = report ?? {};
  const document: SparkPredictionDocument = {
    ...{ schemaVersion: 1, command: 'predict', engine: 'spark' },
    ...(rows === undefined ? {} : { rows }),
    ...(rows === undefined || errors === undefined ? {} : { rejected }),
    ...(errors === undefined || (rows !== undefined && rejected === 0) ? {} : { errors: errors.name }),
    ...{ out: out.name, model: { digest, version }, disclaimer: model.schema.disclaimer },
  };
  await createOutput(streams, options).result(document, renderSparkPrediction);
  if (options.strict !== true) return;
  if (rows === undefined) throw uncounted();
  if (rejected > 0) throw new NegativeResult(3);
}

function sparkTools({ runProcess, environment, packageRoot, signal }: CommandContext) {
  return {
    run: runProcess,
    sparkHome: environment.SPARK_HOME,
    programs: join(packageRoot, 'spark'),
    scratchFolder: tmpdir(),
    signal,
  };
}

function lackingColumns(columns: readonly string[], { schema }: PredictModel, ignored: readonly string[]) {
  const names = schema.indicators.map(({ name }) => name);
  return names.filter((name) => !columns.includes(name) && !ignored.includes(name));
}

function sameFolder(name: string): DiabetesError {
  return new DiabetesError('USAGE', `--out and --errors are the same folder, ${name}`, {
    hint: 'Name another folder with --errors.',
  });
}

/** Spark reads a folder with all that are in it: the rows of one would later count as those of the other. */
function refuseInside([option, inner]: readonly [string, Place], [other, outer]: readonly [string, Place]): void {
  if (!inner.uri.startsWith(`${outer.uri.replace(/\/$/, '')}/`)) return;
  throw new DiabetesError('USAGE', `${option} ${inner.name} is inside ${other} ${outer.name}`, {
    hint: `Name a folder beside it with ${option}.`,
  });
}

function uncounted(): DiabetesError {
  const message = 'whether rows were rejected is not known: the driver of the job ran on another machine';
  return new DiabetesError('TOOL_FAILED', message, {
    hint: 'Leave --strict out, or run the driver here: --spark-conf spark.submit.deployMode=client',
  });
}
