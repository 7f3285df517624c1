import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { runCommand } from './run-command.ts';

const python = process.env.DIABETES_TEST_SPARK_PYTHON;
const programs = python === undefined ? undefined : dirname(python);

/** Why no job can be given to Spark, or undefined where one can. */
export const missingSpark = await whatIsMissing();

async function whatIsMissing(): Promise<string | undefined> {
  if (programs === undefined || !existsSync(join(programs, 'spark-submit'))) {
    return 'DIABETES_TEST_SPARK_PYTHON names no Python with pyspark and onnxruntime';
  }
  return (await runCommand(['java', '-version'])).exitCode === 0 ? undefined : 'there is no Java';
}

/**
 * Variables with which `spark-submit` is on the PATH, and nothing that the person who runs the tests has set of Spark.
 *
 * @param temporary where programs put what they need for a while
 */
export function sparkEnvironment(temporary: string): Record<string, string | undefined> {
  const { SPARK_HOME: _home, SPARK_CONF_DIR: _conf, PYSPARK_PYTHON: _python, ...others } = process.env;
  return { ...others, PATH: [programs, process.env.PATH].join(delimiter), TMPDIR: temporary };
}
