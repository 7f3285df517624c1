import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordRun, type RecordedRun } from '../../../src/commands/run-recorder.ts';
import { DiabetesError } from '../../../src/foundation/errors.ts';
import type { PipelineEvent } from '../../../src/foundation/events.ts';
import { fakeContext } from '../../helpers/fake-context.ts';

let root: string;
let shown: PipelineEvent[];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'run-recorder-'));
  shown = [];
});
afterEach(() => rm(root, { recursive: true, force: true }));

const start = { command: 'train', params: { train: { seed: 42 } }, tags: { seed: '42' } };
const READ: PipelineEvent = { type: 'stage-completed', stage: 'read', durationMs: 3, summary: '9 rows' };
const runs = (): string => join(root, '.diabetes', 'runs');

function record<T extends object>(work: (run: RecordedRun) => Promise<T>, track = true): Promise<T> {
  const report = (event: PipelineEvent): void => {
    shown.push(event);
  };
  return recordRun(fakeContext({ cwd: root }), { start, track, report }, work);
}

async function journal(): Promise<Record<string, unknown>[]> {
  const [id] = await readdir(runs());
  const text = await readFile(join(runs(), id!, 'events.jsonl'), 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('recordRun', () => {
  it('notes a beginning, what was reported but steps, and an end with the result', async () => {
    const result = await record((run) => {
      run.report({ type: 'notice', level: 'info', code: 'x', message: 'before the rows are read' });
      run.report(READ);
      run.report({ type: 'progress', stage: 'fit', done: 1, total: 2 });
      return Promise.resolve({ runId: run.runId });
    });
    const { runId } = result;
    expect(runId).toMatch(/^[0-9a-f]{32}$/);
    expect(await readdir(runs())).toEqual([runId]);
    const common = { runId, time: '1970-01-01T00:00:00.000Z' };
    expect(await journal()).toEqual([
      { ...common, type: 'run-started', ...start },
      { ...common, type: 'notice', level: 'info', code: 'x', message: 'before the rows are read' },
      { ...common, ...READ },
      { ...common, type: 'run-ended', status: 'FINISHED', result },
    ]);
    expect(shown.map(({ type }) => type)).toEqual(['notice', 'stage-completed', 'progress']);
  });

  it.each([
    ['FAILED', new Error('a bug')],
    ['FAILED', new DiabetesError('INVALID_DATA', 'no rows')],
    ['KILLED', new DiabetesError('INTERRUPTED', 'interrupted')],
    ['KILLED', new DiabetesError('TERMINATED', 'terminated')],
  ])('ends as %s', async (status, error) => {
    const run = record((run) => {
      run.report(READ);
      return Promise.reject(error);
    });
    await expect(run).rejects.toBe(error);
    expect((await journal()).at(-1)).toMatchObject({ type: 'run-ended', status, error: error.message });
  });

  it('leaves nothing of a run that fails before its rows are read', async () => {
    await expect(record(() => Promise.reject(new Error('no rows')))).rejects.toThrow('no rows');
    expect(await readdir(root)).toEqual([]);
  });

  it('leaves nothing where nothing is tracked', async () => {
    const result = await record((run) => {
      run.report(READ);
      return Promise.resolve({ runId: run.runId });
    }, false);
    expect(result).toEqual({ runId: null });
    expect(shown).toEqual([READ]);
    expect(await readdir(root)).toEqual([]);
  });

  it('keeps a copy of the bundle', async () => {
    const bundle = join(root, 'bundle');
    await mkdir(bundle);
    await writeFile(join(bundle, 'manifest.json'), '{}');
    await record(async (run) => {
      run.report(READ);
      await run.keepBundle(bundle);
      return {};
    });
    const [id] = await readdir(runs());
    expect(await readdir(join(runs(), id!, 'model'))).toEqual(['manifest.json']);
  });

  it('tells that the copy could not be made, keeps no part of it, and lets the work end well', async () => {
    const result = await record(async (run) => {
      run.report(READ);
      await run.keepBundle(join(root, 'nowhere'));
      return { isDone: true };
    });
    expect(result).toEqual({ isDone: true });
    expect(shown.at(-1)).toMatchObject({ type: 'notice', level: 'warning', code: 'not-recorded' });
    const [id] = await readdir(runs());
    expect(existsSync(join(runs(), id!, 'model'))).toBe(false);
  });

  it('tells that the journal cannot be written, and lets the work end well', async () => {
    await writeFile(join(root, '.diabetes'), 'a file in the way');
    const result = await record((run) => {
      run.report(READ);
      return Promise.resolve({ isDone: true });
    });
    expect(result).toEqual({ isDone: true });
    expect(shown.at(-1)).toMatchObject({ code: 'not-recorded', message: expect.stringContaining('events.jsonl') });
  });
});
