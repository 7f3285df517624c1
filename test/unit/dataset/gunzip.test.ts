import { describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { openRows } from '../../../src/pipeline/dataset/open-rows.ts';
import { collect, pieces, rejection } from './csv-reading.ts';

const ROWS = Array.from({ length: 20_000 }, (_, i) => `${i},${(i * 7919) % 1013}`);
const TEXT = `a,b\n${ROWS.join('\n')}`;

async function reading(bytes: string | Buffer, size?: number) {
  return collect((await openRows(pieces(bytes, size), { columns: ['a', 'b'], keepTexts: true })).batches());
}

describe('openRows on gzip', () => {
  it.each([
    ['at once', 1 << 20],
    ['in pieces', 1000],
    ['byte by byte', 1],
  ])('reads the same rows as without, %s', async (_, size) => {
    const bytes = size === 1 ? gzipSync('a,b\n1,2\n"3",4') : gzipSync(TEXT);
    const expected = await reading(size === 1 ? 'a,b\n1,2\n"3",4' : TEXT);
    expect(expected.error).toBeUndefined();
    expect(await reading(bytes, size)).toEqual(expected);
  });

  it('reads files that were packed apart and joined', async () => {
    const joined = Buffer.concat([gzipSync('a,b\n1,2\n'), gzipSync('3,4\n')]);
    expect((await reading(joined)).raw).toEqual(['1,2', '3,4']);
  });

  it('tells packed bytes that end too early', async () => {
    const bytes = gzipSync(TEXT);
    const { error } = await reading(bytes.subarray(0, Math.floor(bytes.length / 2)), 1000);
    expect(error).toBe('the input is gzip that cannot be unpacked: it ends too early');
    const head = await rejection(openRows(pieces(bytes.subarray(0, 5)), { columns: [] }));
    expect(head).toMatchObject({ code: 'INVALID_DATA', exitCode: 3, message: error });
  });

  it('tells packed bytes that were changed', async () => {
    const bytes = gzipSync(TEXT);
    const middle = Math.floor(bytes.length / 2);
    bytes.fill(0xff, middle, middle + 50);
    expect((await reading(bytes)).error).toMatch(/^the input is gzip that cannot be unpacked: /);
  });

  it('calls what is inside by its own fault', async () => {
    const empty = await rejection(openRows(pieces(gzipSync('')), { columns: [] }));
    expect(empty.message).toBe('the input is empty');
  });

  it('closes the stream when the batches are left early', async () => {
    const stream = pieces(gzipSync(TEXT), 1000);
    const { batches } = await openRows(stream, { columns: ['a'] });
    for await (const batch of batches()) {
      expect(batch.values[0]![1]).toBe(1);
      break;
    }
    if (!stream.closed) await new Promise((resolve) => stream.once('close', resolve));
    expect(stream.destroyed).toBe(true);
  });
});

describe('openRows on Parquet', () => {
  it('says that it is no stream of text', async () => {
    const error = await rejection(openRows(pieces('PAR1\u0015\0'), { columns: [] }));
    expect(error).toMatchObject({ code: 'USAGE', message: 'the input is Parquet, which cannot be read from a stream' });
  });
});
