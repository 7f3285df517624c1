import { describe, expect, it } from '@jest/globals';
import type { DiabetesError } from '../../../src/foundation/errors.ts';
import type { ProcessResult } from '../../../src/foundation/process-runner.ts';
import { sparkFailure } from '../../../src/spark/spark-failure.ts';

/** The error of a spark-submit that ended so; the words were recorded from Spark 4.3. */
const failureOf = (result: Partial<ProcessResult>, problem?: Parameters<typeof sparkFailure>[1]): DiabetesError =>
  sparkFailure({ exitCode: 1, stdout: '', stderr: '', ...result }, problem, '/package/spark/requirements.txt');

describe('a Spark that cannot start', () => {
  it.each([
    ['JAVA_HOME is not set\n'],
    ['/spark/bin/spark-class: line 97: /opt/none/bin/java: No such file or directory\n'],
    ['pyspark.errors.exceptions.base.PySparkRuntimeError: [JAVA_GATEWAY_EXITED] Java gateway process exited\n'],
    ['Error: LinkageError occurred\njava.lang.UnsupportedClassVersionError: SparkSubmit has been compiled by\n'],
  ])('lacks Java: %j', (stderr) => {
    expect(failureOf({ stderr })).toMatchObject({
      code: 'TOOL_MISSING',
      message: 'spark-submit finds no Java that it can use',
      hint: expect.stringMatching(/Java 17.*JAVA_HOME/),
    });
  });

  it('lacks pyspark', () => {
    const stderr = "Could not find valid SPARK_HOME while searching ['/tmp']\n\nDid you install PySpark via pip?\n";
    expect(failureOf({ stderr })).toMatchObject({ code: 'TOOL_MISSING', hint: expect.stringContaining('activate') });
  });

  it('says what is wrong with its settings', () => {
    const stderr =
      'Invalid maximum heap size: -Xmx1x\nError: Could not create the Java Virtual Machine.\n' +
      'Error: A fatal exception has occurred. Program will exit.\n';
    expect(failureOf({ stderr })).toMatchObject({
      code: 'TOOL_FAILED',
      exitCode: 5,
      message: 'Spark failed: A fatal exception has occurred. Program will exit.',
      details: [
        { where: 'Spark', message: 'Could not create the Java Virtual Machine.' },
        { where: 'Spark', message: 'Invalid maximum heap size: -Xmx1x' },
      ],
      hint: undefined,
    });
  });

  it('says what Python says of a package that is missing', () => {
    const stderr =
      'Traceback (most recent call last):\n  File "/package/spark/predict_job.py", line 41, in <module>\n' +
      "    import pyarrow as pa\nModuleNotFoundError: No module named 'pyarrow'\n" +
      '26/11/23 21:40:02 INFO ShutdownHookManager: Shutdown hook called\n';
    expect(failureOf({ stderr })).toMatchObject({
      message: "Spark failed: ModuleNotFoundError: No module named 'pyarrow'",
      hint: expect.stringContaining('pip install -r /package/spark/requirements.txt'),
    });
  });

  it.each<[Partial<ProcessResult>, string]>([
    [
      {
        stderr:
          'WARNING: Using incubator modules: jdk.incubator.vector\n' +
          'Exception in thread "main" org.apache.spark.SparkException: Master must start with yarn\n\tat x.y(Z.scala:1)\n',
      },
      'SparkException: Master must start with yarn',
    ],
    [{ stderr: 'a\nb\n' }, 'b'],
    [{ exitCode: 7 }, 'it ended with exit code 7 and no word'],
    [{ exitCode: null }, 'it was ended by a signal'],
  ])('%j', (result, words) => {
    expect(failureOf(result).message).toBe(`Spark failed: ${words}`);
  });
});

describe('a job that fails', () => {
  const problem = {
    problem: 'failed',
    message: 'java.io.EOFException: Unexpected end of input stream',
    causes: ['org.apache.spark.SparkException: [FAILED_READ_FILE.NO_HINT] Encountered error while reading file x.gz.'],
  } as const;

  it('is told by its last cause, the others below it, and all that Spark wrote as the cause', () => {
    const error = failureOf({ stdout: 'out', stderr: 'stack upon stack' }, problem);
    expect(error).toMatchObject({
      code: 'TOOL_FAILED',
      message: 'Spark failed: EOFException: Unexpected end of input stream',
      details: [
        {
          where: 'Spark',
          message: 'SparkException: [FAILED_READ_FILE.NO_HINT] Encountered error while reading file x.gz.',
        },
      ],
      cause: expect.objectContaining({ message: 'out\nstack upon stack' }),
    });
  });

  it('says what reaches S3, and nothing twice', () => {
    const message = 'java.lang.ClassNotFoundException: Class org.apache.hadoop.fs.s3a.S3AFileSystem not found';
    const twice = { ...problem, message, causes: [`java.lang.RuntimeException: ${message}`] };
    expect(failureOf({ stdout: message }, twice)).toMatchObject({
      hint: expect.stringContaining('spark.jars.packages=org.apache.hadoop:hadoop-aws'),
      details: [],
    });
  });
});
