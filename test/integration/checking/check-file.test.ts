import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkFile, type CheckFileOptions } from '../../../src/pipeline/workflows/check-file.ts';
import { rejection } from '../../unit/dataset/csv-reading.ts';
import { SMALL_SURVEY as schema } from '../../unit/dataset/small-survey.ts';

let folder: string;
let scratchFolder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'check-file-'));
  scratchFolder = join(folder, 'scratch');
  await mkdir(scratchFolder);
});
afterAll(() => rm(folder, { recursive: true }));

const SPLIT = { seed: 1, test: 0.2, validation: 0.2 };

async function check(content: string, changes: Partial<CheckFileOptions> = {}) {
  const file = join(folder, 'rows.csv');
  await writeFile(file, content);
  return checkFile({ file, schema, split: SPLIT, scratchFolder, ...changes });
}

/** So many good rows, all different, half of each class. */
const goodRows = (count: number, first = 0): string =>
  Array.from({ length: count }, (_, i) => `${i % 2},${first + i},30.5,${i % 2 === 0 ? 0 : 7}\n`).join('');

describe('checkFile', () => {
  it('finds nothing to say of good rows', async () => {
    const result = await check(`smoker,days,bmi,ill\n${goodRows(40)}`, { split: { ...SPLIT, validation: 0.1 } });
    expect(result).toMatchObject({
      usable: true,
      rows: 40,
      header: { columns: 4, absent: [], extra: [] },
      problems: { total: 0, rows: 0, byKind: [], byColumn: [], first: [] },
      label: 'ill',
      classes: [
        { id: 'no', label: 0, title: 'No', rows: 20, share: 0.5 },
        { id: 'yes', label: 7, title: 'Yes', rows: 20, share: 0.5 },
      ],
      duplicates: { compared: 40, rows: 0, distinctRows: 40 },
      conflicts: { answers: 0, rows: 0, accuracyCeiling: 1 },
    });
    // Every row has the same body mass index.
    expect(result.notices.map(({ level, code }) => [level, code])).toEqual([['warning', 'constant-indicator']]);
  });

  it('counts repeated and contradicting rows, wherever they stand and however they are written', async () => {
    const rows = '1,5,20.5,0\n"1.0", 5 ,2.05e1,0\n1,5,20.5,7\n,5,20.5,0\n,5,20.5,7\n,5,,7\n';
    const { duplicates, conflicts } = await check(`smoker,days,bmi,ill\n${rows}${goodRows(20, 100)}`);
    expect(duplicates).toMatchObject({ compared: 26, rows: 1, distinctRows: 25, distinctAnswers: 23 });
    expect(conflicts).toMatchObject({ answers: 2, rows: 5, share: 5 / 26, accuracyCeiling: 24 / 26 });
  });

  it('leaves other columns out of the comparison, and their order', async () => {
    const { duplicates, header } = await check('id,ill,days,smoker\n1,0,3,1\n2,0,3,1\n');
    expect(duplicates.rows).toBe(1);
    expect(header).toEqual({ columns: 4, absent: ['bmi'], extra: ['id'] });
  });

  it('says the same with the hashes in memory and in many runs on disk, and leaves nothing behind', async () => {
    const rows = Array.from(
      { length: 20_000 },
      (_, i) => `${i % 2},${i % 300},${10 + (i % 7)}.5,${i % 11 === 0 ? 7 : 0}\n`,
    );
    const content = `smoker,days,bmi,ill\n${rows.join('')}`;
    const inMemory = await check(content);
    expect(inMemory.duplicates.rows).toBeGreaterThan(1000);
    expect(inMemory.conflicts.rows).toBeGreaterThan(1000);
    expect(await check(content, { hashesInMemory: 700 })).toEqual(inMemory);
    expect(await readdir(scratchFolder)).toEqual([]);
  });

  it('tells every problem with its row, line and column, and counts them by column and kind', async () => {
    const rows = ['1,2,30,0', '', '1,2,cold,0', '2,2,30,0', '1,2', '1,2,30,', '"1","2\n",30,0', '1,2,NaN,3', ',,,0'];
    const result = await check(`smoker,days,bmi,ill\n${rows.join('\n')}\n${goodRows(20)}`);
    expect(result.problems).toEqual({
      total: 6,
      rows: 5,
      byKind: [
        { kind: 'number', words: 'not a number', count: 2 },
        { kind: 'value', words: 'not allowed by the schema', count: 2 },
        { kind: 'cells', words: 'wrong number of cells', count: 1 },
        { kind: 'label', words: 'empty label', count: 1 },
      ],
      byColumn: [
        { column: 'bmi', count: 2 },
        { column: 'ill', count: 2 },
        { column: 'smoker', count: 1 },
        { column: null, count: 1 },
      ],
      first: [
        { row: 2, line: 4, column: 'bmi', message: '"cold" is not a number', value: '"cold"' },
        { row: 3, line: 5, column: 'smoker', message: '2 is none of the codes 0 (no), 1 (yes)', value: '2' },
        { row: 4, line: 6, message: 'has 2 cells, the header has 4' },
        { row: 5, line: 7, column: 'ill', message: 'is empty, none of the labels 0, 7' },
        { row: 7, line: 10, column: 'bmi', message: '"NaN" is not a number', value: '"NaN"' },
        { row: 7, line: 10, column: 'ill', message: '3 is none of the labels 0, 7', value: '3' },
      ],
    });
    expect(result.usable).toBe(false);
    expect(result.notices[0]).toMatchObject({ level: 'error', code: 'problems', message: '6 problems in 5 rows' });
    expect(result.duplicates.compared).toBe(23);
    const [smoker, , bmi] = result.columns;
    // Row 8 is empty; the cells of row 4 are not known to be.
    expect(smoker).toMatchObject({ known: 25, unknown: 1, invalid: 1 });
    expect(bmi).toMatchObject({ known: 24, unknown: 1, invalid: 2 });
    expect(result.classes.map((one) => one.rows)).toEqual([15, 10]);
  });

  it('shows the first ten problems of many', async () => {
    const { problems } = await check(`smoker,days,bmi,ill\n${'9,1,20,0\n'.repeat(9000)}`);
    expect(problems).toMatchObject({ total: 9000, rows: 9000, byColumn: [{ column: 'smoker', count: 9000 }] });
    expect(problems.first.map(({ row }) => row)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('looks at rows of which none is without a problem', async () => {
    const { duplicates, conflicts, classes } = await check('smoker,ill\n9,0\n9,7\n');
    expect(duplicates).toMatchObject({ compared: 0, rows: 0, words: expect.stringMatching(/^No row /) });
    expect(conflicts.answers).toBe(0);
    expect(classes.map(({ share }) => share)).toEqual([0.5, 0.5]);
  });

  describe('tells', () => {
    const noticesOf = async (content: string, changes?: Partial<CheckFileOptions>) => {
      const { usable, notices } = await check(content, changes);
      return {
        usable,
        told: notices.map(
          ({ level, message, hint }) => `${level}: ${message}${hint === undefined ? '' : ` (${hint})`}`,
        ),
      };
    };

    it('a class that is absent or too small to be divided', async () => {
      const onlyNo = `smoker,days,bmi,ill\n${'1,1,20,0\n0,2,30.5,0\n'.repeat(20)}`;
      expect(await noticesOf(onlyNo)).toEqual({
        usable: false,
        told: ['error: class yes (ill 7) has no row, which leaves none for the train part (Add rows of class yes.)'],
      });
      const { usable, told } = await noticesOf(`${onlyNo}1,3,20,7\n`);
      expect(usable).toBe(false);
      expect(told).toEqual([
        expect.stringMatching(/^error: class yes \(ill 7\) has only 1 row, which leaves none for/),
      ]);
      expect(await noticesOf(`${onlyNo}1,3,20,7\n`, { split: { seed: 1, test: 0, validation: 0 } })).toEqual({
        usable: true,
        told: [],
      });
    });

    it('indicators that are absent, empty or constant, and columns that are not read', async () => {
      const rows = Array.from({ length: 40 }, (_, i) => `${i % 2 === 0 ? 0 : 7},,${i % 3 === 0 ? '' : 3},x,y\n`).join(
        '',
      );
      expect(await noticesOf(`ill,smoker,days,BMI,id\n${rows}`)).toEqual({
        usable: true,
        told: [
          'warning: there is no column bmi: its answers are all unknown (Is "BMI" meant? Then rename it.)',
          'warning: smoker is empty in every row',
          'warning: days is the same in every row where it is known (3): nothing can be learnt from it',
          'info: "BMI", "id" are columns that the survey does not have, and not read',
        ],
      });
    });
  });

  it.each([
    ['', 'INVALID_DATA', 'is empty'],
    ['smoker,ill\n', 'INVALID_DATA', 'has a header but no rows'],
    ['smoker,sick\n1,0\n', 'INVALID_DATA', 'has no column ill, which holds the label'],
    ['smoker,ill\n"1,0\n', 'INVALID_DATA', 'has a quoted cell that is not closed'],
  ])('refuses %j as train does', async (content, code, message) => {
    expect(await rejection(check(content))).toMatchObject({ code, message: expect.stringContaining(message) });
  });

  it('stops when it is told to, and leaves nothing behind', async () => {
    const signal = AbortSignal.abort(new Error('stopped'));
    const content = `smoker,days,bmi,ill\n${goodRows(300).repeat(60)}`;
    await expect(check(content, { signal, hashesInMemory: 100 })).rejects.toThrow('stopped');
    expect(await readdir(scratchFolder)).toEqual([]);
  });
});
