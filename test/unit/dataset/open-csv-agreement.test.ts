import type { Readable } from 'node:stream';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { splitRow } from '../../../src/pipeline/dataset/csv-cells.ts';
import { readHeader } from '../../../src/pipeline/dataset/header.ts';
import { openText } from '../../../src/pipeline/dataset/open-text.ts';
import { openRows } from '../../../src/pipeline/dataset/open-rows.ts';
import { RowBatchBuilder } from '../../../src/pipeline/dataset/row-batch-builder.ts';
import { layoutRows } from '../../../src/pipeline/dataset/row-layout.ts';
import type { RowBatch } from '../../../src/pipeline/dataset/row-source.ts';
import { textBatches } from '../../../src/pipeline/dataset/text-rows.ts';
import { collect, pieces } from './csv-reading.ts';

async function* combinedBatches(stream: Readable, columns: readonly string[]): AsyncGenerator<RowBatch> {
  yield* (await openRows(stream, { columns, keepTexts: true })).batches();
}

/** The whole file through csv-parse, in one piece. */
async function* pureBatches(text: string, columns: readonly string[]): AsyncGenerator<RowBatch> {
  const { chunks } = await openText(pieces(text));
  const { header, rest, nextLine } = await readHeader(chunks, 'the input');
  const batch = new RowBatchBuilder({ columns, keepTexts: true }, splitRow);
  async function* behindHeader() {
    yield rest;
    yield* chunks;
  }
  yield* textBatches({ chunks: behindHeader(), line: nextLine }, layoutRows(header, { columns }, 'the input'), batch);
  yield batch.take();
}

const digits = fc.stringMatching(/^[0-9]{0,20}$/);
const decimal = fc
  .tuple(fc.constantFrom('', '-'), digits, fc.constantFrom('', '.'), digits)
  .map((parts) => parts.join(''));
const plain = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -3, max: 300 }).map(String) },
  { weight: 3, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x.toFixed(4)) },
  { weight: 2, arbitrary: fc.constant('') },
  { weight: 2, arbitrary: decimal },
);
const junk = fc.oneof(
  fc.constantFrom('-', '.', '-.', '+1', '1e3', '9'.repeat(400)),
  fc.constantFrom('abc', ' 1', '1 ', 'NaN', '\0', 'ü', '\t', '\r', '1\r', '\uFEFF1'),
  fc.constantFrom('"2"', '""', '"a,b"', '"x\n""y"""', '"\r\n"', '"', 'a"b', '"a"b'),
  fc.stringMatching(/^[01.\-e", \r\nxé]{0,6}$/),
);
const text = fc.constantFrom('', 'x', 'two words', 'é;ü', '1', '-', "it's");

/** A file with its requested columns: mostly plain rows, some ragged, some with odd cells. */
const file = fc
  .record({ width: fc.integer({ min: 1, max: 5 }), oddity: fc.constantFrom(0, 0.02, 0.1, 0.4) })
  .chain(({ width, oddity }) => {
    const names = Array.from({ length: width }, (_, i) => 'abcde'[i]!);
    return fc.record({
      names: fc.constant(names),
      columns: fc.shuffledSubarray([...names, 'absent']),
      rows: fc.array(
        fc.record({
          cells: fc.array(fc.tuple(plain, text), { minLength: width, maxLength: width }),
          odd: fc.tuple(junk, fc.nat(), fc.double({ min: 0, max: 1, noNaN: true })),
          ragged: fc.double({ min: 0, max: 1, noNaN: true }),
          ending: fc.constantFrom('\n', '\n', '\n', '\r\n', '\r\n', '\n\n', '\r\n\n'),
        }),
        { maxLength: 30 },
      ),
      oddity: fc.constant(oddity),
      bom: fc.boolean(),
      lastEnding: fc.constantFrom('\n', '', '\r\n', '\r'),
      pieceBytes: fc.constantFrom(1, 2, 3, 7, 64, 100_000),
    });
  })
  .map(({ names, columns, rows, oddity, bom, lastEnding, pieceBytes }) => {
    const lines = rows.map(({ cells, odd: [junkCell, place, chance], ragged, ending }, i) => {
      const texts = cells.map(([value, other], cell) => (columns.includes(names[cell]!) ? value : other));
      if (chance < oddity) texts[place % texts.length] = junkCell;
      if (ragged < oddity / 2) texts.push('1');
      else if (ragged > 1 - oddity / 2) texts.pop();
      return texts.join(',') + (i === rows.length - 1 ? lastEnding : ending);
    });
    return { content: `${bom ? '\uFEFF' : ''}${names.join(',')}\n${lines.join('')}`, columns, pieceBytes };
  });

describe('the byte reader and csv-parse', () => {
  it('give the same rows, places, issues and errors, however the bytes arrive', async () => {
    await fc.assert(
      fc.asyncProperty(file, async ({ content, columns, pieceBytes }) => {
        const combined = combinedBatches(pieces(content, pieceBytes), columns);
        expect(await collect(combined)).toEqual(await collect(pureBatches(content, columns)));
      }),
      { numRuns: 500 },
    );
  });

  it('give the number that Number gives, for any decimal', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(decimal, { minLength: 1, maxLength: 50 }), async (cells) => {
        const numbers = cells.filter((cell) => /\d/.test(cell));
        const source = await openRows(pieces(`a,b\n${numbers.map((cell) => `${cell},\n`).join('')}`), {
          columns: ['a'],
        });
        const { rows } = await collect(source.batches());
        expect(rows.map(({ values }) => values[0])).toEqual(numbers.map(Number));
      }),
      { numRuns: 100 },
    );
  });
});
