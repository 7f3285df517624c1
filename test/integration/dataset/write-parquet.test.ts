import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replaceFile } from '../../../src/foundation/atomic-files.ts';
import { writeParquet, type ParquetContent, type WrittenRows } from '../../../src/pipeline/dataset/write-parquet.ts';
import { describeWith } from '../../helpers/describe-with.ts';
import { makeParquet, missingDuckdb, readParquet } from '../../helpers/parquet.ts';
import { rejection } from '../../unit/dataset/csv-reading.ts';

async function* batches(...all: readonly WrittenRows[]): AsyncGenerator<WrittenRows> {
  for (const batch of all) yield await Promise.resolve(batch);
}

const NUMBER = { name: 'n', type: 'DOUBLE' } as const;
const TEXT = { name: 't', type: 'VARCHAR' } as const;
const ONE_ROW: WrittenRows = { rows: 1, columns: [Float64Array.of(1), ['x']] };

describeWith(missingDuckdb, 'writeParquet', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'write-parquet-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Writes as the program does, and gives back what stands there. */
  async function write(name: string, content: ParquetContent) {
    const path = join(folder, name);
    await replaceFile(path, (place) => writeParquet(place, content));
    return readParquet(path);
  }

  it('writes numbers and texts; NaN and null are NULL, and arrays may be longer than the rows', async () => {
    const rows = batches(
      { rows: 2, columns: [Float64Array.of(1.5, Number.NaN, 99), ['ä', null]] },
      { rows: 1, columns: [Float64Array.of(-0.1), ['', 'left out']] },
    );
    expect(await write('small.parquet', { columns: [NUMBER, TEXT], rows })).toEqual({
      columns: [
        ['n', 'DOUBLE'],
        ['t', 'VARCHAR'],
      ],
      rows: [
        [1.5, 'ä'],
        [null, null],
        [-0.1, ''],
      ],
    });
  });

  it('writes names and a path with quotes; an empty name, which SQL has not, by its place', async () => {
    const names = ["it's", 'say "hi"', '', '"; DROP TABLE rows; --'];
    const columns = names.map((name) => ({ name, type: 'DOUBLE' as const }));
    const rows = batches({ rows: 1, columns: names.map((_, i) => Float64Array.of(i)) });
    const written = await write(`quo'te".parquet`, { columns, rows });
    expect(written.columns.map(([name]) => name)).toEqual(["it's", 'say "hi"', 'C2', '"; DROP TABLE rows; --']);
    expect(written.rows).toEqual([[0, 1, 2, 3]]);
  });

  it('writes a file without rows', async () => {
    expect((await write('none.parquet', { columns: [NUMBER], rows: batches() })).rows).toEqual([]);
  });

  it('puts rows beside those of another file, in their order and with their types', async () => {
    const count = 30_000;
    const query = `SELECT range::INTEGER AS "i d", (range / 10)::DECIMAL(9,1) AS d, DATE '2020-01-01' AS day,
      [range] AS list, {'a': true} AS nested, 'x'::BLOB AS bytes, range::FLOAT AS f, NULL::SMALLINT AS s FROM range(${count})`;
    const beside = await makeParquet(join(folder, "the 'first' [1].parquet"), query, ', ROW_GROUP_SIZE 4096');
    const parts = Array.from({ length: count / 1000 }, (_, part): WrittenRows => {
      const numbers = Float64Array.from({ length: 1000 }, (_, i) => part * 1000 + i);
      return { rows: 1000, columns: [numbers, Array.from(numbers, String)] };
    });
    const { columns, rows } = await write('both.parquet', { beside, columns: [NUMBER, TEXT], rows: batches(...parts) });
    expect(columns).toEqual([...(await readParquet(beside)).columns, ['n', 'DOUBLE'], ['t', 'VARCHAR']]);
    expect(rows).toHaveLength(count);
    expect(rows.every((row, i) => row[0] === i && row[8] === i && row[9] === String(i))).toBe(true);
  });

  it('leaves out the rows whose last column is NULL, where that is asked for', async () => {
    const rows = 10_000;
    const query = `SELECT i AS id FROM range(${rows}) AS r(i)`;
    const beside = await makeParquet(join(folder, 'some.parquet'), query, ', ROW_GROUP_SIZE 2048');
    const isKept = (row: number): boolean => row % 3 !== 1;
    const columns = [
      Float64Array.from({ length: rows }, (_, row) => row / 2),
      Array.from({ length: rows }, (_, row) => (isKept(row) ? `row ${row}` : null)),
    ];
    const content = () => ({ beside, columns: [NUMBER, TEXT], rows: batches({ rows, columns }) });
    const kept = Array.from({ length: rows }, (_, row) => row).filter(isKept);
    expect((await write('kept.parquet', { ...content(), leavesOutNull: true })).rows).toEqual(
      kept.map((row) => [String(row), row / 2, `row ${row}`]),
    );
    expect((await write('all.parquet', content())).rows).toHaveLength(rows);
  });

  it('goes on beside the file on the disk when memory is used up, and leaves nothing there', async () => {
    const path = join(folder, 'large.parquet');
    const longTexts = () => Array.from({ length: 8192 }, () => randomBytes(750).toString('base64'));
    let wentToDisk = false;
    const rows = (async function* (): AsyncGenerator<WrittenRows> {
      for (let part = 0; part < 40; part++) {
        yield await Promise.resolve({ rows: 8192, columns: [longTexts()] });
        wentToDisk ||= existsSync(`${path}.overflow`);
      }
    })();
    await writeParquet(path, { columns: [TEXT], rows });
    expect(wentToDisk).toBe(true);
    expect((await readdir(folder)).filter((name) => name.startsWith('large'))).toEqual(['large.parquet']);
    await rm(path);
  }, 60_000);

  it('refuses names that differ only in case, its own or those of the file beside', async () => {
    const numbers = (...names: string[]) => names.map((name) => ({ name, type: 'DOUBLE' as const }));
    const beside = await makeParquet(join(folder, 'case.parquet'), 'SELECT 1 AS "P_None"');
    const refused = async (content: Omit<ParquetContent, 'rows'>) =>
      rejection(write('equal.parquet', { ...content, rows: batches() }));
    expect(await refused({ columns: numbers('a', 'b', 'A') })).toMatchObject({
      code: 'INVALID_DATA',
      message: 'a Parquet file cannot have the columns "a", "A": their names are the same',
    });
    expect((await refused({ beside, columns: numbers('p_none') })).message).toContain('"P_None", "p_none"');
    expect(existsSync(join(folder, 'equal.parquet'))).toBe(false);
  });

  it('tells which file is damaged when it is the one beside', async () => {
    const beside = join(folder, 'broken.parquet');
    await writeFile(beside, 'PAR1');
    const error = await rejection(write('new.parquet', { beside, columns: [NUMBER], rows: batches() }));
    expect(error).toMatchObject({
      code: 'INVALID_DATA',
      message: expect.stringMatching(/broken\.parquet cannot be read/),
    });
  });

  it('tells that the disk is full', async () => {
    const path = join(folder, 'full.parquet');
    await symlink('/dev/full', path);
    const error = await rejection(
      replaceFile(path, (place) => writeParquet(place, { columns: [NUMBER, TEXT], rows: batches(ONE_ROW) })),
    );
    expect(error).toMatchObject({ code: 'WRITE_FAILED', message: `cannot write ${path}: no space left on the device` });
  });

  it('keeps the old file when the rows fail or the work is stopped', async () => {
    const path = join(folder, 'old.parquet');
    await writeFile(path, 'old');
    const before = await readdir(folder);
    const failing = (async function* (): AsyncGenerator<WrittenRows> {
      yield await Promise.resolve(ONE_ROW);
      throw new Error('the source failed');
    })();
    const columns = [NUMBER, TEXT];
    expect((await rejection(write('old.parquet', { columns, rows: failing }))).message).toBe('the source failed');

    const controller = new AbortController();
    const stopping = (async function* (): AsyncGenerator<WrittenRows> {
      yield await Promise.resolve(ONE_ROW);
      controller.abort(new Error('stopped'));
    })();
    const stopped = write('old.parquet', { columns, rows: stopping, signal: controller.signal });
    expect((await rejection(stopped)).message).toBe('stopped');
    expect(await readdir(folder)).toEqual(before);
  });
});
