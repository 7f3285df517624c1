import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import type { PipelineEvent } from '../../../src/foundation/events.ts';
import { createProgress } from '../../../src/terminal/progress.ts';
import { fakeStreams } from '../../helpers/fake-streams.ts';
import type { FakeStreams } from '../../helpers/fake-streams.ts';

const metrics = { train_loss: 0.4012, val_loss: 0.3949, val_macro_f1: 0.45, learning_rate: 0.01 };
const events: readonly PipelineEvent[] = [
  { type: 'stage-started', stage: 'read', title: 'Reading the rows' },
  { type: 'progress', stage: 'read', done: 1, total: 4 },
  { type: 'stage-completed', stage: 'read', durationMs: 400, summary: '253,680 rows' },
  { type: 'notice', level: 'warning', code: 'SYNTHETIC', message: 'these rows are made up' },
  { type: 'stage-started', stage: 'fit', title: 'Fitting the network' },
  { type: 'epoch-completed', stage: 'fit', epoch: 1, epochs: 2, metrics },
  { type: 'epoch-completed', stage: 'fit', epoch: 2, epochs: 2, metrics },
  { type: 'stage-completed', stage: 'fit', durationMs: 72_000, summary: '2 epochs' },
];
const READ_ROWS: PipelineEvent = {
  type: 'rows-read',
  name: 'rows.csv',
  source: 'file',
  path: 'rows.csv',
  fingerprint: 'sha256:aa',
  rows: 9,
  parts: { train: 9 },
};
const plainLines = [
  'read       253,680 rows in 0.4 s',
  'note       these rows are made up',
  'epoch 1/2  train 0.401  validation 0.395  eta 12 s',
  'epoch 2/2  train 0.401  validation 0.395',
  'fit        2 epochs in 1 min 12 s',
];
const loud = { json: false, quiet: false };

/** A clock on which 12 s pass from one event to the next. */
function steppingClock() {
  let elapsedMs = 0;
  return { now: () => 0, elapsed: () => elapsedMs, step: () => (elapsedMs += 12_000) };
}

function reportAll(streams: FakeStreams, options: { json: boolean; quiet: boolean }) {
  const clock = steppingClock();
  const progress = createProgress(streams, { ...options, clock });
  for (const event of events) {
    progress.report(event);
    clock.step();
  }
  return progress;
}

describe('progress off a terminal', () => {
  it('is a line for each stage, epoch and notice', () => {
    const streams = fakeStreams();
    reportAll(streams, loud).stop();
    expect(streams.written.stderr()).toBe(`${plainLines.join('\n')}\n`);
    expect(streams.written.stdout()).toBe('');
  });

  it('says nothing of what a record alone needs', () => {
    const streams = fakeStreams();
    const { report } = createProgress(streams, loud);
    report(READ_ROWS);
    report({ type: 'epoch-completed', stage: 'fit', epoch: 1, epochs: 2, metrics, isEarlier: true });
    expect(streams.written.stderr()).toBe('');
  });

  it('is every event as a line of JSON under json', () => {
    const streams = fakeStreams({ isTTY: true });
    reportAll(streams, { json: true, quiet: false }).stop();
    const lines = streams.written.stderr().trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      events.map((event) => ({ ...event, time: '1970-01-01T00:00:00.000Z' })),
    );
  });

  it.each([true, false])('is notices alone when quiet (terminal: %s)', (isTTY) => {
    const streams = fakeStreams({ isTTY });
    reportAll(streams, { json: false, quiet: true }).stop();
    expect(streams.written.stderr()).toBe('note       these rows are made up\n');
  });
});

describe('progress on a terminal', () => {
  const env = { LANG: 'C.UTF-8', NO_COLOR: '1' };

  /** Waits until the spinner has been loaded and drawn. */
  async function drawn(streams: FakeStreams): Promise<void> {
    while (streams.written.stderr() === '') await sleep(1);
  }

  it('animates stages and epochs, and keeps a line of each stage and notice', async () => {
    const streams = fakeStreams({ isTTY: true, env });
    const progress = createProgress(streams, { ...loud, clock: steppingClock() });
    progress.report(events[0]!);
    await drawn(streams);
    events.slice(1).forEach(progress.report);
    progress.report({ type: 'stage-started', stage: 'bundle', title: 'Writing the bundle' });
    progress.stop();
    const text = stripVTControlCharacters(streams.written.stderr());
    expect(text).toContain('⠋ Reading the rows');
    expect(text.split('\n').map((line) => line.replace(/^.*(?=[✔!] )/, ''))).toEqual([
      '✔ read       253,680 rows in 0.4 s',
      '! note       these rows are made up',
      '✔ fit        2 epochs in 1 min 12 s',
      expect.stringContaining('Writing the bundle'),
    ]);
  });

  it('draws a bar, the validation loss and the time left', async () => {
    const streams = fakeStreams({ isTTY: true, env });
    const clock = steppingClock();
    const progress = createProgress(streams, { ...loud, clock });
    progress.report(events[4]!);
    await drawn(streams);
    clock.step();
    progress.report(events[5]!);
    await sleep(120);
    progress.stop();
    expect(streams.written.stderr()).toContain(
      'Fitting the network  ▕█████     ▏  epoch 1/2  validation 0.395  eta 12 s',
    );
  });

  it('draws the bytes that have come, of how many where that is known', async () => {
    const streams = fakeStreams({ isTTY: true, env });
    const progress = createProgress(streams, { ...loud, clock: steppingClock() });
    progress.report({ type: 'stage-started', stage: 'download', title: 'Downloading' });
    await drawn(streams);
    for (const total of [0, 40_000_000]) {
      progress.report({ type: 'progress', stage: 'download', done: 10_000_000, total, unit: 'byte' });
      await sleep(120);
    }
    progress.stop();
    const text = stripVTControlCharacters(streams.written.stderr());
    expect(text).toMatch(/Downloading {2}10 MB(?! of)/);
    expect(text).toContain('10 MB of 40 MB');
  });

  it('draws the rows that are done, of how many where that is known', async () => {
    const streams = fakeStreams({ isTTY: true, env });
    const progress = createProgress(streams, { ...loud, clock: steppingClock() });
    progress.report({ type: 'stage-started', stage: 'predict', title: 'Predicting' });
    await drawn(streams);
    for (const total of [0, 4096]) {
      progress.report({ type: 'progress', stage: 'predict', done: 2048, total, unit: 'row' });
      await sleep(120);
    }
    progress.stop();
    const text = stripVTControlCharacters(streams.written.stderr());
    expect(text).toContain('Predicting  2,048 rows');
    expect(text).toContain('2,048 of 4,096 rows');
  });

  it('writes plain lines when it ends before the spinner is loaded, and nothing after', async () => {
    const streams = fakeStreams({ isTTY: true, env });
    const progress = reportAll(streams, loud);
    progress.stop();
    await import('ora');
    await sleep(5);
    expect(streams.written.stderr().split('\n').slice(0, 2)).toEqual(plainLines.slice(0, 2));
    expect(streams.written.stderr()).not.toContain('\u001B');
  });

  it('writes plain lines on a dumb terminal', () => {
    const streams = fakeStreams({ isTTY: true, env: { ...env, TERM: 'dumb' } });
    reportAll(streams, loud).stop();
    expect(streams.written.stderr()).toBe(`${plainLines.join('\n')}\n`);
  });
});
