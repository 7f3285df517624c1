import { describe, expect, it } from '@jest/globals';
import type { ProcessRunner } from '../../../src/foundation/process-runner.ts';
import { runSparkSubmit, submitArgs } from '../../../src/spark/spark-submit.ts';

const DONE = { exitCode: 0, stdout: 'done', stderr: '' };
const PROGRAM = { script: '/package/job.py', files: ['/tmp/a b/job.json', '/tmp/model.onnx'], name: 'a job' };

describe('the arguments of spark-submit', () => {
  it('leave the master to its own configuration', () => {
    expect(submitArgs(PROGRAM, { conf: [] }, ['job.json'])).toEqual([
      '--name',
      'a job',
      '--files',
      '/tmp/a b/job.json,/tmp/model.onnx',
      '/package/job.py',
      'job.json',
    ]);
  });

  it('hold settings as they were given', () => {
    const conf = [
      ['spark.executor.memory', '4g'],
      ['spark.x', 'a=b c'],
    ] as const;
    expect(submitArgs(PROGRAM, { master: 'yarn', conf }, [])).toEqual([
      ...['--master', 'yarn', '--name', 'a job'],
      ...['--conf', 'spark.executor.memory=4g', '--conf', 'spark.x=a=b c'],
      ...['--files', '/tmp/a b/job.json,/tmp/model.onnx', '/package/job.py'],
    ]);
  });
});

describe('spark-submit', () => {
  const { signal } = new AbortController();
  const called: (readonly string[])[] = [];
  /** A machine that has nothing but these programs. */
  const machineWith =
    (...programs: string[]): ProcessRunner =>
    (argv) => {
      called.push(argv);
      return Promise.resolve(programs.includes(argv[0]) ? DONE : { ...DONE, exitCode: null, isMissing: true });
    };
  const run = (runner: ProcessRunner, sparkHome?: string) => {
    called.length = 0;
    return runSparkSubmit(['job.py'], { run: runner, sparkHome, install: 'Install it.', signal });
  };

  it('is the one on the PATH', async () => {
    expect(await run(machineWith('spark-submit', '/spark/bin/spark-submit'), '/spark')).toEqual(DONE);
    expect(called).toEqual([['spark-submit', 'job.py']]);
  });

  it('is else the one that SPARK_HOME names', async () => {
    expect(await run(machineWith('/spark/bin/spark-submit'), '/spark')).toEqual(DONE);
    expect(called.at(-1)).toEqual(['/spark/bin/spark-submit', 'job.py']);
  });

  it.each([
    [undefined, 'spark-submit is not installed: the PATH leads to no such program'],
    ['/x', 'spark-submit is not installed: the PATH leads to no such program, and there is none in /x/bin'],
  ])('is missing with SPARK_HOME %j', async (sparkHome, message) => {
    await expect(run(machineWith(), sparkHome)).rejects.toMatchObject({
      code: 'TOOL_MISSING',
      message,
      hint: 'Install it.',
    });
  });
});
