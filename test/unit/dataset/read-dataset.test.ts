import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import fc from 'fast-check';

import { DatasetBuilder } from '../../../src/pipeline/dataset/dataset-builder.ts';
import { openRows } from '../../../src/pipeline/dataset/open-rows.ts';
import { fingerprintOf, readDataset } from '../../../src/pipeline/dataset/read-dataset.ts';
import { datasetColumns } from '../../../src/pipeline/dataset/validate.ts';
import { csvChunks } from '../../../src/pipeline/dataset/write-csv.ts';
import { pieces, rejection } from './csv-reading.ts';
import { SMALL_SURVEY as schema } from './small-survey.ts';

async function read(text: string, into = new DatasetBuilder(schema)) {
  const source = await openRows(pieces(text), { columns: datasetColumns(schema) });
  return readDataset({ source, schema, name: 'small.csv', into });
}

const HEADER = 'smoker,days,bmi,ill\n';

describe('readDataset', () => {
  it('gives the columns in the order of the schema, class indices, and 255 for unknown', async () => {
    const { dataset, absent } = await read('bmi,other,ill,days,smoker\n20,x,7,3,1\n,y,0,,\n30,z,7,0,0\n');
    expect(dataset).toEqual({
      rows: 3,
      columns: [Uint8Array.of(1, 255, 0), Uint8Array.of(3, 255, 0), Uint8Array.of(20, 255, 30)],
      labels: Uint8Array.of(1, 0, 1),
    });
    expect(absent).toEqual([]);
  });

  it('widens a column to float32 with NaN for unknown at a fraction or a value above 254', async () => {
    const { dataset } = await read(`${HEADER}1,254,27.5,0\n,,,7\n0,255,30,0\n`);
    expect(dataset.columns).toEqual([
      Uint8Array.of(1, 255, 0),
      Float32Array.of(254, Number.NaN, 255),
      Float32Array.of(27.5, Number.NaN, 30),
    ]);
  });

  it('widens what came before, over several batches', async () => {
    const rows = 20_000;
    const { dataset } = await read(`${HEADER}${'1,5,,7\n'.repeat(rows - 1)}1,5,27.5,7\n`);
    const bmi = new Float32Array(rows).fill(Number.NaN);
    bmi[rows - 1] = 27.5;
    expect(dataset.columns).toEqual([new Uint8Array(rows).fill(1), new Uint8Array(rows).fill(5), bmi]);
  });

  it('puts the rows of several files one behind the other, each with a fingerprint of its own', async () => {
    const builder = new DatasetBuilder(schema);
    const texts = [`${HEADER}1,5,20,0\n0,6,,7\n`, `${HEADER}1,7,27.5,7\n`];
    const [first, second] = [await read(texts[0]!, builder), await read(texts[1]!, builder)];
    expect(second.dataset).toEqual((await read(texts[1]!)).dataset);
    expect([first.fingerprint, second.fingerprint]).toEqual([
      (await read(texts[0]!)).fingerprint,
      (await read(texts[1]!)).fingerprint,
    ]);
    expect(builder.rowsFrom(0)).toEqual((await read(`${texts[0]!}1,7,27.5,7\n`)).dataset);
  });

  it('takes absent indicators as unknown and names them', async () => {
    const { dataset, absent } = await read('ill,days\n0,1\n7,2\n');
    expect(absent).toEqual(['smoker', 'bmi']);
    expect(dataset.columns[0]).toEqual(Uint8Array.of(255, 255));
  });
});

