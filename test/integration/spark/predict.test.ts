import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { predictWithSpark, type PredictSparkOptions } from '../../../src/commands/predict/spark.ts';
import type { ProcessResult } from '../../../src/foundation/process-runner.ts';
import type { Bundle } from '../../../src/pipeline/bundle/load-bundle.ts';
import type { PredictJob } from '../../../src/spark/predict-job.ts';
import { fakeContext, type FakeContext } from '../../helpers/fake-context.ts';
import { writeMadeUpBundle } from '../../helpers/write-made-up-bundle.ts';

/** What a spark-submit was given. */
interface Submitted {
  readonly argv: readonly string[];
  readonly job: PredictJob;
  readonly model: Buffer;
  readonly scratch: string;
}

describe('predict with Spark', () => {
  let folder: string;
  let bundle: Bundle;
  let submitted: Submitted | undefined;
  let context: FakeContext;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spark-'));
    bundle = await writeMadeUpBundle(join(folder, 'model'));
    await writeFile(join(folder, 'people.csv'), 'I0,id\n1,a\n');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  beforeEach(() => {
    submitted = undefined;
    context = fakeContext({ cwd: folder });
  });

  /** Runs the command with a spark-submit that ends so. */
  async function predict(
    result: Partial<ProcessResult> | ((job: PredictJob) => Promise<Partial<ProcessResult>>),
    options: Partial<PredictSparkOptions> = {},
  ): Promise<void> {
    const runProcess = async (argv: readonly string[]): Promise<ProcessResult> => {
      const files = argv[argv.indexOf('--files') + 1]!.split(',');
      const job = JSON.parse(await readFile(files[0]!, 'utf8')) as PredictJob;
      submitted = { argv, job, model: await readFile(files[1]!), scratch: dirname(files[0]!) };
      const ended = typeof result === 'function' ? await result(job) : result;
      return { exitCode: 0, stdout: '', stderr: '', ...ended };
    };
    const given = { input: 'people.csv', out: 'out', ignoreColumn: [], spark: { conf: [] } };
    const common = { json: true, quiet: false, verbose: false };
    const model = { schema: bundle.manifest.schema, bundle: () => bundle };
    await predictWithSpark({ ...given, ...common, ...options }, model, { ...context, runProcess });
  }
  const reported = (report: object) => ({ stdout: `diabetes-predict-job: ${JSON.stringify(report)}\n` });
  const document = () => JSON.parse(context.streams.written.stdout()) as unknown;
  const COLUMNS = ['I0', 'id'];

  it('hands the job and the model to spark-submit, and tells what it did', async () => {
    await predict(reported({ rows: 1, rejected: 0, columns: COLUMNS }), { ignoreColumn: ['I3'] });
    expect(submitted!.argv.slice(0, 3)).toEqual(['spark-submit', '--name', 'diabetes predict']);
    expect(submitted!.argv.slice(-3)).toEqual([
      expect.stringMatching(/\/spark\/predict_job\.py$/),
      'job.json',
      'model.onnx',
    ]);
    const places = { input: `file:${folder}/people.csv`, out: `file:${folder}/out`, errors: null };
    expect(submitted!.job).toMatchObject({ ...places, ignored: ['I3'] });
    expect(submitted!.model).toEqual(await readFile(join(folder, 'model/model.onnx')));
    expect(document()).toEqual({
      ...{ schemaVersion: 1, command: 'predict', engine: 'spark', rows: 1, out: join(folder, 'out') },
      ...{ model: { digest: bundle.digest, version: bundle.version }, disclaimer: '' },
    });
    expect(context.streams.written.stderr()).toContain('people.csv lacks 7 of the 9 indicators');
    await expect(readdir(submitted!.scratch)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('tells of rejected rows, which --strict makes a negative result', async () => {
    const report = reported({ rows: 1, rejected: 2, columns: COLUMNS });
    await predict(report, { errors: 'errors', json: false, quiet: true });
    expect(context.streams.written.stdout()).toBe(
      `1 row, with predictions, in ${folder}/out\n` +
        `2 rows that could not be predicted, and why, in ${folder}/errors\n`,
    );
    await expect(predict(report, { errors: 'errors', strict: true })).rejects.toMatchObject({ exitCode: 3 });
    const none = reported({ rows: 3, rejected: 0, columns: COLUMNS });
    context = fakeContext({ cwd: folder });
    await predict(none, { errors: 'errors', strict: true });
    expect(document()).toMatchObject({ rows: 3, rejected: 0 });
    expect(document()).not.toHaveProperty('errors');
  });

  it('does not know the count of rows of a driver that ran elsewhere', async () => {
    await predict({ stdout: 'application_1 SUCCEEDED' }, { errors: 's3a://b/errors' });
    expect(document()).toMatchObject({ out: join(folder, 'out'), errors: 's3a://b/errors' });
    expect(document()).not.toHaveProperty('rows');
    await expect(predict({}, { errors: 's3a://b/errors', strict: true })).rejects.toMatchObject({
      code: 'TOOL_FAILED',
      hint: expect.stringContaining('spark.submit.deployMode=client'),
    });
  });

  it('leaves nothing behind where the job fails', async () => {
    const before = await readdir(folder);
    const half = async ({ out, errors }: PredictJob) => {
      for (const place of [out, errors!])
        await mkdir(join(place.slice('file:'.length), '_temporary'), { recursive: true });
      return { exitCode: 1, stderr: 'java.lang.OutOfMemoryError: Java heap space' };
    };
    await expect(predict(half, { errors: 'deep/errors' })).rejects.toMatchObject({
      code: 'TOOL_FAILED',
      message: 'Spark failed: OutOfMemoryError: Java heap space',
    });
    await rm(join(folder, 'deep'), { recursive: true });
    expect(await readdir(folder)).toEqual(before);
    await expect(readdir(submitted!.scratch)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it.each<[string, Partial<PredictSparkOptions>, object]>([
    ['what is not there', { input: 'none.csv' }, { code: 'PATH_NOT_FOUND' }],
    ['to write over something', { out: 'model' }, { code: 'WRITE_FAILED' }],
    ['to write both to one place', { errors: './out' }, { code: 'USAGE' }],
    [
      'to write one place inside the other',
      { errors: 'out/bad' },
      { message: expect.stringMatching(/^--errors .* --out /) },
    ],
    ['the same the other way round', { out: 'bad/out', errors: 'bad' }, { message: expect.stringMatching(/^--out /) }],
    [
      'to write inside what is read',
      { input: '.' },
      { message: expect.stringMatching(/^--out .* is inside --input /) },
    ],
    [
      'the same of URIs',
      { input: 's3a://b/', out: 's3a://b/risks' },
      { code: 'USAGE', message: '--out s3a://b/risks is inside --input s3a://b/' },
    ],
    ['to ignore what is no indicator', { ignoreColumn: ['id'] }, { code: 'USAGE' }],
  ])('refuses %s before Spark starts', async (_, options, error) => {
    await expect(predict({}, options)).rejects.toMatchObject(error);
    expect(submitted).toBeUndefined();
  });

  it('refuses a model of which there is no ONNX, or not that of the manifest', async () => {
    const { 'model.onnx': _, ...files } = bundle.manifest.files;
    const whole = bundle;
    try {
      bundle = { ...whole, manifest: { ...whole.manifest, files } };
      await expect(predict({})).rejects.toMatchObject({
        code: 'INVALID_BUNDLE',
        message: expect.stringContaining('has no model.onnx'),
        hint: expect.stringContaining('diabetes train'),
      });
      bundle = { ...whole, manifest: { ...whole.manifest, files: { ...files, 'model.onnx': '00' } } };
      await expect(predict({})).rejects.toMatchObject({ message: expect.stringContaining('was changed') });
    } finally {
      bundle = whole;
    }
    expect(submitted).toBeUndefined();
  });
});
