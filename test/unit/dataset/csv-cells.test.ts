import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { splitRow } from '../../../src/pipeline/dataset/csv-cells.ts';
import { CSV_GRAMMAR } from '../../../src/pipeline/dataset/csv-grammar.ts';
import { toCsvRow } from '../../../src/pipeline/dataset/write-csv.ts';

const cell = fc.oneof(fc.string(), fc.constantFrom('', '"', '""', ',', 'a,b', 'two\nlines', '\r\n', ' x ', '"q"'));

describe('splitRow', () => {
  it.each<[string, readonly string[]]>([
    ['', ['']],
    ['1,,2,', ['1', '', '2', '']],
    ['"a,""b""",2,"x\r\ny"', ['a,"b"', '2', 'x\r\ny']],
    ['"",""""', ['', '"']],
    ['1,"a",', ['1', 'a', '']],
  ])('divides %j', (raw, cells) => {
    expect(splitRow(raw)).toEqual(cells);
  });

  it('gives the cells that were written, as csv-parse does', () => {
    fc.assert(
      fc.property(fc.array(cell, { minLength: 2, maxLength: 6 }), (cells) => {
        const raw = toCsvRow(cells);
        expect(splitRow(raw)).toEqual(cells);
        expect(parse(`${raw}\n`, CSV_GRAMMAR)).toEqual([cells]);
      }),
      { numRuns: 500 },
    );
  });
});
