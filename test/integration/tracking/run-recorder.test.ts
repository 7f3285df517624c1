import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareCourier } from '../../../src/commands/recording/run-courier.ts';
import { recordRun, type RecordedRun, type RecordOptions } from '../../../src/commands/run-recorder.ts';
import { DiabetesError } from '../../../src/foundation/errors.ts';
import type { PipelineEvent } from '../../../src/foundation/events.ts';
import type { RunStatus } from '../../../src/tracking/run-journal.ts';
import { fakeContext } from '../../helpers/fake-context.ts';

let root: string;
let shown: PipelineEvent[];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'run-recorder-'));
  shown = [];
});
afterEach(() => rm(root, { recursive: true, force: true }));

const start = { command: 'train', params: { train: { seed: 42 } }, tags: { seed: '42' } } as const;
const READ: PipelineEvent = {
  type: 'rows-read',
  name: 'rows.csv',
  source: 'file',
  path: 'rows.csv',
  fingerprint: 'sha256:aa',
  rows: 9,
  parts: { train: 9 },
};
const runs = (): string => join(root, '.diabetes', 'runs');

type Changes = Partial<RecordOptions<object>>;

function record<T extends object>(work: (run: RecordedRun) => Promise<T>, changes: Changes = {}): Promise<T> {
  const report = (event: PipelineEvent): void => {
    shown.push(event);
  };
  const options = { start, track: true, report, summarise: (result: object) => result, ...changes };
  return recordRun<T>(fakeContext({ cwd: root }), options, work);
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
  it('notes a beginning, what was reported but steps, and an end with what is said of the result', async () => {
    const { runId } = await record(
      (run) => {
        expect(run.runId()).toBeNull();
        run.report({ type: 'notice', level: 'info', code: 'x', message: 'before the rows are read' });
        run.report(READ);
        run.report({ type: 'progress', stage: 'fit', done: 1, total: 2 });
        return Promise.resolve({ runId: run.runId() });
      },
      { summarise: () => ({ metrics: {} }) },
    );
    expect(runId).toMatch(/^[0-9a-f]{32}$/);
    expect(await readdir(runs())).toEqual([runId]);
    expect(await readdir(join(runs(), runId!))).toEqual(['events.jsonl']);
    const common = { runId, time: '1970-01-01T00:00:00.000Z' };
    expect(await journal()).toEqual([
      { ...common, type: 'run-started', ...start, tags: { seed: '42', data_fingerprint: 'sha256:aa' } },
      { ...common, type: 'notice', level: 'info', code: 'x', message: 'before the rows are read' },
      { ...common, ...READ },
      { ...common, type: 'run-ended', status: 'FINISHED', result: { metrics: {} } },
    ]);
    expect(shown.map((event) => [event.type, event.runId])).toEqual([
      ['notice', undefined],
      ['rows-read', runId],
      ['progress', runId],
    ]);
  });

  it('begins with what became known when the rows were read, under what was said before', async () => {
    const tagged = { ...start, tags: { seed: '42', team: 'heart' }, experiment: 'heart' };
    const { runId } = await record(
      async (run) => ({ runId: await run.begin({ tags: { backend: 'wasm', team: 'nobody' } }) }),
      { start: tagged },
    );
    const tags = { backend: 'wasm', seed: '42', team: 'heart' };
    expect((await journal())[0]).toMatchObject({ runId, type: 'run-started', experiment: 'heart', tags });
  });

  it('tells paths below the root from there', async () => {
    const bundle = join(root, 'models', 'diabetes');
    await record((run) => {
      run.report({ ...READ, path: join(root, 'data', 'rows.csv') });
      run.report({ type: 'notice', level: 'info', code: 'x', message: `it goes to ${bundle}, and ${root}` });
      return Promise.resolve({ bundle });
    });
    const text = await readFile(join(runs(), (await readdir(runs()))[0]!, 'events.jsonl'), 'utf8');
    expect(text).toContain('"path":"data/rows.csv"');
    expect(text).toContain('"it goes to models/diabetes, and ');
    expect(text).toContain('{"bundle":"models/diabetes"}');
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

  it('ends as KILLED where a step fails because the program was told to stop', async () => {
    const signal = AbortSignal.abort(new DiabetesError('INTERRUPTED', 'interrupted'));
    const options = { start, track: true, report: () => undefined, summarise: () => undefined };
    const run = recordRun(fakeContext({ cwd: root, signal }), options, (run) => {
      run.report(READ);
      return Promise.reject(new Error('a thread ended'));
    });
    await expect(run).rejects.toThrow('a thread ended');
    expect((await journal()).at(-1)).toMatchObject({ status: 'KILLED', error: 'interrupted' });
  });

  it('leaves nothing of a run that fails before its rows are read', async () => {
    await expect(record(() => Promise.reject(new Error('no rows')))).rejects.toThrow('no rows');
    expect(await readdir(root)).toEqual([]);
  });

  it('leaves nothing where nothing is tracked', async () => {
    const work = async (run: RecordedRun) => {
      run.report(READ);
      await run.keepFiles(new Map([['a.txt', 'x']]));
      return { runId: await run.begin(), same: run.runId() };
    };
    expect(await record(work, { track: false })).toEqual({ runId: null, same: null });
    expect(shown).toEqual([READ]);
    expect(await readdir(root)).toEqual([]);
  });

  it('gives signs of life until it has ended', async () => {
    const { sign } = await record(async (run) => {
      run.report(READ);
      const path = join(runs(), run.runId()!, 'heartbeat.json');
      while (!existsSync(path)) await new Promise((resolve) => setImmediate(resolve));
      return { sign: JSON.parse(await readFile(path, 'utf8')) as unknown };
    });
    expect(sign).toEqual({ pid: process.pid, host: hostname(), time: '1970-01-01T00:00:00.000Z' });
  });

  it('keeps a copy of the bundle, and texts', async () => {
    const bundle = join(root, 'bundle');
    await mkdir(bundle);
    await writeFile(join(bundle, 'manifest.json'), '{}');
    await record(async (run) => {
      run.report(READ);
      await run.keepBundle(bundle);
      await run.keepFiles(new Map([['plots/roc.json', '[]']]));
      return {};
    });
    const folder = join(runs(), (await readdir(runs()))[0]!);
    expect(await readdir(join(folder, 'model'))).toEqual(['manifest.json']);
    expect(await readFile(join(folder, 'artifacts/plots/roc.json'), 'utf8')).toBe('[]');
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

describe('a courier', () => {
  it('promises nothing of a run that could not be recorded', async () => {
    const work = async () => {
      const report = (event: PipelineEvent) => {
        shown.push(event);
      };
      const openCourier = await prepareCourier(fakeContext({ cwd: root }), { track: true, report });
      const begun = (run: RecordedRun) => {
        run.report(READ);
        return Promise.resolve({});
      };
      await record(begun, { openCourier });
      return shown.flatMap((event) => (event.type === 'notice' ? [event.code] : []));
    };
    expect(await work()).toEqual(['delivery']);
    await rm(join(root, '.diabetes'), { recursive: true });
    await writeFile(join(root, '.diabetes'), 'a file in the way');
    shown = [];
    expect(await work()).toEqual(['not-recorded']);
  });

  it('is called when there is more on the disk, and when the end is', async () => {
    const seen: string[] = [];
    await record(
      (run) => {
        run.report(READ);
        return Promise.resolve({});
      },
      {
        openCourier: (folder) => {
          const lines = async () => (await readFile(join(folder, 'events.jsonl'), 'utf8')).split('\n').length - 1;
          return {
            wake: () => seen.push('wake'),
            finish: async () => {
              seen.push(`finish after ${await lines()} lines`);
            },
          };
        },
      },
    );
    expect(seen.slice(-2)).toEqual(['wake', 'finish after 3 lines']);
  });

  it('that fails is told, and changes nothing', async () => {
    const openCourier = () => ({ wake: () => undefined, finish: () => Promise.reject(new Error('no way')) });
    const work = (run: RecordedRun) => {
      run.report(READ);
      return Promise.resolve({ isDone: true });
    };
    expect(await record(work, { openCourier })).toEqual({ isDone: true });
    expect(shown.at(-1)).toMatchObject({ code: 'not-recorded', message: expect.stringContaining('no way') });
  });
});

describe('an interrupted run', () => {
  /** A run that was stopped, or another one that begins with the same. */
  async function stopped(error: Error = new DiabetesError('INTERRUPTED', 'interrupted')): Promise<string> {
    let id: string | null = null;
    const work = async (run: RecordedRun) => {
      id = await run.begin();
      throw error;
    };
    await expect(record(work)).rejects.toBe(error);
    return id!;
  }

  const resume = (interrupted: string, changes: Changes = {}) =>
    record(async (run) => ({ runId: await run.begin({ interrupted, tags: { backend: 'wasm' } }) }), changes);

  it('goes on under its id, below a line that was cut off', async () => {
    const id = await stopped();
    await writeFile(join(runs(), id, 'events.jsonl'), '{"time":"20', { flag: 'a' });
    expect(await resume(id)).toEqual({ runId: id });
    const lines = (await readFile(join(runs(), id, 'events.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => /"type":"([\w-]+)"/.exec(line)?.[1])).toEqual([
      ...['run-started', 'run-ended', undefined],
      ...['run-resumed', 'notice', 'run-ended'],
    ]);
    expect(JSON.parse(lines[3]!)).toMatchObject({ runId: id, tags: { backend: 'wasm', seed: '42' } });
    expect(JSON.parse(lines[5]!)).toMatchObject({ status: 'FINISHED', isResumed: true });
    expect(shown.at(-1)).toMatchObject({ code: 'resumed', message: `goes on in the run ${id.slice(0, 8)}` });
  });

  const someone = { pid: process.ppid, host: hostname(), time: '1970-01-01T00:00:00.000Z' };
  const isAtWork = async (id: string): Promise<void> => {
    const path = join(runs(), id, 'events.jsonl');
    await writeFile(path, (await readFile(path, 'utf8')).split('\n').slice(0, 1).join('\n') + '\n');
    await writeFile(join(runs(), id, 'heartbeat.json'), JSON.stringify(someone));
  };

  it.each<[string, (id: string) => Promise<unknown>, Changes]>([
    ['it cannot be read any more', (id) => rm(join(runs(), id), { recursive: true }), {}],
    ['another process is at work on it', isAtWork, {}],
    ['its param train.seed is 42', () => Promise.resolve(), { start: { ...start, params: { train: { seed: 7 } } } }],
    ['its param train.seed is 42', () => Promise.resolve(), { start: { ...start, params: {} } }],
    [
      'its param data.path is not there',
      () => Promise.resolve(),
      { start: { ...start, params: { ...start.params, data: { path: 'x' } } } },
    ],
    ['it has no experiment', () => Promise.resolve(), { start: { ...start, experiment: 'heart' } }],
  ])('is left alone: %s', async (why, meanwhile, changes) => {
    const id = await stopped();
    await meanwhile(id);
    const before = existsSync(join(runs(), id)) ? await readFile(join(runs(), id, 'events.jsonl'), 'utf8') : undefined;
    const { runId } = await resume(id, changes);
    expect(runId).not.toBe(id);
    expect(shown.at(-1)).toMatchObject({ message: `goes on in a new run, not in ${id.slice(0, 8)}: ${why}` });
    if (before !== undefined) expect(await readFile(join(runs(), id, 'events.jsonl'), 'utf8')).toBe(before);
  });

  it('is left alone when it has finished', async () => {
    const { runId: id } = await record(async (run) => ({ runId: await run.begin() }));
    expect((await resume(id!)).runId).not.toBe(id);
    expect(shown.at(-1)).toMatchObject({ message: expect.stringContaining('it has finished') });
  });

  it.each<RunStatus>(['FAILED', 'KILLED'])('may be one that has %s', async (status) => {
    const id = await stopped(
      status === 'FAILED' ? new Error('no space') : new DiabetesError('TERMINATED', 'terminated'),
    );
    expect(await resume(id)).toEqual({ runId: id });
  });
});