describe('readDataset refuses', () => {
  const detailOf = async (row: string) => {
    const error = await rejection(read(`${HEADER}1,1,20,0\n\n${row}\n`));
    expect(error).toMatchObject({ code: 'INVALID_DATA', exitCode: 3 });
    expect(error.details).toHaveLength(1);
    const { where, message } = error.details[0]!;
    return `${where}: ${message}`;
  };

  it.each([
    ['a code that is no level', '2,1,20,0', 'row 2 (line 4), column smoker: 2 is none of the codes 0 (no), 1 (yes)'],
    ['a fraction of a count', '1,1.5,20,0', 'row 2 (line 4), column days: 1.5 is not a whole number'],
    ['a value above the greatest', '1,1,400,0', 'row 2 (line 4), column bmi: 400 is outside 10 to 98'],
    ['a value below the least', '1,-1,20,0', 'row 2 (line 4), column days: -1 is outside 0 to 300'],
    ['a label that is no class', '1,1,20,1', 'row 2 (line 4), column ill: 1 is none of the labels 0, 7'],
    ['an empty label', '1,1,20,', 'row 2 (line 4), column ill: is empty, none of the labels 0, 7'],
    ['a text', 'abc,1,20,0', 'row 2 (line 4), column smoker: "abc" is not a number'],
    ['a text for a label, once', '1,1,20,no', 'row 2 (line 4), column ill: "no" is not a number'],
    ['a ragged row, once', '1,1', 'row 2 (line 4): has 2 cells, the header has 4'],
  ])('%s', async (_, row, expected) => {
    expect(await detailOf(row)).toBe(expected);
  });

  it('all problems in one error, counted by column, with the values of a column that is coded differently', async () => {
    const bad = Array.from({ length: 9000 }, (_, i) => `1,1,${i % 2 === 0 ? 400 : 20},${i === 0 ? 5 : 0}`);
    const error = await rejection(read(`${HEADER}${bad.join('\n')}\n1,2\n`));
    expect(error.message).toBe('small.csv has 4,502 problems: 4,500 in bmi, 1 in ill, 1 in whole rows');
    expect(error.details).toEqual([
      { where: 'bmi', message: '400 (4,500 rows) is outside 10 to 98; first in row 1 (line 2)' },
      { where: 'row 1 (line 2), column ill', message: '5 is none of the labels 0, 7' },
      { where: 'row 9001 (line 9002)', message: 'has 2 cells, the header has 4' },
    ]);
  });

  it('a header without the label, with the nearest name', async () => {
    const error = await rejection(read('smoker,days,bmi,Ill\n1,1,20,0\n'));
    expect(error.code).toBe('INVALID_DATA');
    expect(error.message).toBe('small.csv has no column ill, which holds the label; the nearest name is "Ill"');
    expect(error.details).toEqual([
      { where: 'expected', message: 'ill' },
      { where: 'found', message: '"smoker", "days", "bmi", "Ill"' },
    ]);
  });

  it('a header without any indicator', async () => {
    const error = await rejection(read(`ill,${Array.from({ length: 40 }, (_, i) => `x${i}`).join(',')}\n`));
    expect(error.message).toBe('small.csv has none of the 3 indicators of small');
    expect(error.details[0]).toEqual({ where: 'expected', message: 'smoker, days, bmi' });
    expect(error.details[1]!.message).toMatch(/^"ill", "x0".*, and 11 more$/);
  });

  it('a header without rows', async () => {
    const error = await rejection(read(HEADER));
    expect(error).toMatchObject({ code: 'INVALID_DATA', message: 'small.csv has a header but no rows' });
  });
});

