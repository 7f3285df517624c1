import { describe, expect, it } from '@jest/globals';

import { openRows } from '../../../src/pipeline/dataset/open-rows.ts';
import { collect, collectValues, pieces, rejection } from './csv-reading.ts';

const NAN = Number.NaN;

async function valuesOf(text: string, columns: readonly string[]) {
  return collectValues(await openRows(pieces(text), { columns }));
}

async function readingOf(text: string, columns: readonly string[], keepTexts = false) {
  return collect((await openRows(pieces(text), { columns, keepTexts })).batches());
}

describe('openRows', () => {
  it('reads the requested columns in the order asked, whatever the others hold', async () => {
    expect(await valuesOf('a,name,b\n1,x y,2.5\n-3,ü;\t+e,0.1\n', ['b', 'a'])).toEqual([
      [2.5, 1],
      [0.1, -3],
    ]);
  });

  it('reads an empty cell and an absent column as NaN', async () => {
    expect(await valuesOf('a,b\n,2\n1,\n', ['a', 'b', 'c'])).toEqual([
      [NAN, 2, NAN],
      [1, NAN, NAN],
    ]);
  });

  it.each([
    ['LF', 'a,b\n1,2\n3,4\n'],
    ['CRLF', 'a,b\r\n1,2\r\n3,4\r\n'],
    ['CR', 'a,b\r1,2\r3,4\r'],
    ['LF in the header and CRLF below', 'a,b\n1,2\r\n3,4\r\n'],
    ['no last line ending', 'a,b\n1,2\n3,4'],
    ['a byte order mark', '\uFEFFa,b\n1,2\n3,4\n'],
    ['blank lines', '\n\na,b\n\n1,2\n\r\n\n3,4\n\n'],
    ['quotes', '"a","b"\n"1","2"\n3,"4"'],
    ['spaces', 'a , b\n 1, 2\n3 ,4\n'],
    ['signs, points and exponents', 'a,b\n+1,.2e1\n3.,400E-2\n'],
  ])('reads the same with %s', async (_, text) => {
    expect(await valuesOf(text, ['a', 'b'])).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it.each([
    '0.1',
    '123456789012345',
    '0.000000000000001',
    '9007199254740993',
    '0.30000000000000004',
    '1234567.8901234567',
    '5e-324',
    '179769313486231570000000000000000000000000',
    '-0',
    '-0.0',
    '00012.50',
  ])('rounds %s as Number does', async (text) => {
    const [[value]] = (await valuesOf(`a\n${text}\n`, ['a'])) as [[number]];
    expect(value).toBe(Number(text));
  });

  it('counts rows without the header and blank lines, and lines with them', async () => {
    const { rows } = await readingOf('\na,b\n1,2\n\n3,4\n"5\n5",6\r\n7,8\n', ['b']);
    expect(rows.map(({ row, line }) => [row, line])).toEqual([
      [1, 3],
      [2, 5],
      [3, 6],
      [4, 8],
    ]);
  });

  it.each([
    ['abc', '"abc"'],
    ['NA', '"NA"'],
    ['NaN', '"NaN"'],
    ['Infinity', '"Infinity"'],
    ['0x1f', '"0x1f"'],
    ['1e999', '"1e999"'],
    ['-', '"-"'],
    ['1_000', '"1_000"'],
    ['1.2.3', '"1.2.3"'],
    ['9'.repeat(400), `"${'9'.repeat(40)}…"`],
    ['x'.repeat(100), `"${'x'.repeat(40)}…"`],
  ])('says that %s is not a number', async (text, shown) => {
    const { rows, issues } = await readingOf(`a,b\n1,1\n${text},2\n`, ['a', 'b']);
    expect(issues).toEqual([{ row: 2, line: 3, column: 'a', value: shown, message: `${shown} is not a number` }]);
    expect(rows[1]!.values).toEqual([NAN, 2]);
  });

  it('says which rows have another number of cells than the header', async () => {
    const { rows, issues } = await readingOf('a,b\n1\n1,2,3\n4,5\n', ['a', 'b']);
    expect(issues).toEqual([
      { row: 1, line: 2, message: 'has 1 cell, the header has 2' },
      { row: 2, line: 3, message: 'has 3 cells, the header has 2' },
    ]);
    expect(rows.map(({ values }) => values)).toEqual([
      [NAN, NAN],
      [NAN, NAN],
      [4, 5],
    ]);
  });

  it('gives rows as they stand in the file', async () => {
    const source = await openRows(pieces('\uFEFF"a" ,b\r\n1,ü\r\n\r\n"2","x\r\n""y"""\r\n3,\n'), {
      columns: ['b'],
      keepTexts: true,
    }).catch((error: unknown) => (error as Error).message);
    // csv-parse allows no space behind a closing quote.
    expect(source).toMatch(/quote/);
    const { raw } = await readingOf('\uFEFF"a",b\r\n1,ü\r\n\r\n"2","x\r\n""y"""\r\n3,\n', ['a'], true);
    expect(raw).toEqual(['1,ü', '"2","x\r\n""y"""', '3,']);
  });

  it('gives the header as it stands in the file and as names', async () => {
    const { header, rawHeader } = await openRows(pieces('\uFEFF"a, b",  c\r\n1,2\n'), { columns: [] });
    expect(header).toEqual(['a, b', 'c']);
    expect(rawHeader).toBe('"a, b",  c');
  });

  it.each([
    ['plain', ''],
    ['quoted', '"0"\n'],
  ])('reads more %s rows than a batch holds, and reuses its arrays', async (_, first) => {
    const count = 20_000;
    const text = `a\n${first}${Array.from({ length: count }, (_, i) => i)
      .slice(first === '' ? 0 : 1)
      .join('\n')}\n`;
    const source = await openRows(pieces(text, 1000), { columns: ['a'] });
    const seen = new Set<Float64Array>();
    let next = 0;
    for await (const { firstRow, rows, values } of source.batches()) {
      expect(firstRow).toBe(next + 1);
      for (let i = 0; i < rows; i++) expect(values[0]![i]).toBe(next++);
      seen.add(values[0]!);
    }
    expect(next).toBe(count);
    expect(seen.size).toBe(1);
  });

  it('has no batches for a header alone', async () => {
    expect((await readingOf('a,b', ['a'])).rows).toEqual([]);
  });

  it('reads a very long row', async () => {
    const long = 'x'.repeat(300_000);
    expect(await valuesOf(`a,b\n1,${long}\n2,y\n`, ['a'])).toEqual([[1], [2]]);
  });
});

describe('openRows refuses', () => {
  it.each([
    ['an empty input', '', 'the input is empty'],
    ['blank lines alone', '\n \r\n', 'the input is empty'],
    ['NUL bytes', 'SQLite\0\0\0', 'NUL bytes'],
    ['UTF-16', Buffer.from('\uFEFFa,b\n', 'utf16le'), 'UTF-16'],
    ['HTML', '\n<!DOCTYPE html>\n<html>', 'it begins with "<!DOCTYPE html>"'],
    ['semicolons', 'a;b\n1;2\n', 'separated by semicolons'],
    ['tabs', 'a\tb\n1\t2\n', 'separated by tabs'],
    ['numbers for a header', '1,2\n3,4\n', 'has no header: its first line is "1,2"'],
    ['a requested name twice', 'a,b,a\n1,2,3\n', 'holds "a" more than once'],
    ['a quote inside a name', 'a"x"b\n1\n', 'quote inside a name'],
    ['a header quote that is not closed', '"a,b\n1,2\n', 'quote that is not closed'],
    ['no line ending within 1 MiB', 'x'.repeat(1024 * 1024 + 1000), 'does not end within 1 MiB'],
  ])('%s', async (_, content, message) => {
    const error = await rejection(openRows(pieces(content, 4096), { columns: ['a'] }));
    expect(error).toMatchObject({ code: 'INVALID_DATA', exitCode: 3 });
    expect(error.message).toContain(message);
  });

  it('not a name twice that nobody asked for', async () => {
    expect(await valuesOf('a,b,b\n1,2,3\n', ['a'])).toEqual([[1]]);
  });

  it.each([
    ['is not closed', 'a,b\n1,2\n\n3,"4\n5,6\n', 'row 2 (line 4) has a quoted cell that is not closed'],
    ['stands inside a cell', 'a,b\n1,2\n3,4"\n5,6\n', 'row 2 (line 3) has a quote where none may stand'],
    ['closes too early', 'a,b\n1,2\n3,"4"4\n5,6\n', 'row 2 (line 3) has a quote where none may stand'],
    ['gathers over 1 MiB', `a,b\n1,2\n3,"${'4\n'.repeat(600_000)}`, 'row 2 (line 3) is longer than 1 MiB'],
  ])('a quote that %s, with the rows before it read', async (_, text, message) => {
    const { rows, error } = await readingOf(text, ['a']);
    expect(error).toContain(`the input cannot be read on: ${message}`);
    expect(rows.length).toBeLessThanOrEqual(1);
  });
});
