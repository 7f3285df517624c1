import { describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { openRows } from '../../../src/pipeline/dataset/open-rows.ts';
import type { RowSourceOptions } from '../../../src/pipeline/dataset/row-source.ts';
import { collect, pieces, rejection } from './csv-reading.ts';

const NAN = Number.NaN;
const OPTIONS: RowSourceOptions = { columns: ['a', 'b'], keepTexts: true };

async function readingOf(text: string | Buffer, options: Partial<RowSourceOptions> = {}, size?: number) {
  return collect((await openRows(pieces(text, size), { ...OPTIONS, ...options })).batches());
}

async function messagesOf(...lines: readonly (string | Buffer)[]) {
  const text = Buffer.concat(['{"a":1}', ...lines].flatMap((line) => [Buffer.from(line), Buffer.from('\n')]));
  const { issues } = await readingOf(text);
  return issues.map(({ row, line, column, message }) => `${row} ${line} ${column ?? '-'} ${message}`);
}

describe('JSON Lines', () => {
  it.each([1, 2, 3, 7, 100_000])('are read in pieces of %d bytes', async (size) => {
    const text = '\uFEFF{"b":2,"a":1,"x":"é"}\r\n\n \t\n{"a":"-3.5e1"}\n{"b":null,"a":" 4 "}\n{"a":""}\n{}';
    expect(await readingOf(text, {}, size)).toEqual({
      rows: [
        { row: 1, line: 1, values: [1, 2] },
        { row: 2, line: 4, values: [-35, NAN] },
        { row: 3, line: 5, values: [4, NAN] },
        { row: 4, line: 6, values: [NAN, NAN] },
        { row: 5, line: 7, values: [NAN, NAN] },
      ],
      raw: ['{"b":2,"a":1,"x":"é"}', '{"a":"-3.5e1"}', '{"b":null,"a":" 4 "}', '{"a":""}', '{}'],
      issues: [],
    });
    expect(await readingOf(gzipSync(text), {}, size)).toEqual(await readingOf(text));
  });

  it('have the keys of their rows for a header, in order of appearance', async () => {
    const source = await openRows(pieces('{"b":1}\n{"a, \\"":1,"b":2}\n{"c":{}}\n'), OPTIONS);
    expect(source).toMatchObject({ format: 'json-lines', header: ['b', 'a, "', 'c'], rawHeader: 'b,"a, """,c' });
    expect(source.headerRows).toBeUndefined();
  });

  it('give cells as they stand, texts without their quotes', async () => {
    const text = '{"a":12345678901234567890,"x":"\\"é\\n","y":[1, {"z":":"}]}\n{"y":null,"b":1.50,"x":true}\n';
    const source = await openRows(pieces(text), OPTIONS);
    for await (const { texts } of source.batches()) {
      expect(texts!.cells(0)).toEqual(['12345678901234567890', '"é\n', '[1, {"z":":"}]', null]);
      expect(texts!.cells(1)).toEqual([null, 'true', null, '1.50']);
    }
  });

  it('may leave a column out that is ignored, whatever it holds', async () => {
    const { rows, issues } = await readingOf('{"a":"x","b":2}\n', { ignore: ['a'] });
    expect(rows[0]!.values).toEqual([NAN, 2]);
    expect(issues).toEqual([]);
  });

  it('forget no value of the row before', async () => {
    const text = Array.from({ length: 20_000 }, (_, i) => (i % 2 === 0 ? '{"a":1}' : '{"b":2}')).join('\n');
    const { rows } = await readingOf(text);
    expect(rows).toHaveLength(20_000);
    expect(rows.every(({ values: [a, b] }, i) => (i % 2 === 0 ? a === 1 && Number.isNaN(b) : b === 2))).toBe(true);
  });

  it('do not take keys for what every object has', async () => {
    const text = '{"__proto__":5,"constructor":6}\n{"a":1}\n';
    const { rows } = await readingOf(text, { columns: ['__proto__', 'constructor', 'toString'] });
    expect(rows.map(({ values }) => values)).toEqual([
      [5, 6, NAN],
      [NAN, NAN, NAN],
    ]);
  });

  it('have issues by row, line and column', async () => {
    expect(
      await messagesOf('', '{"a":true}', '{"a":[1],"b":{"c":2}}', '{"b":"x"}', '{"a":1e999}', '{"a":"1e999"}'),
    ).toEqual([
      '2 3 a true is not a number',
      '3 4 a [1] is not a number',
      '3 4 b {"c":2} is not a number',
      '4 5 b "x" is not a number',
      '5 6 a Infinity is not a number',
      '6 7 a "1e999" is not a number',
    ]);
  });

  it('have issues of whole lines', async () => {
    const long = `[${'1,'.repeat(50)}1]`;
    expect(await messagesOf('[1]', '"x"', 'null', '3', long, '{"a":\u001b}', '{"a":1')).toEqual([
      '2 2 - is [1], not a JSON object',
      '3 3 - is "x", not a JSON object',
      '4 4 - is null, not a JSON object',
      '5 5 - is 3, not a JSON object',
      `6 6 - is ${long.slice(0, 40)}…, not a JSON object`,
      expect.stringMatching(/^7 7 - is not JSON: unexpected token \P{Cc}*$/u),
      expect.stringMatching(/^8 8 - is not JSON: \P{Cc}+$/u),
    ]);
    const latin = Buffer.from('{"a":1,"x":"M\xfcller"}', 'latin1');
    expect(await messagesOf(latin, '{"x":"\uFFFD"}')).toEqual(['2 2 - is not UTF-8 text']);
  });

  it('have no key twice; a colon elsewhere is none', async () => {
    expect(
      await messagesOf('{"a":1,"a":1}', '{"x":1,"y":":","x":2}', '{"a":1,"x":{"a":2,"b":":"}}', '{"x":"a:b"}'),
    ).toEqual(['2 2 - has the key "a" more than once', '3 3 - has the key "x" more than once']);
  });

  it.each([1000, 1 << 16, 1 << 24])('have lines of a mebibyte at most, read in pieces of %d bytes', async (size) => {
    const long = `{"a":2,"x":"${'y'.repeat(3_000_000)}"}`;
    const fits = `{"a":3,"x":"${'y'.repeat(1_000_000)}"}`;
    const { rows, raw, issues } = await readingOf(`{"a":1}\n${long}\n${fits}\n\n{"a":4}\n${long}`, {}, size);
    expect(rows).toEqual([
      { row: 1, line: 1, values: [1, NAN] },
      { row: 2, line: 2, values: [NAN, NAN] },
      { row: 3, line: 3, values: [3, NAN] },
      { row: 4, line: 5, values: [4, NAN] },
      { row: 5, line: 6, values: [NAN, NAN] },
    ]);
    expect(issues).toEqual([2, 5].map((row) => ({ row, line: row === 2 ? 2 : 6, message: 'is longer than 1 MiB' })));
    expect(raw[1]).toBe(`${long.slice(0, 1000)}…`);
    expect(raw[2]).toBe(fits);
  });

  it('come in smaller batches where they are long, so that memory has an end', async () => {
    const line = `{"a":1,"x":"${'y'.repeat(1_000_000)}"}\n`;
    const source = await openRows(pieces(line.repeat(40)), OPTIONS);
    const sizes: number[] = [];
    for await (const { rows } of source.batches()) sizes.push(rows);
    expect(sizes).toEqual([17, 17, 6]);
  });

  describe('with columns that the first rows lack', () => {
    const text = `${'{"a":1}\n'.repeat(9000)}{"a":1,"x":2}\n{"b":7}\n`;

    it('say so', async () => {
      const source = await openRows(pieces(text), { ...OPTIONS, allowLaterColumns: true });
      expect(source).toMatchObject({ header: ['a'], headerRows: 8192 });
      const later = [];
      for await (const { laterColumns = [], values, rows, issues } of source.batches()) {
        later.push(...laterColumns);
        expect(issues).toEqual([]);
        expect(values[1]![rows - 1]).toBe(later.length === 0 ? NAN : 7);
      }
      expect(later).toEqual([
        { row: 9001, line: 9001, column: 'x' },
        { row: 9002, line: 9002, column: 'b' },
      ]);
    });

    it('have an issue where such a column is to be read, unless it may come late', async () => {
      expect((await readingOf(text)).issues).toEqual([
        { row: 9002, line: 9002, column: 'b', message: 'is a column that none of the first 8,192 rows has' },
      ]);
    });
  });
});

describe('what begins as JSON does is refused', () => {
  it.each([
    ['[{"a":1}]', 'is a JSON array, not rows of CSV or JSON Lines', "jq -c '.[]' people.json"],
    ['\uFEFF\n[\n  {"a":1}\n]', 'is a JSON array', 'JSON Lines'],
    ['{\n"a":1\n}\n', 'has no object on a line: row 1 (line 1) is not JSON', 'jq -c .'],
    [Buffer.from('{"x":"\xfc"}', 'latin1'), 'row 1 (line 1) is not UTF-8 text', 'Save the file as UTF-8'],
  ])('where it is %j', async (text, message, hint) => {
    const error = await rejection(openRows(pieces(text), OPTIONS));
    expect(error).toMatchObject({
      code: 'INVALID_DATA',
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    });
  });

  it('but a CSV header may', async () => {
    const source = await openRows(pieces('[id],a\n7,1\n'), OPTIONS);
    expect(source).toMatchObject({ format: 'csv', header: ['[id]', 'a'] });
  });
});

describe('CSV that is not UTF-8', () => {
  const latin = (text: string): Buffer => Buffer.from(text, 'latin1');
  const NOT_UTF8 = { row: 2, line: 3, message: 'is not UTF-8 text', hint: expect.stringContaining('iconv') };

  it.each([
    ['plain', 'x,a\n\uFFFD,1\n'],
    ['quoted', 'x,a\n"\uFFFD",1\n'],
  ])('is an issue where %s rows are kept, and no genuine U+FFFD is', async (_, first) => {
    const text = Buffer.concat([Buffer.from(first), latin('M\xfcller,2\n'), Buffer.from('Müller,3\n')]);
    const { rows, issues, raw } = await readingOf(text);
    expect(issues).toEqual([NOT_UTF8]);
    expect(rows.map(({ values }) => values[0])).toEqual([1, 2, 3]);
    expect([raw[0], raw[2]]).toEqual([first.slice(4, -1), 'Müller,3']);
    expect((await readingOf(text, { keepTexts: false })).issues).toEqual([]);
  });

  it('has no header that could be kept', async () => {
    const error = await rejection(openRows(pieces(latin('M\xfcller,a\n1,2\n')), OPTIONS));
    expect(error).toMatchObject({ code: 'INVALID_DATA', message: 'the header of the input is not UTF-8 text' });
    const source = await openRows(pieces(latin('M\xfcller,a\n1,2\n')), { columns: ['a'] });
    await source.close();
  });

  it('shows a value that is no number as it stands', async () => {
    const { issues } = await readingOf('a\n"é"\n');
    expect(issues).toEqual([{ row: 1, line: 2, column: 'a', value: '"é"', message: '"é" is not a number' }]);
  });
});