describe('fingerprintOf', () => {
  const text = `${HEADER}1,1,20.5,0\n,300,30,7\n`;

  it.each([
    ['another number format and line ending', `${HEADER}1.0,1e0,20.50,0\r\n,300,"30",7`],
    ['another column order and further columns', 'x,ill,bmi,days,smoker\na,0,20.5,1,1\nb,7,30,300,\n'],
  ])('is the same for %s', async (_, other) => {
    expect((await read(other)).fingerprint).toBe((await read(text)).fingerprint);
  });

  it.each([
    ['another value', `${HEADER}0,1,20.5,0\n,300,30,7\n`],
    ['an unknown value', `${HEADER}1,1,20.5,0\n,,30,7\n`],
    ['another label', `${HEADER}1,1,20.5,7\n,300,30,7\n`],
    ['another order of rows', `${HEADER},300,30,7\n1,1,20.5,0\n`],
    ['one row less', `${HEADER}1,1,20.5,0\n`],
  ])('is not the same for %s', async (_, other) => {
    expect((await read(other)).fingerprint).not.toBe((await read(text)).fingerprint);
  });

  it('is the same for float32 values that are all codes, and for -0', () => {
    const of = (column: Uint8Array | Float32Array) =>
      fingerprintOf({ rows: 2, columns: [column], labels: Uint8Array.of(0, 1) }, schema);
    expect(of(Float32Array.of(-0, Number.NaN))).toBe(of(Uint8Array.of(0, 255)));
    expect(of(Float32Array.of(-0, 0.5))).toBe(of(Float32Array.of(0, 0.5)));
  });

  it('is the hash of what its description names, also for more rows than are hashed at a time', () => {
    const rows = 20_000;
    const values = Float32Array.from({ length: rows }, (_, row) => row / 2);
    const labels = new Uint8Array(rows).fill(1);
    const line = JSON.stringify({ label: 'ill', classes: [0, 7], indicators: ['smoker', 'days', 'bmi'], rows });
    const hash = createHash('sha256').update(`${line}\n`).update(labels).update('f');
    for (const value of values) {
      const bytes = Buffer.alloc(4);
      bytes.writeFloatLE(value);
      hash.update(bytes);
    }
    expect(fingerprintOf({ rows, columns: [values], labels }, schema)).toBe(`sha256:${hash.digest('hex')}`);
  });

  it('keeps its value: it stands in manifests', async () => {
    expect((await read(text)).fingerprint).toBe(
      'sha256:244836cd6788769a0e5bdfc4ddb45e876b89a13ab6a7e4fd0e77a83096b8630f',
    );
  });
});

describe('csvChunks', () => {
  it('writes the label first, integers as integers, unknown as empty, fractions as short as they were', async () => {
    const { dataset } = await read(`${HEADER}1.0,300,27.3,0\n,,0.3e2,7\n`);
    expect([...csvChunks(dataset, schema)].join('')).toBe('ill,smoker,days,bmi\n0,1,300,27.3\n7,,,30\n');
  });

  it('writes the rows asked for, in their order', async () => {
    const { dataset } = await read(`${HEADER}1,1,,0\n0,2,,7\n1,3,,7\n`);
    expect([...csvChunks(dataset, schema, Uint32Array.of(2, 0))].join('')).toBe(
      'ill,smoker,days,bmi\n7,1,3,\n0,1,1,\n',
    );
  });

  it('quotes a name that needs it', () => {
    const named = { ...schema, target: { ...schema.target, name: 'ill, "or" not' } };
    const empty = { rows: 0, columns: [], labels: new Uint8Array(0) };
    expect([...csvChunks(empty, named)]).toEqual(['"ill, ""or"" not",smoker,days,bmi\n']);
  });

  it('writes what reads back as the same data set', async () => {
    const unknown = fc.constant(undefined);
    const row = fc.record({
      label: fc.constantFrom(0, 7),
      smoker: fc.oneof(unknown, fc.constantFrom(0, 1)),
      days: fc.oneof(unknown, fc.integer({ min: 0, max: 300 })),
      bmi: fc.oneof(unknown, fc.float({ min: 10, max: 98, noNaN: true })),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (rows) => {
        const lines = rows.map(({ label, smoker, days, bmi }) =>
          [smoker, days, bmi, label].map((value) => value ?? '').join(','),
        );
        const first = await read(`${HEADER}${lines.join('\n')}`);
        expect(await read([...csvChunks(first.dataset, schema)].join(''))).toEqual(first);
      }),
      { numRuns: 100 },
    );
  });
});
