import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { appendFile, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeGoneRun, findGoneRuns } from '../../../src/tracking/runs/reap-runs.ts';
import { openRunStore } from '../../../src/tracking/runs/run-store.ts';
import type { RunStatus } from '../../../src/tracking/run-journal.ts';
import { recordTraining } from '../../helpers/made-up-run.ts';

const BEGUN = Date.UTC(2026, 0, 31);
/** The journal's six records are a second apart. */
const LAST_RECORD = '2026-01-31T00:00:05.000Z';
const MINUTE = 60_000;
/** A process that was here and is no more. */
const DEAD = spawnSync(process.execPath, ['--version']).pid;

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'reap-runs-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const folderOf = (id: string): string => join(root, '.diabetes', 'runs', id);
const journalOf = (id: string): string => join(folderOf(id), 'events.jsonl');

interface Left {
  readonly status?: RunStatus | undefined;
  /** Of the heartbeat; no file where it is left out. */
  readonly sign?: { readonly pid: number; readonly host?: string; readonly atMs: number };
  /** When the journal was last written. */
  readonly writtenMs?: number;
}

/** What a run left behind. */
async function leave({ sign, status, writtenMs = BEGUN + 5000 }: Left): Promise<string> {
  const id = await recordTraining(root, { startMs: BEGUN, status });
  if (sign !== undefined) {
    const { pid, host = hostname(), atMs } = sign;
    await writeFile(
      join(folderOf(id), 'heartbeat.json'),
      JSON.stringify({ pid, host, time: new Date(atMs).toISOString() }),
    );
  }
  await utimes(journalOf(id), writtenMs / 1000, writtenMs / 1000);
  return id;
}

const find = (now: number) => findGoneRuns(openRunStore(root, { now: () => now, elapsed: () => 0 }), root);

describe('a run without an end', () => {
  const soon = BEGUN + MINUTE;
  const late = BEGUN + 10 * MINUTE;
  const other = { host: 'another-machine', pid: DEAD };
  const here = { pid: process.ppid };

  it.each<[string, Left, { now: number; isGone: boolean }]>([
    ['whose process is no more on this machine', { sign: { pid: DEAD, atMs: soon } }, { now: soon, isGone: true }],
    [
      'whose process has the number of the one that asks',
      { sign: { pid: process.pid, atMs: soon } },
      { now: soon, isGone: true },
    ],
    ['whose process lives', { sign: { ...here, atMs: soon } }, { now: soon, isGone: false }],
    ['of another machine', { sign: { ...other, atMs: soon } }, { now: soon, isGone: false }],
    [
      'of another machine, silent for 5 minutes',
      { sign: { ...other, atMs: soon } },
      { now: soon + 5 * MINUTE, isGone: false },
    ],
    [
      'of another machine, silent for longer',
      { sign: { ...other, atMs: soon } },
      { now: soon + 5 * MINUTE + 1, isGone: true },
    ],
    ['whose number another process has by now', { sign: { ...here, atMs: soon } }, { now: late, isGone: true }],
    [
      'that still writes its journal',
      { sign: { ...other, atMs: soon }, writtenMs: late },
      { now: late, isGone: false },
    ],
    ['of an older program', {}, { now: soon, isGone: false }],
    ['of an older program, silent for longer', {}, { now: late, isGone: true }],
  ])('%s', async (_, left, { now, isGone }) => {
    const id = await leave({ status: undefined, ...left });
    const { gone, alive } = find(now);
    expect([gone.map((run) => run.id), alive]).toEqual(isGone ? [[id], 0] : [[], 1]);
    expect(openRunStore(root, { now: () => now, elapsed: () => 0 }).read(id)?.isGone).toBe(isGone);
  });

  it('that has one is left alone, whatever it left', async () => {
    await leave({ status: 'FINISHED', sign: { pid: DEAD, atMs: soon } });
    expect(find(late)).toEqual({ gone: [], alive: 0 });
  });

  it.each([
    ['', LAST_RECORD, 7],
    ['{"time":"2026-01-31T00:0', LAST_RECORD, 8],
  ])('ends at its last sign of life, below what was cut off: %j', async (cutOff, lastSign, lines) => {
    const id = await leave({ status: undefined, sign: { pid: DEAD, atMs: BEGUN } });
    await appendFile(journalOf(id), cutOff);
    const [run] = find(late).gone;
    expect(run).toMatchObject({ id, command: 'train', lastSign, isResumed: false });
    await closeGoneRun(root, run!);
    const text = await readFile(journalOf(id), 'utf8');
    expect(text.split('\n')).toHaveLength(lines + 1);
    expect(openRunStore(root).read(id)).toMatchObject({
      status: 'KILLED',
      isGone: false,
      endTime: lastSign,
      durationMs: 5000,
      error: `its process is gone: no sign of life since ${lastSign}`,
      series: { val_loss: [0.6, 0.5] },
    });
    expect(await readdir(folderOf(id))).toEqual(['events.jsonl']);
    expect(find(late)).toEqual({ gone: [], alive: 0 });
  });

  it('may have lived longer than its last record', async () => {
    await leave({ status: undefined, sign: { pid: DEAD, atMs: soon } });
    expect(find(late).gone).toMatchObject([{ lastSign: new Date(soon).toISOString() }]);
  });

  it('that was closed and goes on after all ends as it does', async () => {
    const id = await leave({ status: undefined });
    await closeGoneRun(root, find(late).gone[0]!);
    const line = (event: object) => `${JSON.stringify({ time: '2026-01-31T01:00:00.000Z', runId: id, ...event })}\n`;
    await appendFile(journalOf(id), line({ type: 'notice' }));
    expect(openRunStore(root).read(id)).toMatchObject({ status: 'RUNNING', error: null });
    await appendFile(journalOf(id), line({ type: 'run-ended', status: 'FINISHED', result: {} }));
    expect(openRunStore(root).list().runs).toMatchObject([{ status: 'FINISHED', error: null }]);
  });

  it('that was resumed before keeps its later tags', async () => {
    const id = await leave({ status: undefined });
    const resumed = { time: LAST_RECORD, runId: id, type: 'run-resumed', tags: { team: 'heart' } };
    await appendFile(journalOf(id), `${JSON.stringify(resumed)}\n`);
    await utimes(journalOf(id), BEGUN / 1000, BEGUN / 1000);
    await closeGoneRun(root, find(late).gone[0]!);
    const { runs } = openRunStore(root).list();
    expect(runs).toMatchObject([{ status: 'KILLED', tags: { seed: '1', team: 'heart' } }]);
  });
});
