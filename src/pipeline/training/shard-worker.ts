import { parentPort, workerData } from 'node:worker_threads';
import { startBackend } from './backend.ts';
import { createShard, shardOf } from './shard.ts';
import { PLACES, signal, spinWhile, STOP, type ThreadData } from './shard-thread.ts';

/** The thread of the second shard: it waits for a step, computes its gradient, and waits for the next. */
async function work({ task, memory, signals, backend }: ThreadData): Promise<void> {
  await startBackend(backend, {});
  const shard = createShard(task);
  const { control, loss } = signals;
  parentPort?.postMessage('ready');
  let last = 0;
  for (;;) {
    if (spinWhile(control, PLACES.asked, last)) Atomics.wait(control, PLACES.asked, last);
    last = Atomics.load(control, PLACES.asked);
    if (last === STOP) return;
    const { weights, rows, gradient } = memory;
    loss[0] = shard({ step: last - 1, shard: 1, rows: shardOf(rows, 1), weights }, gradient);
    signal(control, PLACES.done, last);
  }
}

await work(workerData as ThreadData);
