import { Worker } from 'node:worker_threads';

/** Jobs for threads: values that can be sent, and a module that does them. */
export interface JobRequest<Job> {
  /** The module of a thread: it calls `serveJobs`. */
  readonly script: URL;
  /** What each thread is started with; what is in shared memory is not copied. */
  readonly data: unknown;
  /** Begun in this order. */
  readonly jobs: readonly Job[];
  /** How many threads at most. */
  readonly threads: number;
  /** Told how many jobs are done whenever one is. */
  readonly onDone?: (done: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Does jobs on threads, each of which takes the next job when it has done one.
 *
 * @returns the results, in the order of the jobs
 * @throws what a job throws, and the signal's reason; the threads have then ended
 */
export async function runOnThreads<Job, Result>(request: JobRequest<Job>): Promise<readonly Result[]> {
  const { script, data, jobs, threads, onDone, signal } = request;
  signal?.throwIfAborted();
  const results = new Array<Result>(jobs.length);
  const workers = Array.from(
    { length: Math.min(threads, jobs.length) },
    () => new Worker(script, { workerData: data }),
  );
  let next = 0;
  let done = 0;
  const serve = (worker: Worker): Promise<void> =>
    new Promise((resolve, reject) => {
      let current = -1;
      const begin = (): void => {
        if (next === jobs.length) {
          resolve();
          return;
        }
        current = next++;
        worker.postMessage(jobs[current]);
      };
      worker.on('message', (result: Result) => {
        results[current] = result;
        onDone?.(++done);
        begin();
      });
      worker.once('error', reject);
      signal?.addEventListener('abort', () => {
        reject(signal.reason as Error);
      });
      begin();
    });
  try {
    await Promise.all(workers.map(serve));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return results;
}
