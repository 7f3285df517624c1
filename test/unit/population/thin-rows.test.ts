import { describe, expect, it } from '@jest/globals';
import { thinColumn, thinRows } from '../../../src/pipeline/population/thin-rows.ts';

describe('thinRows', () => {
  const dataset = {
    rows: 5,
    columns: [Uint8Array.of(0, 1, 2, 3, 4), Float32Array.of(0, 0.5, 1, 1.5, 2)],
    labels: Uint8Array.of(0, 1, 0, 1, 0),
  };

  it('takes every so many rows, so that no more are left', () => {
    expect(thinRows(dataset, 3)).toEqual({
      rows: 3,
      columns: [Uint8Array.of(0, 2, 4), Float32Array.of(0, 1, 2)],
      labels: Uint8Array.of(0, 0, 0),
    });
    expect(thinColumn(Float64Array.of(1, 2, 3, 4, 5), 2)).toEqual(Float64Array.of(1, 4));
  });

  it('leaves few enough rows as they are', () => {
    expect(thinRows(dataset, 5)).toEqual(dataset);
  });
});
