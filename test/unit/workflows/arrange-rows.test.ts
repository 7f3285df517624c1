import { describe, expect, it } from '@jest/globals';
import { UNKNOWN_CODE, type Dataset } from '../../../src/pipeline/dataset/dataset.ts';
import { selectRows, splitDataset } from '../../../src/pipeline/dataset/split.ts';
import { arrangeRows, type ArrangedRows } from '../../../src/pipeline/workflows/arrange-rows.ts';
import type { LabelledRows } from '../../../src/pipeline/workflows/labelled-rows.ts';
import { SMALL_SURVEY as schema } from '../dataset/small-survey.ts';

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

const arranged = (seed: number): ArrangedRows => arrangeRows(labelledRows(), seed);

/** What rows say, row by row. */
function answers({ rows, columns, labels }: Dataset): (readonly unknown[])[] {
  return Array.from({ length: rows }, (_, row) => [...columns.map((column) => column[row]), labels[row]]);
}

describe('arrangeRows', () => {
  const before = labelledRows();
  const after = arranged(5);
  const partsBefore = (['train', 'validation', 'test'] as const).map((part) => ({
    part,
    rows: answers(selectRows(before.dataset, before.split[part])),
  }));

  it('keeps every row whole, and in its part', () => {
    const byFirst = (rows: readonly (readonly unknown[])[]) => rows.toSorted((a, b) => Number(a[0]) - Number(b[0]));
    for (const { part, rows } of partsBefore) expect(byFirst(answers(after.parts[part]))).toEqual(rows);
  });

  it('lays the parts side by side in the memory of the whole, the training rows first', () => {
    const { train, validation, test } = after.parts;
    const inOrder = [train, validation, test].flatMap((part) => answers(part));
    expect(answers(after.dataset)).toEqual(inOrder);
    expect(test.labels.buffer).toBe(after.dataset.labels.buffer);
  });

  it('mixes the training rows alone, by the seed', () => {
    const trainOf = (seed: number) => answers(arranged(seed).parts.train);
    expect(trainOf(5)).not.toEqual(partsBefore[0]!.rows);
    expect(answers(after.parts.validation)).toEqual(partsBefore[1]!.rows);
    expect(answers(after.parts.test)).toEqual(partsBefore[2]!.rows);
    expect(trainOf(5)).toEqual(answers(after.parts.train));
    expect(trainOf(6)).not.toEqual(answers(after.parts.train));
  });

  it('uses up the row numbers of a split', () => {
    const { dataset, ...rest } = labelledRows();
    const labels = Uint8Array.from(everyRow, (row) => row % 2);
    const split = splitDataset({ ...dataset, labels }, schema, { seed: 1, test: 0.2, validation: 0.1 });
    expect(split.train).toHaveLength(28);
    arrangeRows({ ...rest, dataset: { ...dataset, labels }, split }, 1);
    expect(split.train).toHaveLength(0);
  });
});
