import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describeWith } from '../helpers/describe-with.ts';
import { diabetes, diabetesJson, missingBuild, PROGRAM, QUICK } from '../helpers/diabetes.ts';
import { findProgram } from '../helpers/find-program.ts';
import { makeParquet, missingDuckdb, readParquet } from '../helpers/parquet.ts';
import { missingSpark, sparkEnvironment } from '../helpers/spark.ts';

type Row = readonly unknown[];

interface Result {
  readonly rows: number;
  readonly rejected?: number;
  readonly errors?: string;
  readonly out: string;
}

const DIGITS = 6;

// Spark alone takes ten seconds to start, on a machine that does nothing else.
jest.setTimeout(300_000);

describeWith(missingBuild ?? missingDuckdb ?? missingSpark, 'predict --engine spark', () => {
  let cwd: string;
  let temporary: string;
  /** The lines of made-up people, the header first. */
  let lines: readonly string[];
  beforeAll(async () => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'spark-')));
    [cwd, temporary] = [join(folder, 'project [a] b'), join(folder, 'temporary')];
    await mkdir(cwd);
    await mkdir(temporary);
    await diabetesJson(['train', '--no-track', ...QUICK, '--set', 'data.synthetic_rows=4000'], { cwd });
    await diabetesJson(['data', 'synth', '--unlabelled', '--rows', '300', '--out', 'people.csv'], { cwd });
    lines = (await readFile(join(cwd, 'people.csv'), 'utf8')).trimEnd().split('\n');
  });
  afterAll(() => rm(dirname(cwd), { recursive: true, force: true }));

  const local = (...argv: string[]) => diabetesJson<Result>(['predict', ...argv], { cwd });
  const spark = (...argv: string[]) =>
    diabetes(['predict', '--engine', 'spark', '--spark-master', 'local[2]', ...argv], {
      cwd,
      env: sparkEnvironment(temporary),
    });

  /** The rows in the order of their ids, which are in a column of this name. */
  async function rowsOf(path: string, ...without: string[]): Promise<{ columns: unknown; rows: readonly Row[] }> {
    const { columns, rows } = await readParquet(join(cwd.replace(/[[]/g, '[$&]'), path));
    const kept = columns.flatMap(([name], place) => (without.includes(name) ? [] : [place]));
    const id = columns.findIndex(([name]) => name === 'id');
    const sorted = (rows as Row[]).toSorted((a, b) => Number(a[id]) - Number(b[id]));
    return {
      columns: kept.map((place) => columns[place]),
      rows: sorted.map((row) => kept.map((place) => row[place])),
    };
  }

  function expectSame(found: { columns: unknown; rows: readonly Row[] }, expected: typeof found): void {
    expect(found.columns).toEqual(expected.columns);
    const close = (cell: unknown): unknown =>
      typeof cell === 'number' && !Number.isInteger(cell) ? expect.closeTo(cell, DIGITS) : cell;
    expect(found.rows).toEqual(expected.rows.map((row) => row.map(close)));
  }

  async function expectTidy(): Promise<void> {
    expect((await readdir(temporary)).filter((name) => name.startsWith('diabetes'))).toEqual([]);
  }

  it('gives the rows of CSV what the program itself gives them', async () => {
    const [header, ...people] = lines;
    const odd = people.map((line, i) => `${i},"a ""b"", ${i}",${i % 7 === 0 ? line.replace(/^[^,]*,/, ',') : line}`);
    await writeFile(join(cwd, 'odd[1].csv'), `\uFEFF\r\nid, note ,${header!}\r\n${odd.join('\r\n')}\r\n\r\n`);
    const argv = ['--input', 'odd[1].csv', '--ignore-column', 'Smoker'];
    const { rows } = await local(...argv, '--out', 'local.parquet');
    const { exitCode, stdout, stderr } = await spark(...argv, '--out', 'odd.parquet', '--json');
    expect({ exitCode, rows }).toEqual({ exitCode: 0, rows: 300 });
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ schemaVersion: 1, command: 'predict', engine: 'spark', rows: 300, out: join(cwd, 'odd.parquet') },
      ...{ model: { version: expect.any(String) }, disclaimer: expect.any(String) },
    });
    expect(stdout).not.toMatch(/rejected|errors/);
    expect(stderr).not.toMatch(/WARN|INFO|lacks/);
    expectSame(await rowsOf('odd.parquet/*.parquet'), await rowsOf('local.parquet'));
    await expectTidy();
  });

  it('keeps the folders of a partitioned Parquet data set, and every column as it was', async () => {
    await writeFile(
      join(cwd, 'ids.csv'),
      `id,${lines[0]!}\n${lines
        .slice(1, 41)
        .map((line, i) => `${i},${line}`)
        .join('\n')}\n`,
    );
    const query = (where: string) =>
      `SELECT * REPLACE (BMI::FLOAT + 0.3::FLOAT AS BMI), 2::BIGINT ** 60 + id AS big, [id, NULL] AS list, id::DECIMAL(9,1) AS part
       FROM read_csv('${join(cwd, 'ids.csv')}') WHERE ${where}`;
    for (const [place, where] of [
      ['year=2015/month=01', 'id < 25'],
      ['year=2016/month=11', 'id >= 25'],
    ] as const) {
      await mkdir(join(cwd, 'parts', place), { recursive: true });
      await makeParquet(join(cwd, 'parts', place, 'a.parquet'), query(where));
    }
    await local('--input', join('parts/year=2016/month=11/a.parquet'), '--out', 'part.parquet');
    const { exitCode, stdout, stderr } = await spark('--input', 'parts', '--out', 'predicted');
    expect({ exitCode, errors: /^Error.*/m.exec(stderr) }).toEqual({ exitCode: 0, errors: null });
    expect(stdout).toMatch(/^40 rows, with predictions, in .*\/predicted\nThis is an educational model/);
    expect((await readdir(join(cwd, 'predicted'))).sort()).toEqual([
      '._SUCCESS.crc',
      '_SUCCESS',
      'year=2015',
      'year=2016',
    ]);
    expect(await readdir(join(cwd, 'predicted/year=2015'))).toEqual(['month=01']);
    const found = await rowsOf('predicted/year=2016/month=11/*.parquet', 'year', 'month');
    expect(found.rows).toHaveLength(15);
    expectSame(found, await rowsOf('part.parquet'));
  });

  describe('with rows that cannot be predicted', () => {
    const BAD: readonly (readonly [column: string, cell: string])[] = [
      ['BMI', 'abc'],
      ['BMI', '9.50'],
      ['Age', '52'],
      ['MentHlth', '2.5'],
      ['GenHlth', '1e-7'],
      ['PhysHlth', `"a ""long"" text ${'x'.repeat(40)}"`],
    ];
    let bad: readonly string[];
    beforeEach(() => {
      const header = lines[0]!.split(',');
      bad = BAD.map(([column, cell], i) => {
        const cells = lines[i + 1]!.split(',');
        return cells.with(header.indexOf(column), cell).join(',');
      });
    });

    /** What the program itself says of a row. */
    async function localReason(line: string): Promise<string> {
      await writeFile(join(cwd, 'one.csv'), `${lines[0]!}\n${line}\n`);
      const argv = ['predict', '--input', 'one.csv', '--out', 'none.csv', '--json'];
      const { exitCode, stderr } = await diabetes(argv, { cwd });
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 3 });
      return (JSON.parse(stderr.trim().split('\n').at(-1)!) as { message: string }).message;
    }

    it('writes them elsewhere, with the reasons that the program itself gives, and --strict ends with 3', async () => {
      const ragged = lines[20]!.split(',').slice(0, 3).join(',');
      await mkdir(join(cwd, 'some'));
      await writeFile(join(cwd, 'some/a.csv'), `${lines.slice(0, 11).join('\n')}\n${bad.join('\n')}\n`);
      const packed = [lines[0]!, ragged, ...lines.slice(11, 21)].join('\n');
      await writeFile(join(cwd, 'some/b.csv.gz'), gzipSync(packed));
      const argv = ['--input', 'some', '--out', 'good.csv', '--errors', 'bad.csv', '--strict', '--json'];
      const { exitCode, stdout, stderr } = await spark(...argv);
      expect({ exitCode, stderr: stderr.includes('"type":"error"') }).toEqual({ exitCode: 3, stderr: false });
      expect(JSON.parse(stdout)).toMatchObject({ rows: 20, rejected: 7, errors: join(cwd, 'bad.csv') });
      const good = await csvOf('good.csv');
      expect(good.header).toBe(`${lines[0]!},p_none,p_prediabetes,p_diabetes,p_any,predicted_class`);
      expect(good.lines.map((line) => line.split(',').slice(0, -5).join(',')).sort()).toEqual(
        lines.slice(1, 21).sort(),
      );
      const { header, lines: errors } = await csvOf('bad.csv');
      expect(header).toBe(`${lines[0]!},rejected_column,rejected_reason,rejected_file,rejected_text`);
      expect(errors).toHaveLength(7);
      for (const line of [...bad, ragged]) {
        const reason = (await localReason(line)).replace(/^.*\(line 2\)(, column \w+)?:? /, '');
        const cell = /[",]/.test(reason) ? `"${reason.replaceAll('"', '""')}"` : reason;
        const file = line === ragged ? 'b.csv.gz' : 'a.csv';
        const told = errors.filter((error) => error.includes(`,${cell},${cwd}/some/${file},`));
        expect([line, told]).toEqual([line, [expect.stringContaining(line === ragged ? `,"${ragged}"` : line)]]);
      }
    });

    it('ends at the first one where they have no place to go, and leaves nothing behind', async () => {
      const header = lines[0]!.split(',');
      const objects = [...lines.slice(1, 4), bad[1]!].map((line) => {
        const cells = line.split(',');
        return JSON.stringify(Object.fromEntries(header.map((name, i) => [name, Number(cells[i])])));
      });
      await writeFile(join(cwd, 'bad.jsonl'), objects.join('\n'));
      const before = await readdir(cwd);
      const { exitCode, stdout, stderr } = await spark('--input', 'bad.jsonl', '--out', 'deep/none.jsonl', '--quiet');
      expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
      expect(stderr).toBe(
        `Error: ${cwd}/bad.jsonl, column BMI: 9.5 is outside 12 to 98 kg/m²\n` +
          'Hint: Correct the row, or have such rows written elsewhere with --errors; leave a cell empty where the answer ' +
          'is unknown. The whole column counts as unknown with --ignore-column BMI.\n',
      );
      await rm(join(cwd, 'deep'), { recursive: true, force: true });
      expect(await readdir(cwd)).toEqual(before);
      await expectTidy();
    });

    async function csvOf(folder: string): Promise<{ header: string; lines: readonly string[] }> {
      const names = (await readdir(join(cwd, folder))).filter((name) => name.startsWith('part-'));
      const texts = await Promise.all(names.map((name) => readFile(join(cwd, folder, name), 'utf8')));
      const parts = texts.map((text) => text.trimEnd().split('\n'));
      return { header: parts[0]![0]!, lines: parts.flatMap(([, ...rows]) => rows) };
    }
  });

  it('reads and writes JSON Lines', async () => {
    const people = ['{"id":1,"BMI":31.5,"tags":["a"]}', '', '{"Age":9,"id":2,"BMI":null}', '{"id":3,"BMI":"27"}'];
    await writeFile(join(cwd, 'few.jsonl'), `${people.join('\n')}\n`);
    const { exitCode, stderr } = await spark('--input', '*w.jsonl', '--out', 'few', '--json');
    expect({ exitCode, lacks: stderr.includes('lacks 19 of the 21 indicators') }).toEqual({ exitCode: 0, lacks: true });
    const found = await rowsOf('few/*.parquet');
    await writeFile(join(cwd, 'few.csv'), 'id,Age,BMI\n1,,31.5\n2,9,\n3,,27\n');
    await local('--input', 'few.csv', '--out', 'few.parquet');
    const { rows } = await rowsOf('few.parquet', 'id');
    expect(found.columns).toContainEqual(['tags', 'VARCHAR[]']);
    expect(found.rows.map((row) => row.slice(-5))).toEqual(
      rows.map((row) => row.slice(-5).map((cell) => (typeof cell === 'number' ? expect.closeTo(cell, DIGITS) : cell))),
    );
  });

  it('leaves nothing behind when it is told to stop', async () => {
    const argv = [PROGRAM, 'predict', '--engine', 'spark', '--input', 'people.csv', '--out', 'stopped'];
    const child = spawn(process.execPath, argv, {
      cwd,
      env: sparkEnvironment(temporary),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = once(child, 'close');
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    // From here on spark-submit runs, or is about to.
    while (!(await readdir(temporary)).some((name) => name.startsWith('diabetes'))) await setTimeout(10);
    child.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    expect(stderr).toContain('Error: interrupted\n');
    expect(await readdir(cwd)).not.toContain('stopped');
    await expectTidy();
  });

  describe('on a machine that lacks', () => {
    const people = ['predict', '--engine', 'spark', '--input', 'people.csv', '--out', 'none'];

    it('Spark says how to get it', async () => {
      const bin = join(temporary, 'bin');
      await mkdir(bin);
      await symlink(process.execPath, join(bin, 'node'));
      const { exitCode, stderr } = await diabetes(people, { cwd, env: { PATH: bin, SPARK_HOME: '/none' } });
      expect(exitCode).toBe(5);
      expect(stderr).toMatch(/^Error: spark-submit is not installed: .*, and there is none in \/none\/bin$/m);
      const requirements = /pip install -r (.*requirements\.txt)/.exec(stderr)![1]!;
      expect(await readFile(requirements, 'utf8')).toContain('onnxruntime');
    });

    it('Java says so', async () => {
      const bin = join(temporary, 'without-java');
      await mkdir(bin);
      for (const program of ['bash', 'dirname', 'node']) {
        await symlink(await realpath(findProgram(program)), join(bin, program));
      }
      const { JAVA_HOME: _, ...env } = sparkEnvironment(temporary);
      const [programs] = env.PATH!.split(':');
      for (const variables of [{ JAVA_HOME: temporary }, { PATH: `${programs!}:${bin}` }]) {
        const { exitCode, stderr } = await diabetes(people, { cwd, env: { ...env, ...variables } });
        expect({ exitCode, stderr }).toEqual({
          exitCode: 5,
          stderr: expect.stringMatching(/^Error: spark-submit finds no Java that it can use\nHint: Install Java 17/m),
        });
      }
      expect(await readdir(cwd)).not.toContain('none');
    });
  });
});
