import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RowHasher } from '../../../src/pipeline/checking/row-hasher.ts';
import { UNKNOWN_CODE } from '../../../src/pipeline/dataset/dataset.ts';

/** Each row's hash as one text. */
function hashes(hasher: RowHasher, columns: readonly (Uint8Array | Float64Array)[]): string[] {
  const { high, low } = hasher.hash(columns, columns[0]!.length);
  return [...high].map((half, row) => `${half}-${low[row]!}`);
}

describe('RowHasher', () => {
  it('tells rows apart by their values, and by nothing else', () => {
    const value = fc.oneof(
      fc.constantFrom(0, -0, 1, 254, 255, 256, -1, 0.5, NaN),
      fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e30, max: 1e30 }),
    );
    const row = fc.tuple(value, value, value);
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 30 }), (rows) => {
        const columns = [0, 1, 2].map((column) => Float64Array.from(rows, (one) => one[column]!));
        const found = hashes(new RowHasher(3), columns);
        // -0 is 0, and what training holds as the same float32 is the same.
        const keys = rows.map((one) => one.map((number) => String(Math.fround(number) + 0)).join());
        for (let i = 0; i < rows.length; i++) {
          for (let j = 0; j < i; j++) expect([i, j, found[i] === found[j]]).toEqual([i, j, keys[i] === keys[j]]);
        }
      }),
    );
  });

  it('gives codes the same hash in a coded batch and among fractions', () => {
    const hasher = new RowHasher(2);
    const other = Uint8Array.of(1, 2, 3);
    const coded = hashes(hasher, [Uint8Array.of(7, UNKNOWN_CODE, 0), other]);
    const mixed = hashes(hasher, [Float64Array.of(7, NaN, 0.25), other]);
    expect(mixed.slice(0, 2)).toEqual(coded.slice(0, 2));
    expect(mixed[2]).not.toBe(coded[2]);
  });

  it('keeps columns apart', () => {
    const [hash] = hashes(new RowHasher(2), [Uint8Array.of(1), Uint8Array.of(2)]);
    expect(hashes(new RowHasher(2), [Uint8Array.of(2), Uint8Array.of(1)])).not.toContain(hash);
  });

  it('spreads rows of few codes over all bits', () => {
    // 4096 rows of twelve answers of yes or no: every bit must be set in about half of them.
    const columns = Array.from({ length: 12 }, (_, i) => Uint8Array.from({ length: 4096 }, (_, row) => (row >> i) & 1));
    const { high, low } = new RowHasher(12).hash(columns, 4096);
    for (const words of [high, low]) {
      for (let bit = 0; bit < 32; bit++) {
        const set = words.filter((word) => (word >>> bit) & 1).length;
        expect([0, 2048, 4096]).toContain(set);
      }
    }
    expect(new Set([...high].map((word, row) => `${word}-${low[row]!}`)).size).toBe(4096);
  });
});
