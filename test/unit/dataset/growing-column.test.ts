import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { GrowingColumn } from '../../../src/pipeline/dataset/growing-column.ts';

function columnOf(...pieces: readonly (readonly number[])[]): GrowingColumn {
  const column = new GrowingColumn();
  for (const piece of pieces) column.add(Float64Array.from(piece));
  return column;
}

const code = fc.oneof(fc.integer({ min: 0, max: 254 }), fc.constant(Number.NaN));
/** Without -0, which counts as the code 0. */
const number = fc.oneof(code, fc.double({ min: 0, max: 1e6, noNaN: true }), fc.integer({ min: -9, max: -1 }));

describe('GrowingColumn', () => {
  it('holds codes as bytes, however they come in', () => {
    fc.assert(
      fc.property(fc.array(fc.array(code)), (pieces) => {
        const expected = Uint8Array.from(pieces.flat(), (value) => (Number.isNaN(value) ? 255 : value));
        expect(columnOf(...pieces).valuesFrom(0)).toEqual(expected);
      }),
    );
  });

  it('holds numbers as float32 from the first that is no code on, also those before it', () => {
    fc.assert(
      fc.property(fc.array(fc.array(number)), fc.array(number), (before, after) => {
        const values = [...before, [0.5], after];
        expect(columnOf(...values).valuesFrom(0)).toEqual(Float32Array.from(values.flat()));
      }),
    );
  });

  it('gives the values from a place on, which stay when more are added', () => {
    const column = columnOf([1, 2, 3]);
    const last = column.valuesFrom(1);
    column.add(Float64Array.of(4, 0.5));
    expect(last).toEqual(Uint8Array.of(2, 3));
    expect(column.valuesFrom(2)).toEqual(Float32Array.of(3, 4, 0.5));
    expect(column).toHaveLength(5);
  });

  it('moves when it outgrows the addresses that were set aside', () => {
    const column = new GrowingColumn(4);
    column.add(Float64Array.of(1, 2, 3));
    const before = column.valuesFrom(0);
    column.add(Float64Array.of(4, 5, Number.NaN));
    expect(column.valuesFrom(0)).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 255));
    column.add(Float64Array.of(0.5));
    expect(column.valuesFrom(0)).toEqual(Float32Array.of(1, 2, 3, 4, 5, Number.NaN, 0.5));
    expect(before).toEqual(Uint8Array.of(1, 2, 3));
  });

  it('lies in memory that threads share', () => {
    expect(columnOf([1]).valuesFrom(0).buffer).toBeInstanceOf(SharedArrayBuffer);
  });
});
