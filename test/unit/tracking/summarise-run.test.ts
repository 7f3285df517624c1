import { describe, expect, it } from '@jest/globals';
import { changedParams, flattenParams } from '../../../src/tracking/runs/flatten-params.ts';
import { parseJournal } from '../../../src/tracking/runs/parse-journal.ts';
import { completeRun } from '../../../src/tracking/runs/summarise-run.ts';
import { TRAINING } from '../../helpers/made-up-run.ts';

const ID = 'b'.repeat(32);
const STARTED = { type: 'run-started', command: 'train', params: { train: { seed: 7 } }, tags: { seed: '7' } };

/** Records a second apart, as the lines of a journal. */
function journalOf(...events: readonly object[]): string {
  const line = (event: object, i: number) => JSON.stringify({ time: new Date(i * 1000).toISOString(), ...event });
  return events.map((event, i) => `${line(event, i)}\n`).join('');
}

const summarise = (text: string) => completeRun(ID, parseJournal(text));
const endedWith = (result: object) => summarise(journalOf(STARTED, { type: 'run-ended', status: 'FINISHED', result }));

describe('a run from its journal', () => {
  it('of a training', () => {
    const result = {
      bundle: '/somewhere/model',
      bundleDigest: 'dd',
      data: { source: 'file', rows: 9, fingerprint: 'sha256:ff' },
      metrics: { validation: { log_loss: 0.5 }, test: { log_loss: 0.6, brier: 0.2 } },
    };
    const run = summarise(journalOf(STARTED, ...TRAINING, { type: 'run-ended', status: 'FINISHED', result }));
    expect(run).toEqual({
      id: ID,
      name: null,
      experiment: null,
      command: 'train',
      status: 'FINISHED',
      isGone: false,
      startTime: '1970-01-01T00:00:00.000Z',
      endTime: '1970-01-01T00:00:06.000Z',
      durationMs: 6000,
      params: { 'train.seed': '7' },
      tags: { seed: '7' },
      metrics: { log_loss: 0.6, brier: 0.2, val_log_loss: 0.5 },
      intervals: {},
      data: { rows: 9, fingerprint: 'sha256:ff' },
      bundleDigest: 'dd',
      passed: null,
      error: null,
      dropped: [],
      gates: [],
      series: { train_loss: [0.5, 0.5], val_loss: [0.6, 0.5], val_macro_f1: [0.4, 0.4], learning_rate: [0.01, 0.01] },
    });
  });

  it('of a training by a program that did not say whose an epoch is', () => {
    const old = TRAINING.map((event) => (event.type === 'epoch-completed' ? { ...event, stage: undefined } : event));
    expect(summarise(journalOf(STARTED, ...old))?.series.val_loss).toEqual([0.6, 0.5]);
  });

  it('of a training that was resumed: an epoch is what it was at first, and later tags go over earlier ones', () => {
    const [, , begun, first, second] = TRAINING;
    const third = { ...second, epoch: 3, metrics: { val_loss: 0.45 } };
    const again = { ...first, metrics: { val_loss: 99 }, isEarlier: true };
    const resumed = { type: 'run-resumed', tags: { git_commit: 'new', team: 'heart' } };
    const events = [
      { ...STARTED, tags: { seed: '7', git_commit: 'old' }, experiment: 'heart' },
      ...[begun!, first!, second!],
      { type: 'run-ended', status: 'KILLED', error: 'interrupted' },
      ...[resumed, begun!, again, third],
    ];
    const tags = { seed: '7', git_commit: 'new', team: 'heart' };
    expect(summarise(journalOf(...events))).toMatchObject({
      status: 'RUNNING',
      error: null,
      experiment: 'heart',
      tags,
    });
    expect(summarise(journalOf(...events))?.series.val_loss).toEqual([0.6, 0.5, 0.45]);
    const end = { type: 'run-ended', status: 'FINISHED', result: {}, isResumed: true };
    expect(summarise(journalOf(...events, end))).toMatchObject({ status: 'FINISHED', durationMs: 9000, tags });
  });

  it('of a training without test rows', () => {
    expect(endedWith({ metrics: { validation: { brier: 0.2 }, test: null } })?.metrics).toEqual({ val_brier: 0.2 });
  });

  it('of an evaluation', () => {
    const gates = [{ gate: 'brier<=0.1', key: 'brier', operator: '<=', threshold: 0.1, value: 0.2, passed: false }];
    const run = endedWith({
      model: { digest: 'ee', version: 'ee', folder: '/somewhere' },
      data: { source: 'test', path: null, fingerprint: 'sha256:ff' },
      rows: 12,
      metrics: { brier: 0.2, log_loss: 0.5 },
      intervals: { brier: [0.1, 0.3], log_loss: null },
      gates,
      passed: false,
    });
    expect(run).toMatchObject({
      metrics: { brier: 0.2, log_loss: 0.5 },
      intervals: { brier: [0.1, 0.3] },
      data: { rows: 12, fingerprint: 'sha256:ff' },
      bundleDigest: 'ee',
      passed: false,
      gates,
      series: {},
    });
    expect(Object.keys(run!.intervals)).toEqual(['brier']);
    expect(endedWith({ gates: [{ gate: 'x' }], passed: true })?.passed).toBe(true);
    expect(endedWith({ gates: [], passed: true })?.passed).toBeNull();
    expect(endedWith({ gates: [{ gate: 'x' }, null, ...gates], passed: true })?.gates).toEqual(gates);
  });

  it('is named by its tag', () => {
    const tags = { 'mlflow.runName': 'night', odd: 7 };
    expect(summarise(journalOf({ ...STARTED, tags }))).toMatchObject({
      name: 'night',
      tags: { 'mlflow.runName': 'night' },
    });
  });

  it('that failed has an error and no metrics', () => {
    const run = summarise(journalOf(STARTED, { type: 'run-ended', status: 'FAILED', error: 'the disk is full' }));
    expect(run).toMatchObject({
      status: 'FAILED',
      error: 'the disk is full',
      metrics: {},
      data: null,
      durationMs: 1000,
    });
  });

  it('without an end is running', () => {
    const run = summarise(journalOf(STARTED, ...TRAINING));
    expect(run).toMatchObject({ status: 'RUNNING', endTime: null, durationMs: null, metrics: {} });
    expect(run?.series.val_loss).toEqual([0.6, 0.5]);
  });

  it('leaves out what it does not know or cannot read, and tells which lines', () => {
    const lines = journalOf(STARTED, { type: 'of another day' }, ...TRAINING).split('\n');
    const text = [lines[0], '{"broken', ...lines.slice(1, -1), '[]', '{"type":"no time"}', '', '{"time":"2026-'].join(
      '\n',
    );
    const run = summarise(text);
    expect(run?.series.val_loss).toEqual([0.6, 0.5]);
    expect(run?.dropped).toEqual([
      { line: 2, reason: 'not a record' },
      { line: 9, reason: 'not a record' },
      { line: 10, reason: 'not a record' },
      { line: 12, reason: 'cut off' },
    ]);
  });

  it.each([
    ['', 'nothing'],
    [journalOf(...TRAINING), 'no beginning'],
    [journalOf(STARTED).slice(0, 40), 'half a beginning'],
  ])('is none: %#', (text) => {
    expect(summarise(text)).toBeUndefined();
  });

  it.each([[null], [7], [{ metrics: 7, data: [], intervals: 'x', gates: 'y', model: null }]])(
    'bears a result that is none: %j',
    (result) => {
      expect(summarise(journalOf(STARTED, { type: 'run-ended', status: 'FINISHED', result }))).toMatchObject({
        metrics: {},
        intervals: {},
        data: null,
        bundleDigest: null,
        passed: null,
      });
    },
  );
});

describe('params', () => {
  it('are texts by dotted key', () => {
    expect(flattenParams({ a: { b: 1, c: { d: [256, 'x'] } }, e: 'text', f: null, g: {}, h: true })).toEqual({
      'a.b': '1',
      'a.c.d': '[256,"x"]',
      e: 'text',
      f: 'null',
      h: 'true',
    });
    expect(flattenParams('nothing')).toEqual({});
  });

  it('that are not the defaults', () => {
    const defaults = { train: { seed: 42, hidden: [256] } };
    expect(changedParams({ 'train.seed': '42', 'train.hidden': '[8]', old: '1' }, defaults)).toEqual([
      'train.hidden',
      'old',
    ]);
  });
});
