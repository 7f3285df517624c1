import { describe, expect, it } from '@jest/globals';
import { bestRun } from '../../../src/tracking/runs/best-run.ts';
import { diffRuns } from '../../../src/tracking/runs/diff-runs.ts';
import { findRun, shortIdLength } from '../../../src/tracking/runs/find-run.ts';
import { resolveField } from '../../../src/tracking/runs/run-field.ts';
import type { RunStore } from '../../../src/tracking/runs/run-store.ts';
import { sortRuns } from '../../../src/tracking/runs/sort-runs.ts';
import { madeUpRun } from '../../helpers/made-up-run.ts';

const id = (beginning: string): string => beginning.padEnd(32, '0');

function storeOf(...beginnings: readonly string[]): RunStore {
  const ids = beginnings.map(id);
  const runs = ids.map((one) => madeUpRun({ id: one }));
  return {
    ids,
    list: () => ({ runs, unreadable: [] }),
    read: (wanted) => runs.find((run) => run.id === wanted),
    folderOf: (wanted) => `/runs/${wanted}`,
    bundleOf: () => null,
    deliveriesOf: () => [],
  };
}

describe('findRun', () => {
  const store = storeOf('abcd1', 'abcd2', 'abff', '1234');

  it.each([
    ['abff', 'abff'],
    ['ABCD2', 'abcd2'],
    [id('1234'), '1234'],
    ['latest', 'abcd1'],
  ])('finds %s', (reference, found) => {
    expect(findRun(store, reference).id).toBe(id(found));
  });

  it.each([
    ['abce', 'RUN_NOT_FOUND', 'there is no run abce; did you mean abcd?'],
    ['9999', 'RUN_NOT_FOUND', 'there is no run 9999; 4 runs are recorded'],
    ['abcd', 'RUN_NOT_FOUND', 'abcd begins the ids of 2 runs: abcd1000, abcd2000'],
    ['abc', 'USAGE', 'abc is too short for the id of a run: 4 digits or more'],
    ['', 'USAGE', '"" is no id of a run'],
    ['../x', 'USAGE', '"../x" is no id of a run'],
    ['a'.repeat(33), 'USAGE', `"${'a'.repeat(33)}" is no id of a run`],
  ])('refuses %j', (reference, code, message) => {
    expect(() => findRun(store, reference)).toThrow(expect.objectContaining({ code, message }));
  });

  it('names few of many', () => {
    const many = storeOf(...Array.from({ length: 9 }, (_, i) => `abcd${i}`));
    expect(() => findRun(many, 'abcd')).toThrow(/^abcd begins the ids of 9 runs: (\w{8}, ){4}\w{8} and 4 more$/);
  });

  it('tells that nothing is recorded, or nothing can be read', () => {
    expect(() => findRun(storeOf(), 'latest')).toThrow('no run is recorded here');
    const unreadable: RunStore = { ...store, list: () => ({ runs: [], unreadable: store.ids }), read: () => undefined };
    expect(() => findRun(unreadable, 'latest')).toThrow('no run can be read here');
    expect(() => findRun(unreadable, 'abff')).toThrow(`the run ${id('abff')} cannot be read`);
  });
});

describe('shortIdLength', () => {
  it.each([
    [[], 8],
    [['a'], 8],
    [['abcdefgh1', 'abcdefgh2', 'abc'], 9],
    [['abcdefgh12', 'x', 'abcdefgh13'], 10],
  ])('%j', (beginnings, length) => {
    expect(shortIdLength(beginnings.map(id))).toBe(length);
  });
});

describe('resolveField', () => {
  const runs = [madeUpRun()];

  it.each([
    ['status', { entity: 'attributes', key: 'status' }],
    ['attributes.start_time', { entity: 'attributes', key: 'start_time' }],
    ['roc_auc_any', { entity: 'metrics', key: 'roc_auc_any' }],
    ['metrics.log_loss', { entity: 'metrics', key: 'log_loss' }],
    ['params.train.seed', { entity: 'params', key: 'train.seed' }],
    ['tags.git_commit', { entity: 'tags', key: 'git_commit' }],
  ])('%s', (text, field) => {
    expect(resolveField(text, runs)).toEqual(field);
  });

  it.each([
    ['roc_auc_ay', 'no run has "roc_auc_ay"; did you mean roc_auc_any?'],
    ['metrics.roc_auc_ay', 'no run has "metrics.roc_auc_ay"; did you mean metrics.roc_auc_any?'],
    ['params.train.sed', 'no run has "params.train.sed"; did you mean params.train.seed?'],
    ['toString', 'no run has "toString"'],
    ['tags.constructor', 'no run has "tags.constructor"'],
    ['', 'no run has ""'],
  ])('refuses %j', (text, message) => {
    expect(() => resolveField(text, runs)).toThrow(expect.objectContaining({ code: 'USAGE', message }));
  });
});

