import { join } from 'node:path';
import { DiabetesError } from '../foundation/errors.ts';
import type { ProcessResult, ProcessRunner } from '../foundation/process-runner.ts';

/** How Spark is to run a job. */
export interface SparkSettings {
  /** What spark-submit's own configuration says where it is left out; `local[*]` where that says nothing. */
  readonly master?: string;
  readonly conf: readonly (readonly [key: string, value: string])[];
}

/** A program for Spark. */
export interface SparkProgram {
  /** The path of the Python file. */
  readonly script: string;
  /** Files that go with it, and whose names are its arguments. */
  readonly files: readonly string[];
  /** What the job is called where Spark lists its jobs. */
  readonly name: string;
}

/** The arguments of spark-submit (https://spark.apache.org/docs/latest/submitting-applications.html). */
export function submitArgs(
  { script, files, name }: SparkProgram,
  { master, conf }: SparkSettings,
  args: readonly string[],
): readonly string[] {
  return [
    ...(master === undefined ? [] : ['--master', master]),
    ...['--name', name],
    ...conf.flatMap(([key, value]) => ['--conf', `${key}=${value}`]),
    ...['--files', files.join(',')],
    script,
    ...args,
  ];
}

/**
 * Runs spark-submit: the one on the PATH, else the one in the folder that SPARK_HOME names.
 *
 * @throws DiabetesError TOOL_MISSING with `install` as its hint
 */
export async function runSparkSubmit(
  args: readonly string[],
  tools: {
    readonly run: ProcessRunner;
    readonly sparkHome: string | undefined;
    readonly install: string;
    readonly signal: AbortSignal;
  },
): Promise<ProcessResult> {
  const { run, sparkHome, install, signal } = tools;
  const places = ['spark-submit', ...(sparkHome === undefined ? [] : [join(sparkHome, 'bin', 'spark-submit')])];
  for (const program of places) {
    const result = await run([program, ...args], { signal });
    if (result.isMissing !== true) return result;
  }
  const also = sparkHome === undefined ? '' : `, and there is none in ${join(sparkHome, 'bin')}`;
  const message = `spark-submit is not installed: the PATH leads to no such program${also}`;
  throw new DiabetesError('TOOL_MISSING', message, { hint: install });
}
