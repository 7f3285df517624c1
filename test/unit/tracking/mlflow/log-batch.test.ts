import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fitValues, MAX_PARAM_LENGTH } from '../../../../src/tracking/mlflow/keys.ts';
import { splitBatches, type Batch, type Metric } from '../../../../src/tracking/mlflow/log-batch.ts';

const values = (count: number, value = 'v') =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, value] as const));
const points = (count: number): Metric[] =>
  Array.from({ length: count }, (_, i) => ({ key: 'loss', value: i, timestamp: i, step: i }));
const sizes = (batches: readonly Batch[]) =>
  batches.map(({ params, tags, metrics }) => [params.length, tags.length, metrics.length]);

describe('batches', () => {
  it('are none for nothing', () => {
    expect(splitBatches({})).toEqual([]);
  });

  it('hold 1,000 entries: 100 params, 100 tags and the rest metrics', () => {
    expect(sizes(splitBatches({ params: values(101), tags: values(100), metrics: points(1_000) }))).toEqual([
      [100, 100, 800],
      [1, 0, 200],
    ]);
    expect(sizes(splitBatches({ metrics: points(1_000) }))).toEqual([[0, 0, 1_000]]);
    expect(sizes(splitBatches({ metrics: points(2_001) }))).toEqual([
      [0, 0, 1_000],
      [0, 0, 1_000],
      [0, 0, 1],
    ]);
  });

  it('stay below a megabyte, with all that was given in its order', () => {
    fc.assert(
      fc.property(
        fc.nat(250),
        fc.nat(250),
        fc.nat(3_000),
        fc.constantFrom('v', 'é'.repeat(5_000), '\u0001'.repeat(6_000)),
        (...[p, t, m, v]) => {
          const batches = splitBatches({ params: values(p, v), tags: values(t, v), metrics: points(m) });
          for (const batch of batches) {
            expect(Buffer.byteLength(JSON.stringify({ run_id: 'r'.repeat(256), ...batch }))).toBeLessThan(1_000_000);
            expect(batch.params.length + batch.tags.length + batch.metrics.length).toBeLessThanOrEqual(1_000);
          }
          expect(batches.flatMap(({ params }) => params).map(({ key }) => key)).toEqual(Object.keys(values(p)));
          expect(batches.flatMap(({ tags }) => tags).map(({ key }) => key)).toEqual(Object.keys(values(t)));
          expect(batches.flatMap(({ metrics }) => metrics)).toEqual(points(m));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('say what JSON has no number for in words, and leave out what was not given', () => {
    const metrics = [NaN, Infinity, -Infinity, 'NaN' as const, 0.1].map((value) => ({ key: 'm', value, timestamp: 5 }));
    expect(splitBatches({ metrics })[0]!.metrics).toEqual(
      ['NaN', 'Infinity', '-Infinity', 'NaN', 0.1].map((value) => ({ key: 'm', value, timestamp: 5, step: 0 })),
    );
    const linked = { key: 'm', value: 1, timestamp: 5, modelId: 'm-1', dataset: { name: 'd', digest: 'e' } };
    expect(splitBatches({ metrics: [linked] })[0]!.metrics).toEqual([
      { key: 'm', value: 1, timestamp: 5, step: 0, model_id: 'm-1', dataset_name: 'd', dataset_digest: 'e' },
    ]);
  });

  it.each<[string, unknown, string]>([
    ['value', 'nan', 'the metric m is "nan": it must be a number, "NaN", "Infinity" or "-Infinity"'],
    ['value', '0.5', 'the metric m is "0.5": it must be a number, "NaN", "Infinity" or "-Infinity"'],
    ['value', null, 'the metric m is null: it must be a number, "NaN", "Infinity" or "-Infinity"'],
    ['value', true, 'the metric m is true: it must be a number, "NaN", "Infinity" or "-Infinity"'],
    ['value', 5n, 'the metric m is 5: it must be a number, "NaN", "Infinity" or "-Infinity"'],
    ['timestamp', 1.5, 'the timestamp of the metric m is 1.5: it must be a whole number of milliseconds since 1970'],
    ['timestamp', '5', 'the timestamp of the metric m is "5": it must be a whole number of milliseconds since 1970'],
    ['timestamp', -1, 'the timestamp of the metric m is -1: it must be a whole number of milliseconds since 1970'],
    [
      'timestamp',
      2 ** 53,
      `the timestamp of the metric m is ${2 ** 53}: it must be a whole number of milliseconds since 1970`,
    ],
    [
      'timestamp',
      undefined,
      'the timestamp of the metric m is undefined: it must be a whole number of milliseconds since 1970',
    ],
    ['step', 0.5, 'the step of the metric m is 0.5: it must be an integer'],
    ['step', NaN, 'the step of the metric m is NaN: it must be an integer'],
    ['modelId', 7, 'the model of the metric m is 7: it must be a text that is not empty'],
    [
      'dataset',
      { name: 'd', digest: 'f'.repeat(64) },
      `the dataset's digest of the metric m is "${'f'.repeat(60)}...": it must be at most 36 characters long`,
    ],
  ])('refuse a metric whose %s is %p', (field, value, message) => {
    const metric = { key: 'm', value: 1, timestamp: 5, [field]: value } as Metric;
    expect(() => splitBatches({ metrics: [metric] })).toThrow(message);
  });

  it('refuse params and tags that are no texts, or too long, or have a key that is no key', () => {
    expect(() => splitBatches({ params: { lr: 0.1 } as never })).toThrow('the param lr is 0.1: it must be a text');
    expect(() => splitBatches({ tags: { t: null } as never })).toThrow('the tag t is null: it must be a text');
    expect(() => splitBatches({ tags: { t: '\ud800' } })).toThrow('a text of whole characters');
    expect(() => splitBatches({ params: { p: 'x'.repeat(6_001) } })).toThrow('at most 6,000 characters long');
    expect(() => splitBatches({ tags: { t: 'x'.repeat(8_001) } })).toThrow('at most 8,000 characters long');
    expect(() => splitBatches({ params: { 'a//b': 'x' } })).toThrow('the key of a param is "a//b"');
    expect(sizes(splitBatches({ params: { p: '🙂'.repeat(6_000) } }))).toEqual([[1, 0, 0]]);
  });
});

describe('values that are made to fit', () => {
  it('lose their end between two characters, and are named with the length that they had', () => {
    const long = '🙂'.repeat(MAX_PARAM_LENGTH + 5);
    const { values: fitted, cut } = fitValues({ a: 'short', b: long }, MAX_PARAM_LENGTH);
    expect(fitted).toEqual({ a: 'short', b: '🙂'.repeat(MAX_PARAM_LENGTH) });
    expect(cut).toEqual({ b: MAX_PARAM_LENGTH + 5 });
    expect(splitBatches({ params: fitted })).toHaveLength(1);
  });
});
