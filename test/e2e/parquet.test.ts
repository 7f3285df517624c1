import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { DUCKDB_PACKAGE } from '../../src/pipeline/dataset/duckdb.ts';
import { secondSurveyRows } from '../fixtures/second-survey/make-rows.ts';
import { describeWith } from '../helpers/describe-with.ts';
import { diabetes, diabetesJson, missingBuild, QUICK } from '../helpers/diabetes.ts';
import { makeParquet, missingDuckdb, readParquet } from '../helpers/parquet.ts';
import { runCommand } from '../helpers/run-command.ts';
import { PROJECT_ROOT } from '../helpers/working-tree.ts';

const SCHEMA = ['--schema', join(PROJECT_ROOT, 'test/fixtures/second-survey/schema.yaml')];
const ADDED = ['p_low', 'p_high', 'p_any', 'predicted_class'];

interface Trained {
  readonly bundleDigest: string;
  readonly data: { readonly fingerprint: string; readonly rows: number };
}

describeWith(missingBuild ?? missingDuckdb, 'Parquet and gzip', () => {
  let cwd: string;
  let fromCsv: Trained;
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'parquet-'));
    const rows = secondSurveyRows(800, 7);
    await writeFile(join(cwd, 'rows.csv'), rows);
    await writeFile(join(cwd, 'rows.csv.gz'), gzipSync(rows));
    await makeParquet(join(cwd, 'rows.parquet'), `FROM read_csv('${cwd}/rows.csv')`);
    const people = `SELECT 'no ' || row_number() OVER () || ', "x"' AS "who, where", * EXCLUDE (outcome),
      DATE '2020-01-31' AS day, Coldest::DECIMAL(9,3) AS exact, [1, 2] AS list FROM read_csv('${cwd}/rows.csv')`;
    await makeParquet(join(cwd, 'people.parquet'), people);
    fromCsv = await train('model', '--data', 'rows.csv');
  }, 60_000);
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  const train = (out: string, ...argv: string[]) =>
    diabetesJson<Trained>(['train', '--out', out, '--no-track', ...SCHEMA, ...QUICK, ...argv], { cwd });
  const predict = (input: string, out: string) =>
    diabetesJson<{ rows: number }>(['predict', '--model', 'model', '--input', input, '--out', out], { cwd });
  /** A CSV file's rows without their line endings. */
  const linesOf = async (name: string): Promise<string[]> => {
    const bytes = await readFile(join(cwd, name));
    return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString().trimEnd().split('\n');
  };
  /** The predictions at the end of each row. */
  const endings = (lines: readonly string[]) => lines.slice(1).map((line) => line.split(',').slice(-4).join(','));
  const endingsOf = (rows: readonly (readonly unknown[])[]) => rows.map((row) => row.slice(-4).join(','));

  describe('in training', () => {
    it.each([
      ['Parquet', 'rows.parquet'],
      ['gzip', 'rows.csv.gz'],
    ])(
      'gives the same fingerprint and the same bundle from %s',
      async (_, name) => {
        expect(await train('same', '--data', name)).toMatchObject({
          bundleDigest: fromCsv.bundleDigest,
          data: fromCsv.data,
        });
      },
      60_000,
    );

    it('is told by content, not by name, and found by data.path', async () => {
      await cp(join(cwd, 'rows.parquet'), join(cwd, 'data.bin'));
      const { bundleDigest } = await train('same', '--set', `data.path=${join(cwd, 'data.bin')}`);
      expect(bundleDigest).toBe(fromCsv.bundleDigest);
    }, 60_000);

    it('divides a file as it divides the same as CSV', async () => {
      const split = (data: string, out: string) =>
        diabetesJson<{ fingerprint: string }>(['data', 'split', ...SCHEMA, '--data', data, '--out', out], { cwd });
      expect((await split('rows.parquet', 'parts')).fingerprint).toBe((await split('rows.csv', 'others')).fingerprint);
      for (const name of ['train.csv', 'test.csv', 'split.json']) {
        expect(await linesOf(join('parts', name))).toEqual(await linesOf(join('others', name)));
      }
    });
  });

  describe('in predictions', () => {
    let expected: readonly string[];
    beforeAll(async () => {
      await predict('rows.csv', 'plain.csv');
      expected = endings(await linesOf('plain.csv'));
      expect(expected).toHaveLength(800);
    });

    it('goes from gzip to gzip', async () => {
      expect(await predict('rows.csv.gz', 'out/risks.csv.gz')).toMatchObject({ rows: 800 });
      expect(await linesOf('out/risks.csv.gz')).toEqual(await linesOf('plain.csv'));
      const { stdout } = await diabetes(['predict', '--model', 'model', '--input', 'rows.csv.gz'], { cwd });
      expect(stdout.trimEnd().split('\n')).toEqual(await linesOf('plain.csv'));
    });

    it('goes from Parquet to Parquet with all columns and their types', async () => {
      expect(await predict('people.parquet', 'risks.parquet')).toMatchObject({ rows: 800 });
      const before = await readParquet(join(cwd, 'people.parquet'));
      const after = await readParquet(join(cwd, 'risks.parquet'));
      const types = ['DOUBLE', 'DOUBLE', 'DOUBLE', 'VARCHAR'];
      expect(after.columns).toEqual([...before.columns, ...ADDED.map((name, i) => [name, types[i]])]);
      expect(after.rows.map((row) => row.slice(0, -4))).toEqual(before.rows);
      expect(endingsOf(after.rows)).toEqual(expected);
    });

    it('goes from CSV to Parquet: the survey in numbers, other columns in texts', async () => {
      const rows = (await linesOf('rows.csv')).map((line, i) => `${i === 0 ? 'id' : `"0${i}, ""é"""`},${line},`);
      await writeFile(join(cwd, 'people.csv'), `${rows.join('\r\n')}\r\n`.replace(',\r\n', ',note\r\n'));
      expect(await predict('people.csv', 'from-csv.parquet')).toMatchObject({ rows: 800 });
      const { columns, rows: written } = await readParquet(join(cwd, 'from-csv.parquet'));
      expect(columns).toEqual([
        ['id', 'VARCHAR'],
        ['Coldest', 'DOUBLE'],
        ['Soil', 'DOUBLE'],
        ['outcome', 'VARCHAR'],
        ...['Trees', 'Slope', 'Irrigated'].map((name) => [name, 'DOUBLE']),
        ['note', 'VARCHAR'],
        ...ADDED.map((name) => [name, name === 'predicted_class' ? 'VARCHAR' : 'DOUBLE']),
      ]);
      const survey = (await linesOf('rows.csv')).slice(1).map((line, i) => [`0${i + 1}, "é"`, ...line.split(',')]);
      const asText = (cell: unknown) => (typeof cell === 'number' ? String(cell) : (cell ?? ''));
      expect(written.map((row) => row.slice(0, 7).map(asText))).toEqual(survey);
      expect(written.every((row) => row[7] === null)).toBe(true);
      expect(endingsOf(written)).toEqual(expected);
    });

    it('goes from Parquet to CSV, which reads back', async () => {
      await predict('people.parquet', 'from-parquet.csv');
      const lines = await linesOf('from-parquet.csv');
      expect(lines[0]).toBe(`"who, where",Coldest,Soil,Trees,Slope,Irrigated,day,exact,list,${ADDED.join(',')}`);
      expect(lines[1]).toMatch(/^"no 1, ""x""",.*,2020-01-31,.*,"\[1, 2\]",/);
      expect(endings(lines)).toEqual(expected);
      await writeFile(join(cwd, 'back.csv'), lines.map((line) => line.split(',').slice(0, -4).join(',')).join('\n'));
      await predict('back.csv', 'again.csv');
      expect(endings(await linesOf('again.csv'))).toEqual(expected);
    });

    it('takes quotes in paths and column names', async () => {
      const name = `it's "here".parquet`;
      await makeParquet(join(cwd, name), `SELECT *, 1 AS "it's", 2 AS "say ""hi""" FROM read_csv('${cwd}/rows.csv')`);
      await predict(name, `out's "new".parquet`);
      const { columns, rows } = await readParquet(join(cwd, `out's "new".parquet`));
      expect(columns.map(([column]) => column).slice(6)).toEqual(["it's", 'say "hi"', ...ADDED]);
      expect(endingsOf(rows)).toEqual(expected);
    });

    it('leaves nothing behind where it fails', async () => {
      await writeFile(join(cwd, 'cut.csv.gz'), gzipSync(secondSurveyRows(3000, 1)).subarray(0, 10_000));
      await writeFile(join(cwd, 'cut.parquet'), (await readFile(join(cwd, 'rows.parquet'))).subarray(0, 3000));
      await makeParquet(join(cwd, 'dates.parquet'), "SELECT DATE '2020-01-01' AS Trees, 1 AS Slope");
      await makeParquet(join(cwd, 'far.parquet'), 'SELECT unnest([1, 2, 9]) AS Slope');
      const before = await readdir(cwd);
      for (const [input, exitCode, message] of [
        ['cut.csv.gz', 3, 'cut.csv.gz is gzip that cannot be unpacked: it ends too early'],
        ['cut.parquet', 3, 'cut.parquet cannot be read as Parquet: no magic bytes found at end of file'],
        ['dates.parquet', 3, 'dates.parquet has columns that do not hold numbers: Trees is DATE'],
        ['far.parquet', 3, 'far.parquet, row 3, column Slope: 9 is none of the codes'],
      ] as const) {
        for (const out of ['new.csv', 'new.csv.gz', 'new.parquet']) {
          const result = await diabetes(['predict', '--model', 'model', '--input', input, '--out', out], { cwd });
          expect(result).toMatchObject({ exitCode, stdout: '', stderr: expect.stringContaining(message) });
        }
      }
      expect(await readdir(cwd)).toEqual(before);
    }, 60_000);

    it('says that Parquet does not come by standard input', async () => {
      const shell = `"$1" "$2" predict --model model --input - < rows.parquet`;
      const argv = ['sh', '-c', shell, 'sh', process.execPath, join(PROJECT_ROOT, 'bin/diabetes.js')] as const;
      expect(await runCommand(argv, { cwd })).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining('the input is Parquet, which cannot be read from a stream'),
      });
    });
  });

  describe('without DuckDB', () => {
    let program: string;
    beforeAll(async () => {
      const folder = await mkdtemp(join(tmpdir(), 'without-duckdb-'));
      program = join(folder, 'bin/diabetes.js');
      for (const name of ['bin', 'dist', 'data/schema.yaml', 'package.json']) {
        await cp(join(PROJECT_ROOT, name), join(folder, name), { recursive: true });
      }
      await mkdir(join(folder, 'node_modules'));
      for (const name of await readdir(join(PROJECT_ROOT, 'node_modules'))) {
        if (name === '@duckdb') continue;
        await symlink(join(PROJECT_ROOT, 'node_modules', name), join(folder, 'node_modules', name));
      }
    });
    afterAll(() => rm(join(program, '../..'), { recursive: true, force: true }));

    it.each([
      [['train', ...SCHEMA, '--data', 'rows.parquet']],
      [['predict', '--model', 'model', '--input', 'rows.parquet', '--out', 'new.csv']],
      [['predict', '--model', 'model', '--input', 'rows.csv', '--out', 'new.parquet']],
    ])('says how to install it: %j', async (argv) => {
      const before = await readdir(cwd);
      const { exitCode, stdout, stderr } = await runCommand([process.execPath, program, ...argv, '--json'], { cwd });
      expect(JSON.parse(stderr.trimEnd().split('\n').at(-1)!)).toMatchObject({
        code: 'PACKAGE_MISSING',
        message: 'Parquet needs the package @duckdb/node-api, which is not installed',
        hint: expect.stringMatching(`^npm install ${DUCKDB_PACKAGE} `),
      });
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(await readdir(cwd)).toEqual(before);
    });

    it('still reads and writes CSV and gzip', async () => {
      const argv = ['predict', '--model', 'model', '--input', 'rows.csv.gz', '--out', 'plain.csv.gz'] as const;
      expect(await runCommand([process.execPath, program, ...argv], { cwd })).toMatchObject({ exitCode: 0 });
    });
  });

  it('is read by the version of DuckDB that the package names', async () => {
    const text = await readFile(join(PROJECT_ROOT, 'package.json'), 'utf8');
    const { peerDependencies } = JSON.parse(text) as { peerDependencies: Record<string, string> };
    expect(DUCKDB_PACKAGE).toBe(`@duckdb/node-api@${peerDependencies['@duckdb/node-api']!}`);
  });
});
