import { describe, expect, it } from '@jest/globals';
import { UNKNOWN_CODE, type Dataset } from '../../../src/pipeline/dataset/dataset.ts';
import { encodeValue, type Encoder } from '../../../src/pipeline/features/encoder.ts';
import { createBatchEncoder } from '../../../src/pipeline/training/batch-encoder.ts';

const ENCODER: Encoder = {
  formatVersion: 1,
  columns: [
    { indicator: 0, kind: 'threshold', at: 2, divisor: 1, center: 0.25 },
    { indicator: 0, kind: 'threshold', at: 3, divisor: 1, center: 0.5 },
    { indicator: 1, kind: 'scale', at: 0, divisor: 10, center: 0.1 },
    { indicator: 1, kind: 'hinge', at: 1.5, divisor: 2, center: 0.3 },
    { indicator: 0, kind: 'present', at: 0, divisor: 1, center: 0 },
    { indicator: 1, kind: 'present', at: 0, divisor: 1, center: 0 },
  ],
};

const DATASET: Dataset = {
  rows: 4,
  columns: [Uint8Array.of(1, 2, 3, UNKNOWN_CODE), Float32Array.of(0.5, Number.NaN, 7.25, -3)],
  labels: new Uint8Array(4),
};

describe('createBatchEncoder', () => {
  const rows = Uint32Array.of(3, 0, 2, 1);

  it('encodes each answer as encodeValue does, and an unknown one as zeros without presence', () => {
    const { inputs } = createBatchEncoder(ENCODER, DATASET, 4).gather(rows);
    expect([...inputs]).toEqual([...rows].flatMap((row) => naive(row).map(Math.fround)));
  });

  it('gives the same transposed', () => {
    const { inputs, transposed } = createBatchEncoder(ENCODER, DATASET, 4).gather(rows.subarray(1));
    const width = ENCODER.columns.length;
    expect(inputs).toHaveLength(3 * width);
    for (let row = 0; row < 3; row++) {
      for (let i = 0; i < width; i++) expect(transposed[i * 3 + row]).toBe(inputs[row * width + i]);
    }
  });

  it('treats a hidden answer as an unknown one', () => {
    const encoder = createBatchEncoder(ENCODER, DATASET, 4);
    const { inputs } = encoder.gather(Uint32Array.of(2), (visible) => {
      visible.set([1, 0]);
    });
    expect([...inputs]).toEqual([0.75, 0.5, 0, 0, 1, 0]);
  });

  it('leaves nothing of an earlier batch', () => {
    const encoder = createBatchEncoder(ENCODER, DATASET, 4);
    encoder.gather(rows);
    const { inputs } = encoder.gather(Uint32Array.of(3), (visible) => visible.fill(0));
    expect([...inputs]).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

function naive(row: number): number[] {
  return ENCODER.columns.map((column) => {
    const raw = DATASET.columns[column.indicator]![row]!;
    return encodeValue(column, raw === UNKNOWN_CODE ? Number.NaN : raw);
  });
}
