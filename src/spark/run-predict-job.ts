import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ProcessResult, ProcessRunner } from '../foundation/process-runner.ts';
import { checkIgnored } from '../pipeline/dataset/ignored-columns.ts';
import type { SurveySchema } from '../pipeline/schema/survey-schema.ts';
import { readReport, type PredictReport } from './job-report.ts';
import { asInput, checkOutput, type Place } from './places.ts';
import { describePredictJob } from './predict-job.ts';
import { problemError, type AskedJob } from './problem-error.ts';
import { installSpark, sparkFailure } from './spark-failure.ts';
import { runSparkSubmit, submitArgs, type SparkSettings } from './spark-submit.ts';

/** Which rows are to be predicted, by what, and where the predictions go. */
export interface PredictJobRequest {
  readonly input: Place;
  readonly out: Place;
  readonly errors?: Place;
  readonly schema: SurveySchema;
  /** The model as ONNX. */
  readonly model: Uint8Array;
  /** Indicators that count as unknown in every row. */
  readonly ignore: readonly string[];
  readonly spark: SparkSettings;
}

/** What of this machine a job needs. */
export interface SparkTools {
  readonly run: ProcessRunner;
  readonly sparkHome: string | undefined;
  /** The folder with `predict_job.py` and `requirements.txt`. */
  readonly programs: string;
  /** Where a folder of its own can be made for a while. */
  readonly scratchFolder: string;
  readonly signal: AbortSignal;
}

/**
 * Predicts the rows of a file or folder with Spark. The outputs are complete or as they were: on this machine whatever
 * ends the job, elsewhere unless Spark is killed.
 *
 * @returns undefined where the job's driver ran on another machine, and only its log says what was done
 * @throws DiabetesError PATH_NOT_FOUND, USAGE, WRITE_FAILED, INVALID_DATA as without Spark; TOOL_MISSING, TOOL_FAILED
 */
export async function runPredictJob(request: PredictJobRequest, tools: SparkTools): Promise<PredictReport | undefined> {
  const { input, out, errors, schema, ignore } = request;
  checkIgnored(ignore, schema);
  const places = { input: asInput(input), out: out.uri, errors: errors?.uri ?? null };
  const targets = errors === undefined ? [out] : [out, errors];
  const undo: (() => Promise<void>)[] = [];
  for (const target of targets) undo.push(await checkOutput(target));
  const description = JSON.stringify(describePredictJob(places, schema, ignore));
  const scratch = await mkdtemp(join(tools.scratchFolder, 'diabetes-spark-'));
  try {
    const result = await submit({ ...request, description, scratch }, tools);
    return reportOf(result, { input, targets, schema, ignored: ignore }, requirementsOf(tools));
  } catch (error) {
    for (const restore of undo) await restore();
    throw error;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function submit(
  job: PredictJobRequest & { readonly description: string; readonly scratch: string },
  tools: SparkTools,
): Promise<ProcessResult> {
  const files = [join(job.scratch, 'job.json'), join(job.scratch, 'model.onnx')] as const;
  await writeFile(files[0], job.description);
  await writeFile(files[1], job.model);
  const program = { script: join(tools.programs, 'predict_job.py'), files, name: 'diabetes predict' };
  const args = submitArgs(
    program,
    job.spark,
    files.map((file) => basename(file)),
  );
  return runSparkSubmit(args, { ...tools, install: installSpark(requirementsOf(tools)) });
}

function requirementsOf({ programs }: SparkTools): string {
  return join(programs, 'requirements.txt');
}

function reportOf(result: ProcessResult, asked: AskedJob, requirements: string): PredictReport | undefined {
  const report = readReport(result.stdout);
  if (report !== undefined && 'problem' in report && report.problem !== 'failed') throw problemError(report, asked);
  if (report !== undefined && 'problem' in report) throw sparkFailure(result, report, requirements);
  if (result.exitCode !== 0) throw sparkFailure(result, undefined, requirements);
  return report;
}
