import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../../src/pipeline/dataset/duckdb.ts';
import { openRows } from '../../../src/pipeline/dataset/open-rows.ts';
import { readDataset } from '../../../src/pipeline/dataset/read-dataset.ts';
import type { RowSourceOptions } from '../../../src/pipeline/dataset/row-source.ts';
import { describeWith } from '../../helpers/describe-with.ts';
import { makeParquet, missingDuckdb } from '../../helpers/parquet.ts';
import { runCommand } from '../../helpers/run-command.ts';
import { collect, rejection, type Reading } from '../../unit/dataset/csv-reading.ts';
import { SMALL_SURVEY as schema } from '../../unit/dataset/small-survey.ts';

const NAN = Number.NaN;

const python = process.env.DIABETES_TEST_PYTHON;
const missingPyarrow =
  python === undefined || (await runCommand([python, '-c', 'import pyarrow'])).exitCode !== 0
    ? 'no Python with pyarrow'
    : undefined;

describeWith(missingDuckdb, 'openRows on Parquet', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'open-parquet-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const make = (name: string, query: string, options?: string) => makeParquet(join(folder, name), query, options);
  const read = async (path: string, options: RowSourceOptions): Promise<Reading> =>
    collect((await openRows(path, options)).batches());
  const valuesOf = async (path: string, ...columns: string[]) => {
    const { rows, issues, error } = await read(path, { columns });
    expect({ issues, error }).toEqual({ issues: [], error: undefined });
    return rows.map(({ values }) => values);
  };

  describe('reads', () => {
    it.each([
      ['TINYINT', '-3', -3],
      ['SMALLINT', '300', 300],
      ['INTEGER', '7', 7],
      ['BIGINT', '9007199254740991', Number.MAX_SAFE_INTEGER],
      ['UTINYINT', '255', 255],
      ['UBIGINT', '5', 5],
      ['DECIMAL(5,1)', '27.3', 27.3],
      ['DECIMAL(18,6)', '0.000001', 0.000001],
      ['DOUBLE', '27.3', 27.3],
      ['FLOAT', '27.3', 27.3],
      ['FLOAT', '-15', -15],
      ['FLOAT', '1e10', 1e10],
      ['BOOLEAN', 'true', 1],
      ['BOOLEAN', 'false', 0],
      ['VARCHAR', "' 27.3 '", 27.3],
      ['VARCHAR', "''", NAN],
      ["ENUM('1', '2')", "'2'", 2],
    ])('%s %s as a number, and NULL as unknown', async (type, value, expected) => {
      const path = await make('types.parquet', `SELECT unnest([${value}, NULL])::${type} AS a`);
      expect(await valuesOf(path, 'a')).toEqual([[expected], [NAN]]);
    });

    it('NaN as unknown, and what is infinite as it is', async () => {
      const path = await make('nan.parquet', "SELECT unnest(['nan', 'inf'])::FLOAT AS a, 'nan'::DOUBLE AS b");
      expect(await valuesOf(path, 'a', 'b')).toEqual([
        [NAN, NAN],
        [Infinity, NAN],
      ]);
    });

    it('columns in the order asked for, absent and ignored ones as unknown', async () => {
      const path = await make('order.parquet', "SELECT 1 AS a, 2 AS b, [3] AS c, 'x' AS d");
      expect(await valuesOf(path, 'b', 'nowhere', 'a')).toEqual([[2, NAN, 1]]);
      const { rows, issues } = await read(path, { columns: ['c', 'a', 'd'], ignore: ['c', 'd'] });
      expect(issues).toEqual([]);
      expect(rows[0]!.values).toEqual([NAN, 1, NAN]);
    });

    it('many rows in their order, from several row groups, in arrays that are reused', async () => {
      const query = 'SELECT range AS a, CASE WHEN range % 3 = 0 THEN NULL ELSE range / 8 END AS b FROM range(30000)';
      const path = await make('many.parquet', query, ', ROW_GROUP_SIZE 5000');
      const source = await openRows(path, { columns: ['a', 'b'] });
      const seen = new Set<Float64Array>();
      let next = 0;
      for await (const { firstRow, rows, values } of source.batches()) {
        expect(firstRow).toBe(next + 1);
        for (let i = 0; i < rows; i++) {
          expect(values[1]![i]).toBe(next % 3 === 0 ? NAN : next / 8);
          expect(values[0]![i]).toBe(next++);
        }
        seen.add(values[0]!);
      }
      expect(next).toBe(30_000);
      expect(seen.size).toBe(1);
    });

    it('a file without rows', async () => {
      expect(await valuesOf(await make('none.parquet', 'SELECT 1 AS a WHERE false'), 'a')).toEqual([]);
    });

    it('numbers in texts as CSV has them: what is none is an issue of its row, without a line', async () => {
      const path = await make('text.parquet', "SELECT unnest(['1', '0x1f', 'no']) AS a");
      const { rows, issues } = await read(path, { columns: ['a'] });
      expect(rows.map(({ values, line }) => [...values, line])).toEqual([
        [1, 0],
        [NAN, 0],
        [NAN, 0],
      ]);
      expect(issues).toEqual([
        { row: 2, line: 0, column: 'a', value: '"0x1f"', message: '"0x1f" is not a number' },
        { row: 3, line: 0, column: 'a', value: '"no"', message: '"no" is not a number' },
      ]);
    });

    it('rows as they would stand in CSV, the columns asked for as numbers', async () => {
      const query =
        'SELECT true AS a, \'say "hi", you\' AS "b,c", 1.50::DECIMAL(4,2) AS d, DATE \'2020-02-01\' AS e, NULL::INT AS f';
      const source = await openRows(await make('raw.parquet', query), { columns: ['f', 'a'], keepTexts: true });
      expect(source.rawHeader).toBe('a,"b,c",d,e,f');
      expect((await collect(source.batches())).raw).toEqual(['1,"say ""hi"", you",1.50,2020-02-01,']);
    });
  });

  describe('takes names as they are:', () => {
    it.each([
      `quo'te".parquet`,
      'st*r.parquet',
      'wh?t.parquet',
      'br[a]cket.parquet',
      '{a,b}.parquet',
      "');DROP TABLE x;--.parquet",
      'no extension',
      'sp ace.zip',
    ])('a file %j', async (name) => {
      // What a pattern would find besides.
      await make('star.parquet', 'SELECT 99 AS a');
      await make('bracket.parquet', 'SELECT 99 AS a');
      await copyFile(await make('plain.parquet', 'SELECT 5 AS a'), join(folder, name));
      expect(await valuesOf(join(folder, name), 'a')).toEqual([[5]]);
    });

    it('a folder that looks like a partition or a pattern', async () => {
      await mkdir(join(folder, 'year=2015', 'x[1]*'), { recursive: true });
      const path = await make('year=2015/x[1]*/a.parquet', 'SELECT 5 AS a');
      expect((await openRows(path, { columns: [] })).header).toEqual(['a']);
      expect(await valuesOf(path, 'a', 'year')).toEqual([[5, NAN]]);
    });

    it('columns with quotes, and columns below others, which are none', async () => {
      const query = `SELECT 1 AS "it's", 2 AS "say ""hi""", {'a': {'b': [1]}} AS "deep", 3 AS "c0", 4 AS "1; DROP", 5 AS "ü "`;
      const path = await make('names.parquet', query);
      const names = ["it's", 'say "hi"', 'deep', 'c0', '1; DROP', 'ü'];
      expect((await openRows(path, { columns: [] })).header).toEqual(names);
      const asked = ['ü', '1; DROP', 'say "hi"', 'c0', "it's", 'a'];
      expect(await valuesOf(path, ...asked)).toEqual([[5, 4, 2, 3, 1, NAN]]);
    });
  });

  describe('refuses', () => {
    it('columns of other types, all at once with their types, unless they are ignored or not asked for', async () => {
      const query = "SELECT DATE '2020-01-01' AS a, 1 AS b, [1] AS c, 'x'::BLOB AS d, TIME '10:00' AS e";
      const path = await make('dates.parquet', query);
      const error = await rejection(openRows(path, { columns: ['c', 'b', 'a'], ignore: [] }));
      expect(error).toMatchObject({
        code: 'INVALID_DATA',
        exitCode: 3,
        message: `${path} has columns that do not hold numbers: a is DATE, c is INTEGER[]`,
        hint: expect.stringContaining('--ignore-column'),
      });
      expect((await read(path, { columns: ['b', 'c', 'a'], ignore: ['a', 'c'] })).rows[0]!.values).toEqual([
        1,
        NAN,
        NAN,
      ]);
      expect((await rejection(openRows(path, { columns: ['a'] }))).hint).toBe('Write them as numbers.');
    });

    it.each([
      ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
      ['the magic bytes alone', () => Buffer.from('PAR1')],
      ['without a footer', () => Buffer.from('PAR1\u0040\0\0\0PAR1')],
      ['with a damaged footer', (bytes: Buffer) => bytes.fill(0x5a, bytes.length - 120, bytes.length - 60)],
      ['with damaged rows', (bytes: Buffer) => bytes.fill(0x5a, 4, 3000)],
    ])('a file %s', async (_, damage) => {
      const path = await make('whole.parquet', 'SELECT hash(range) % 100000 AS a FROM range(20000)');
      const broken = join(folder, 'broken.parquet');
      await writeFile(broken, damage(await readFile(path)));
      const error = await openRows(broken, { columns: ['a'] })
        .then(
          async (source) => {
            for await (const { rows } of source.batches()) expect(rows).toBeGreaterThan(0);
            throw new Error('nothing was thrown');
          },
          (thrown: unknown) => thrown,
        )
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'INVALID_DATA', exitCode: 3 });
      const start = `${broken} cannot be read as Parquet: `;
      expect((error as Error).message.slice(0, start.length)).toBe(start);
      expect((error as Error).message.slice(start.length)).toMatch(/^[^:A-Z\n][^\n]*[^.:\n]$/);
      expect((error as Error).message.slice(start.length)).not.toContain(folder);
    });

    it('a name twice that is asked for', async () => {
      const path = await make('cases.parquet', 'SELECT 1 AS a, 2 AS b');
      const bytes = await readFile(path);
      // DuckDB itself writes no name twice: the b of the schema becomes an a.
      const twice = Buffer.from(bytes.toString('latin1').replaceAll('\u0018\u0001b', '\u0018\u0001a'), 'latin1');
      await writeFile(path, twice);
      expect((await rejection(openRows(path, { columns: ['a'] }))).message).toContain('holds "a" more than once');
    });
  });

  it('gives the database nothing but its file: no other file, no network, no extension, no other setting', async () => {
    const path = await make('own.parquet', 'SELECT 1 AS a');
    const other = await make('other.parquet', 'SELECT 1 AS a');
    const { connection, close } = await openDatabase({ paths: [path] });
    await connection.run(`FROM read_parquet('${path}')`);
    for (const forbidden of [
      `FROM read_parquet('${other}')`,
      `COPY (SELECT 1) TO '${folder}/new.parquet'`,
      "FROM read_parquet('http://127.0.0.1:9/a.parquet')",
      'INSTALL httpfs',
      'LOAD httpfs',
      'SET enable_external_access = true',
    ]) {
      await expect(connection.run(forbidden)).rejects.toThrow(
        /disabled|locked|extension|cannot be changed|Cannot|not found/i,
      );
    }
    close();
  });

  it('closes the file when its batches are not wanted', async () => {
    const source = await openRows(await make('closed.parquet', 'SELECT 1 AS a'), { columns: ['a'] });
    await source.close();
    for await (const batch of (await openRows(join(folder, 'closed.parquet'), { columns: ['a'] })).batches()) {
      expect(batch.rows).toBe(1);
      break;
    }
  });

  describe('readDataset', () => {
    const HEADER = 'smoker,days,bmi,ill';
    const LINES = Array.from({ length: 9000 }, (_, i) => {
      const bmi = i % 11 === 0 ? '' : (10 + (i % 870) / 10).toFixed(1);
      return [i % 5 === 0 ? '' : i % 2, i % 301, bmi, i % 3 === 0 ? 7 : 0].join(',');
    });

    it.each([
      ['as DuckDB finds the types', '*'],
      [
        'small integers and floats',
        'ill::UTINYINT AS ill, bmi::FLOAT AS bmi, days::SMALLINT AS days, smoker::BOOLEAN AS smoker',
      ],
      [
        'decimals and texts',
        "bmi::DECIMAL(4,1) AS bmi, smoker::VARCHAR AS smoker, 'x' AS note, days::VARCHAR AS days, ill::VARCHAR AS ill",
      ],
    ])('gives the same rows and fingerprint as CSV: %s', async (_, select) => {
      const csv = join(folder, 'small.csv');
      await writeFile(csv, `${HEADER}\n${LINES.join('\n')}\n`);
      const path = await make('small.parquet', `SELECT ${select} FROM read_csv('${csv}')`);
      expect(await readDataset({ source: path, schema })).toEqual(await readDataset({ source: csv, schema }));
    });

    it('names wrong values by their rows', async () => {
      const path = await make('wrong.parquet', 'SELECT unnest([1, 0, 3]) AS smoker, unnest([0, 7, 5]) AS ill');
      const error = await rejection(readDataset({ source: path, schema }));
      expect(error.details).toEqual([
        { where: 'row 3, column ill', message: '5 is none of the labels 0, 7' },
        { where: 'row 3, column smoker', message: '3 is none of the codes 0 (no), 1 (yes)' },
      ]);
    });
  });

  describeWith(missingPyarrow, 'reads what pyarrow writes', () => {
    it('names that differ only in case, nulls, dictionaries and half floats', async () => {
      const path = join(folder, 'arrow.parquet');
      const script = [
        'import sys, pyarrow as pa, pyarrow.parquet as pq',
        "columns = [pa.array([1, 2]), pa.array([3, 4]), pa.nulls(2), pa.array(['5', None]).dictionary_encode(), pa.array([1.5, None], pa.float16()), pa.array([7, 8])]",
        "pq.write_table(pa.table(columns, names=['Age', 'age', 'none', 'text', 'half', '']), sys.argv[1])",
      ].join('\n');
      expect(await runCommand([python!, '-c', script, path])).toMatchObject({ exitCode: 0 });
      expect(await valuesOf(path, 'age', 'Age', 'none', 'text', 'half', '')).toEqual([
        [3, 1, NAN, 5, 1.5, 7],
        [4, 2, NAN, NAN, NAN, 8],
      ]);
    });
  });
});
