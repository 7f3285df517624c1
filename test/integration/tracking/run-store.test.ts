import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRunStore } from '../../../src/tracking/runs/run-store.ts';
import { recordTraining } from '../../helpers/made-up-run.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'run-store-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const folderOf = (id: string): string => join(root, '.diabetes', 'runs', id);
const journalOf = (id: string): string => join(folderOf(id), 'events.jsonl');

describe('the runs of a project', () => {
  it('are none where nothing is recorded', () => {
    const { ids, list } = openRunStore(root);
    expect({ ids, ...list() }).toEqual({ ids: [], runs: [], unreadable: [] });
  });

  it('are none where a file is in the way', async () => {
    await writeFile(join(root, '.diabetes'), '');
    expect(openRunStore(root).ids).toEqual([]);
  });

  it('are listed with the newest first', async () => {
    const early = await recordTraining(root, { startMs: 0 });
    const late = await recordTraining(root, { startMs: 9e6, seed: 2, rocAuc: 0.9 });
    const { runs } = openRunStore(root).list();
    expect(runs.map(({ id }) => id)).toEqual([late, early]);
    expect(runs[0]).toMatchObject({
      command: 'train',
      status: 'FINISHED',
      startTime: '1970-01-01T02:30:00.000Z',
      durationMs: 6000,
      params: { 'train.seed': '2', 'train.hidden': '[256]' },
      metrics: { roc_auc_any: 0.9, val_roc_auc_any: 0.89 },
    });
  });

  it('are the same in a list as one by one', async () => {
    for (const status of ['FINISHED', 'FAILED', 'KILLED', undefined] as const) await recordTraining(root, { status });
    const store = openRunStore(root);
    for (const run of store.list().runs) expect(store.read(run.id)).toMatchObject(run);
    expect(store.list().runs).toHaveLength(4);
  });

  it('have series when they are read completely', async () => {
    const id = await recordTraining(root);
    expect(openRunStore(root).read(id)?.series.val_loss).toEqual([0.6, 0.5]);
  });

  it('run on where no end is recorded', async () => {
    const id = await recordTraining(root, { status: undefined });
    expect(openRunStore(root).list().runs).toEqual([
      expect.objectContaining({ id, status: 'RUNNING', endTime: null, durationMs: null, dropped: [] }),
    ]);
  });

  it('whose end was cut off run on, and it is told', async () => {
    const id = await recordTraining(root);
    const text = await readFile(journalOf(id), 'utf8');
    await writeFile(journalOf(id), text.slice(0, -40));
    const store = openRunStore(root);
    const cutOff = [{ line: 7, reason: 'cut off' }];
    expect(store.list().runs).toEqual([expect.objectContaining({ status: 'RUNNING', dropped: cutOff })]);
    expect(store.read(id)).toMatchObject({ series: { val_loss: [0.6, 0.5] }, dropped: cutOff });
  });

  it('are read behind what is broken at either end', async () => {
    const id = await recordTraining(root);
    await writeFile(journalOf(id), `garbage\n${await readFile(journalOf(id), 'utf8')}`);
    await appendFile(journalOf(id), '\u0000\u0000\n');
    const broken = [1, 9].map((line) => ({ line, reason: 'not a record' }));
    expect(openRunStore(root).list().runs).toEqual([
      expect.objectContaining({
        status: 'FINISHED',
        metrics: expect.objectContaining({ log_loss: expect.closeTo(0.2) }),
        dropped: broken,
      }),
    ]);
  });

  it.each([[100_000], [300_000]])('are read where the last record is of %d characters', async (length) => {
    const id = await recordTraining(root);
    const text = await readFile(journalOf(id), 'utf8');
    await writeFile(journalOf(id), text.replace('"bundleDigest":"dd"', `"bundleDigest":"${'d'.repeat(length)}"`));
    expect(openRunStore(root).list().runs).toEqual([
      expect.objectContaining({ status: 'FINISHED', bundleDigest: 'd'.repeat(length), dropped: [] }),
    ]);
  });

  it('are read from the ends of a long journal', async () => {
    const id = await recordTraining(root);
    const lines = (await readFile(journalOf(id), 'utf8')).split('\n');
    const long = [lines[0], ...Array.from({ length: 5000 }, () => lines[1]), ...lines.slice(1)].join('\n');
    await writeFile(journalOf(id), long);
    const store = openRunStore(root);
    expect(store.list().runs).toEqual([expect.objectContaining({ status: 'FINISHED', dropped: [] })]);
    expect(store.read(id)?.series.val_loss).toEqual([0.6, 0.5]);
  });

  it('leave out folders without a readable beginning, and name them', async () => {
    const good = await recordTraining(root);
    const headless = await recordTraining(root, { startMs: 0 });
    const text = await readFile(journalOf(headless), 'utf8');
    await writeFile(journalOf(headless), text.slice(text.indexOf('\n') + 1));
    const [empty, isFolder] = ['e'.repeat(32), 'f'.repeat(32)];
    await mkdir(folderOf(empty));
    await mkdir(journalOf(isFolder), { recursive: true });
    await mkdir(folderOf('something else'));
    const store = openRunStore(root);
    const { runs, unreadable } = store.list();
    expect(runs.map(({ id }) => id)).toEqual([good]);
    expect([...unreadable].sort()).toEqual([headless, empty, isFolder].sort());
    expect(store.read(headless)).toBeUndefined();
    expect(store.read(empty)).toBeUndefined();
  });

  it('name files below the root from there', async () => {
    const error = `cannot write ${join(root, 'models/diabetes')}: no space`;
    await recordTraining(root, { status: 'FAILED', error });
    expect(openRunStore(root).list().runs[0]?.error).toBe('cannot write models/diabetes: no space');
  });

  it('know the bundle that was kept', async () => {
    const id = await recordTraining(root);
    expect(openRunStore(root).bundleOf(id)).toBeNull();
    await mkdir(join(folderOf(id), 'model'));
    await writeFile(join(folderOf(id), 'model', 'manifest.json'), '{}');
    expect(openRunStore(root).bundleOf(id)).toBe(`.diabetes/runs/${id}/model`);
  });
});
