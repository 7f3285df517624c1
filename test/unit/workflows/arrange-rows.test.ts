import { describe, expect, it } from '@jest/globals';
import { UNKNOWN_CODE, type Dataset } from '../../../src/pipeline/dataset/dataset.ts';
import { arrangeRows } from '../../../src/pipeline/workflows/arrange-rows.ts';
import type { LabelledRows } from '../../../src/pipeline/workflows/labelled-rows.ts';

const ROWS = 40;
const isIn = (part: number) => (row: number) => (row * 7) % 10 === part;
const everyRow = Array.from({ length: ROWS }, (_, row) => row);

/** Row i answers i, and i / 2 or nothing; its label is i modulo 3. */
function labelledRows(): LabelledRows {
  const dataset: Dataset = {
    rows: ROWS,
    columns: [
      Uint8Array.from(everyRow),
      Float32Array.from(everyRow, (row) => (row % 5 === 0 ? Number.NaN : row / 2)),
      Uint8Array.from(everyRow, (row) => (row % 2 === 0 ? UNKNOWN_CODE : 1)),
    ],
    labels: Uint8Array.from(everyRow, (row) => row % 3),
  };
  const split = {
    validation: Uint32Array.from(everyRow.filter(isIn(0))),
    test: Uint32Array.from(everyRow.filter(isIn(1))),
    train: Uint32Array.from(everyRow.filter((row) => !isIn(0)(row) && !isIn(1)(row))),
  };
  const recipe = {
    method: 'stratified',
    seed: 1,
    test: 0.1,
    validation: 0.1,
    rows: { train: 32, validation: 4, test: 4 },
  };
  return { dataset, split, recipe, source: 'file', fingerprint: 'sha256:0', absent: [] } as LabelledRows;
}

function arranged(seed: number): LabelledRows {
  const rows = labelledRows();
  arrangeRows(rows, seed);
  return rows;
}

/** What the rows of a part say, by the row that they were. */
function answers({ dataset, split }: LabelledRows, part: keyof LabelledRows['split']): (readonly unknown[])[] {
  return Array.from(split[part], (row) => [...dataset.columns.map((column) => column[row]), dataset.labels[row]]);
}

describe('arrangeRows', () => {
  const before = labelledRows();
  const after = arranged(5);

  it('keeps every row whole, and in its part', () => {
    for (const part of ['train', 'validation', 'test'] as const) {
      const byFirst = (rows: (readonly unknown[])[]) => rows.sort((a, b) => Number(a[0]) - Number(b[0]));
      expect(byFirst(answers(after, part))).toEqual(byFirst(answers(before, part)));
    }
  });

  it('lays the parts side by side, the training rows first', () => {
    const { train, validation, test } = after.split;
    expect([...train, ...validation, ...test]).toEqual(everyRow);
  });

  it('mixes the training rows alone, by the seed', () => {
    expect(answers(after, 'train')).not.toEqual(answers(before, 'train'));
    expect(answers(after, 'test')).toEqual(answers(before, 'test'));
    expect(answers(arranged(5), 'train')).toEqual(answers(after, 'train'));
    expect(answers(arranged(6), 'train')).not.toEqual(answers(after, 'train'));
  });
});
