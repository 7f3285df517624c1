import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runOnThreads } from '../../../src/foundation/job-threads.ts';

/** A thread that multiplies; it throws for `null`, and never answers for `forever`. */
const SCRIPT = `
import { parentPort, workerData, threadId } from 'node:worker_threads';
parentPort.on('message', (job) => {
  if (job === null) throw new TypeError('no number');
  if (job !== 'forever') parentPort.postMessage({ product: job * workerData.factor, threadId });
});
`;

interface Answer {
  readonly product: number;
  readonly threadId: number;
}

describe('jobs on threads', () => {
  let folder: string;
  let script: URL;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'threads-'));
    await writeFile(join(folder, 'thread.mjs'), SCRIPT);
    script = pathToFileURL(join(folder, 'thread.mjs'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('gives the results in the order of the jobs, and tells how many are done', async () => {
    const told: number[] = [];
    const jobs = Array.from({ length: 20 }, (_, i) => i);
    const results = await runOnThreads<number, Answer>({
      script,
      data: { factor: 3 },
      jobs,
      threads: 2,
      onDone: (done) => told.push(done),
    });
    expect(results.map(({ product }) => product)).toEqual(jobs.map((i) => 3 * i));
    expect(told).toEqual(jobs.map((i) => i + 1));
  });

  it('starts no more threads than there are jobs, and none for no jobs', async () => {
    const results = await runOnThreads<number, Answer>({ script, data: { factor: 2 }, jobs: [7], threads: 8 });
    expect(results.map(({ product }) => product)).toEqual([14]);
    expect(await runOnThreads({ script: new URL('file:///nowhere.js'), data: null, jobs: [], threads: 2 })).toEqual([]);
  });

  it('throws what a job throws', async () => {
    const running = runOnThreads({ script, data: { factor: 1 }, jobs: [1, null, 2], threads: 2 });
    await expect(running).rejects.toThrow('no number');
  });

  it('ends with the reason of a signal, whatever the threads are doing', async () => {
    const controller = new AbortController();
    const running = runOnThreads({
      script,
      data: { factor: 1 },
      jobs: [1, 'forever', 'forever'],
      threads: 2,
      onDone: () => {
        controller.abort(new Error('stopped'));
      },
      signal: controller.signal,
    });
    await expect(running).rejects.toThrow('stopped');
    const late = runOnThreads({ script, data: null, jobs: [1], threads: 1, signal: controller.signal });
    await expect(late).rejects.toThrow('stopped');
  });
});
