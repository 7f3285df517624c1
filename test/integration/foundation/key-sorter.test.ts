import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeySorter } from '../../../src/foundation/key-sorter.ts';

let scratchFolder: string;
beforeAll(async () => {
  scratchFolder = await mkdtemp(join(tmpdir(), 'key-sorter-'));
});
afterAll(() => rm(scratchFolder, { recursive: true }));

/** What a sorter gives back of keys that come in pieces. */
async function sorted(pieces: readonly (readonly bigint[])[], capacity: number): Promise<bigint[]> {
  const sorter = new KeySorter({ scratchFolder, capacity });
  const keys: bigint[] = [];
  try {
    for (const piece of pieces) {
      await sorter.add({
        high: Uint32Array.from(piece, (key) => Number(key >> 32n)),
        low: Uint32Array.from(piece, (key) => Number(key & 0xffffffffn)),
      });
    }
    await sorter.forEach((high, low) => {
      keys.push((BigInt(high) << 32n) | BigInt(low));
    });
  } finally {
    await sorter.close();
  }
  return keys;
}

const ascending = (keys: readonly bigint[]): bigint[] => [...keys].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));

describe('KeySorter', () => {
  it('gives the same from memory and from any number of runs', async () => {
    // Few different halves, so that keys repeat and differ in one half only.
    const half = fc.constantFrom(0n, 1n, 2n, 0x7fffffffn, 0x80000000n, 0xffffffffn);
    const key = fc.oneof(
      fc.tuple(half, half).map(([high, low]) => (high << 32n) | low),
      fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(key)), fc.integer({ min: 1, max: 9 }), async (pieces, capacity) => {
        const expected = ascending(pieces.flat());
        expect(await sorted(pieces, capacity)).toEqual(expected);
        expect(await sorted(pieces, 1000)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('reads long runs piece by piece', async () => {
    const keys = Array.from({ length: 50_000 }, (_, i) => (BigInt((i * 7919) % 50_000) << 30n) + BigInt(i % 3));
    expect(await sorted([keys], 20_000)).toEqual(ascending(keys));
  });

  it('never leaves a name behind', async () => {
    const sorter = new KeySorter({ scratchFolder, capacity: 2 });
    await sorter.add({ high: new Uint32Array(9), low: new Uint32Array(9) });
    expect(await readdir(scratchFolder)).toEqual([]);
    await sorter.close();
  });

  it('touches no file while all keys fit', async () => {
    const sorter = new KeySorter({ scratchFolder: '/nowhere', capacity: 9 });
    await sorter.add({ high: new Uint32Array(9), low: new Uint32Array(9) });
    let visited = 0;
    await sorter.forEach(() => visited++);
    expect(visited).toBe(9);
  });

  it('says where there is no room', async () => {
    const sorter = new KeySorter({ scratchFolder: '/nowhere', capacity: 1 });
    await expect(sorter.add({ high: new Uint32Array(2), low: new Uint32Array(2) })).rejects.toMatchObject({
      code: 'WRITE_FAILED',
      message: expect.stringMatching(/^cannot write \/nowhere\/.*: a folder on the way does not exist$/),
    });
  });

  it('stops when the signal says so', async () => {
    const stopped = AbortSignal.abort(new Error('stopped'));
    const sorter = new KeySorter({ scratchFolder, capacity: 1, signal: stopped });
    await expect(sorter.add({ high: new Uint32Array(2), low: new Uint32Array(2) })).rejects.toThrow('stopped');
    await sorter.close();
  });
});
