import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { Dataset } from '../../../src/pipeline/dataset/dataset.ts';
import { countClasses, selectRows, splitDataset, type RowSplit } from '../../../src/pipeline/dataset/split.ts';
import { SMALL_SURVEY as schema } from './small-survey.ts';

const PARAMS = { seed: 42, test: 0.2, validation: 0.1 };

function datasetOf(...counts: readonly number[]): Dataset {
  const labels = Uint8Array.from(counts.flatMap((count, index) => Array.from({ length: count }, () => index)));
  return { rows: labels.length, columns: [], labels };
}

function countsOf(dataset: Dataset, split: RowSplit) {
  const count = (rows: Uint32Array) => countClasses(selectRows(dataset, rows), schema);
  return { train: count(split.train), validation: count(split.validation), test: count(split.test) };
}

describe('splitDataset', () => {
  it('gives each part the classes in their shares', () => {
    const dataset = datasetOf(1000, 200);
    expect(countsOf(dataset, splitDataset(dataset, schema, PARAMS))).toEqual({
      train: [700, 140],
      validation: [100, 20],
      test: [200, 40],
    });
  });

  it('rounds by largest remainder', () => {
    // Test: 15 x 0.2 = 3 rows of 2.2 and 0.8; validation: 1.5, so 2 rows of 1.1 and 0.4.
    const dataset = datasetOf(11, 4);
    expect(countsOf(dataset, splitDataset(dataset, schema, { ...PARAMS, validation: 0.2 }))).toEqual({
      train: [7, 2],
      validation: [2, 1],
      test: [2, 1],
    });
  });

  it('depends on the seed alone', () => {
    const dataset = datasetOf(300, 100);
    const split = splitDataset(dataset, schema, PARAMS);
    expect(splitDataset(dataset, schema, PARAMS)).toEqual(split);
    expect(splitDataset(dataset, schema, { ...PARAMS, seed: 43 })).not.toEqual(split);
  });

  it('takes the rows from everywhere', () => {
    const { test } = splitDataset(datasetOf(5000, 5000), schema, PARAMS);
    const firstHalf = test.filter((row) => row % 5000 < 2500).length;
    expect(firstHalf).toBeGreaterThan(900);
    expect(firstHalf).toBeLessThan(1100);
  });

  it('leaves parts empty whose share is 0', () => {
    const { train, validation, test } = splitDataset(datasetOf(5, 5), schema, { seed: 1, test: 0, validation: 0 });
    expect([train.length, validation.length, test.length]).toEqual([10, 0, 0]);
  });

  it('puts each row into one part, ascending, with round(rows x share) rows in test and validation', () => {
    const shares = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 39 }));
    const counts = fc.tuple(fc.integer({ min: 150, max: 400 }), fc.integer({ min: 150, max: 400 }));
    fc.assert(
      fc.property(counts, shares, fc.nat(), ([first, second], [test, validation], seed) => {
        fc.pre(test !== 1 && validation !== 1);
        const dataset = datasetOf(first, second);
        const params = { seed, test: test / 100, validation: validation / 100 };
        const split = splitDataset(dataset, schema, params);
        expect(split.test).toHaveLength(Math.round(dataset.rows * params.test));
        expect(split.validation).toHaveLength(Math.round(dataset.rows * params.validation));
        for (const part of Object.values(split) as Uint32Array[]) expect(part).toEqual(Uint32Array.from(part).sort());
        const all = [...split.train, ...split.validation, ...split.test].sort((a, b) => a - b);
        expect(all).toEqual(Array.from({ length: dataset.rows }, (_, row) => row));
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    { counts: [20, 0], params: PARAMS, message: 'has no row, which leaves none for the train part' },
    { counts: [20, 2], params: PARAMS, message: 'has only 2 rows, which leaves none for the validation part' },
    {
      counts: [20, 1],
      params: { ...PARAMS, validation: 0 },
      message: 'has only 1 row, which leaves none for the test',
    },
    {
      counts: [90, 1],
      params: { seed: 1, test: 0.99, validation: 0 },
      message: 'only 1 row, which leaves none for the train',
    },
  ])('refuses a class that would be absent from a part: $counts', ({ counts, params, message }) => {
    const split = () => splitDataset(datasetOf(...counts), schema, params);
    expect(split).toThrow(`class yes (ill 7) `);
    expect(split).toThrow(message);
    expect(split).toThrow(expect.objectContaining({ code: 'INVALID_DATA', hint: expect.any(String) }));
  });

  it('ends for shares that leave nothing for train', () => {
    expect(() => splitDataset(datasetOf(10, 10), schema, { seed: 1, test: 0.9, validation: 0.9 })).toThrow('train');
  });
});

describe('selectRows', () => {
  it('gathers labels and columns in the order of the indices', () => {
    const dataset = {
      rows: 3,
      columns: [Uint8Array.of(1, 2, 255), Float32Array.of(0.5, Number.NaN, 2)],
      labels: Uint8Array.of(0, 1, 1),
    };
    expect(selectRows(dataset, Uint32Array.of(2, 0))).toEqual({
      rows: 2,
      columns: [Uint8Array.of(255, 1), Float32Array.of(2, 0.5)],
      labels: Uint8Array.of(1, 0),
    });
  });
});