describe('sortRuns', () => {
  const [a, b, none] = [
    madeUpRun({ id: 'a', metrics: { roc_auc_any: 0.7, log_loss: 0.3 }, params: { epochs: '8' } }),
    madeUpRun({ id: 'b', metrics: { roc_auc_any: 0.8, log_loss: 0.4 }, params: { epochs: '20' } }),
    madeUpRun({ id: 'none', metrics: {}, params: {} }),
  ];
  const order = (field: Parameters<typeof sortRuns>[1], isReversed = false) =>
    sortRuns([none, a, b], field, isReversed).map(({ id: one }) => one);

  it('has the best metric first, and runs without a value last', () => {
    expect(order({ entity: 'metrics', key: 'roc_auc_any' })).toEqual(['b', 'a', 'none']);
    expect(order({ entity: 'metrics', key: 'log_loss' })).toEqual(['a', 'b', 'none']);
    expect(order({ entity: 'metrics', key: 'log_loss' }, true)).toEqual(['b', 'a', 'none']);
  });

  it('has numbers in texts in their order', () => {
    expect(order({ entity: 'params', key: 'epochs' })).toEqual(['a', 'b', 'none']);
    expect(order({ entity: 'params', key: 'epochs' }, true)).toEqual(['b', 'a', 'none']);
  });

  it('has the latest first', () => {
    const early = madeUpRun({ id: 'early', startTime: '2025-01-01T00:00:00.000Z' });
    const field = { entity: 'attributes', key: 'start_time' } as const;
    expect(sortRuns([early, a], field, false)).toEqual([a, early]);
    expect(sortRuns([a, early], field, true)).toEqual([early, a]);
  });
});

describe('bestRun', () => {
  const runs = [
    madeUpRun({ id: 'first', metrics: { roc_auc_any: 0.8, log_loss: 0.3, own: 5 } }),
    madeUpRun({ id: 'second', metrics: { roc_auc_any: 0.9, log_loss: 0.4, own: 6, val_log_loss: 1 } }),
    madeUpRun({ id: 'third', metrics: { roc_auc_any: 0.9 }, data: { rows: 1, fingerprint: 'sha256:bb' } }),
    madeUpRun({ id: 'none', metrics: {}, data: null }),
  ];

  it.each([
    ['roc_auc_any', undefined, { run: { id: 'second' }, direction: 'maximize', value: 0.9, compared: 3, dataSets: 2 }],
    ['log_loss', undefined, { run: { id: 'first' }, direction: 'minimize', value: 0.3, compared: 2, dataSets: 1 }],
    ['log_loss', 'maximize', { run: { id: 'second' }, direction: 'maximize', value: 0.4 }],
    ['val_log_loss', undefined, { run: { id: 'second' }, direction: 'minimize', compared: 1 }],
    ['own', 'minimize', { run: { id: 'first' }, direction: 'minimize' }],
    ['own', 'maximize', { run: { id: 'second' }, direction: 'maximize' }],
  ] as const)('%s, %s', (metric, asked, expected) => {
    expect(bestRun(runs, metric, asked)).toMatchObject(expected);
  });

  it('must know what is better', () => {
    expect(() => bestRun(runs, 'own')).toThrow(expect.objectContaining({ hint: 'Add --maximize or --minimize.' }));
  });

  it('needs a run with the metric', () => {
    expect(() => bestRun(runs, 'los_loss')).toThrow('no run has the metric "los_loss"; did you mean log_loss?');
    expect(() => bestRun([], 'log_loss')).toThrow('no run has the metric "log_loss"');
  });
});

describe('diffRuns', () => {
  it('has only what differs, with differences and the intervals of both', () => {
    const a = madeUpRun({
      params: { same: '1', seed: '1', gone: 'x' },
      metrics: { brier: 0.2, log_loss: 0.5, same: 1, gone: 2 },
      intervals: { brier: [0.1, 0.3], log_loss: [0.4, 0.6] },
    });
    const b = madeUpRun({
      params: { same: '1', seed: '2' },
      metrics: { brier: 0.3, log_loss: 0.75, same: 1 },
      intervals: { log_loss: [0.7, 0.8] },
      data: { rows: 100, fingerprint: 'sha256:bb' },
      tags: {},
    });
    expect(diffRuns(a, b)).toEqual({
      facts: { data_fingerprint: { a: 'sha256:aa', b: 'sha256:bb' } },
      params: { seed: { a: '1', b: '2' }, gone: { a: 'x', b: null } },
      tags: { git_commit: { a: 'abc', b: null } },
      metrics: {
        brier: { a: 0.2, b: 0.3, difference: expect.closeTo(0.1) },
        log_loss: { a: 0.5, b: 0.75, difference: 0.25, intervals: { a: [0.4, 0.6], b: [0.7, 0.8] } },
        gone: { a: 2, b: null, difference: null },
      },
    });
  });

  it('of a run with itself is empty', () => {
    expect(diffRuns(madeUpRun(), madeUpRun())).toEqual({ facts: {}, params: {}, tags: {}, metrics: {} });
  });
});
