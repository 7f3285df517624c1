import { describe, expect, it } from '@jest/globals';
import { createRecording } from '../../../../src/tracking/delivery/recorded-run.ts';
import { parseRecord } from '../../../../src/tracking/runs/parse-journal.ts';

const TIME = '2026-01-31T12:00:00.000Z';
const MS = Date.parse(TIME);

/** What is recorded by some records, each ten bytes long. */
function recordedBy(events: readonly object[]) {
  const recording = createRecording();
  events.forEach((event, i) => {
    const record = parseRecord(JSON.stringify({ time: TIME, runId: 'r', ...event }));
    recording.add(record!, (i + 1) * 10);
  });
  return recording.run();
}

const epoch = (number: unknown, value: unknown, more: object = {}) => ({
  type: 'epoch-completed',
  stage: 'fit',
  epoch: number,
  metrics: { val_loss: value },
  ...more,
});
const ended = (status: string, more: object = {}) => ({ type: 'run-ended', status, ...more });

describe('what a journal says of its run', () => {
  it('is its beginning, told once', () => {
    const start = { type: 'run-started', command: 'train', params: { a: { b: [1] } }, tags: { x: 'y', odd: 1 } };
    const { start: told } = recordedBy([{ ...start, experiment: 'e' }, start]);
    const expected = { command: 'train', params: { 'a.b': '[1]' }, tags: { x: 'y' }, experiment: 'e' };
    expect(told).toEqual({ at: 10, time: MS, id: 'r', ...expected });
    expect(recordedBy([]).start).toBeNull();
  });

  it('is each epoch of the model once, as it was recorded first', () => {
    const { points } = recordedBy([
      epoch(1, 9, { stage: 'teach' }),
      epoch(1, 3),
      epoch(1, 4),
      epoch(2, null),
      epoch('3', 5),
      epoch(3, 2),
    ]);
    const common = { time: MS, key: 'val_loss', isFinal: false };
    expect(points).toEqual([
      { ...common, at: 20, step: 1, value: 3 },
      { ...common, at: 60, step: 3, value: 2 },
    ]);
  });

  it('tells the epochs of older journals by the stage before them', () => {
    const stage = (name: string) => ({ type: 'stage-started', stage: name });
    const old = (value: number) => epoch(1, value, { stage: undefined });
    const { points } = recordedBy([stage('teach'), old(9), stage('fit'), old(3)]);
    expect(points.map(({ value }) => value)).toEqual([3]);
  });

  it('is the metrics of its result at the last step', () => {
    const metrics = { validation: { log_loss: 1 }, test: { log_loss: 2 } };
    const { points } = recordedBy([epoch(1, 3), epoch(7, 3), ended('FINISHED', { result: { metrics } })]);
    const final = { at: 30, time: MS, step: 7, isFinal: true };
    expect(points.slice(2)).toEqual([
      { ...final, key: 'log_loss', value: 2 },
      { ...final, key: 'val_log_loss', value: 1 },
    ]);
    const evaluated = recordedBy([ended('FINISHED', { result: { metrics: { log_loss: 4 } } })]);
    expect(evaluated.points).toMatchObject([{ key: 'log_loss', value: 4, step: 0 }]);
  });

  it('is the end that nothing follows', () => {
    const killed = ended('KILLED', { error: 'gone' });
    expect(recordedBy([killed])).toMatchObject({ end: { at: 10, status: 'KILLED', error: 'gone' }, continued: null });
    const resumed = { type: 'run-resumed', tags: { node: 'v9' } };
    expect(recordedBy([killed, resumed, epoch(1, 2)])).toMatchObject({
      end: null,
      continued: { at: 20 },
      resumptions: [{ at: 20, tags: { node: 'v9' } }],
    });
    expect(recordedBy([killed, resumed, ended('FINISHED')])).toMatchObject({ end: { at: 30, status: 'FINISHED' } });
    expect(recordedBy([ended('LOST')]).end).toBeNull();
  });
});
