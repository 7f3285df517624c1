import { parameterCount } from '../model/network.ts';
import type { Backend } from './backend.ts';
import { createShard, type Shard, type ShardTask } from './shard.ts';
import { startShardThread, type SharedMemory, type ShardThread, type StepRequest } from './shard-thread.ts';

/** Computes the gradients of batches. Each batch is divided into two shards, whose gradients are added. */
export interface ShardTeam {
  /** The flat parameter vector; whoever moves it writes here. */
  readonly weights: Float32Array;
  /** The row numbers in the order of this epoch. */
  readonly order: Uint32Array;
  /** The gradient of the last step. */
  readonly gradient: Float32Array;
  /** Resolves to the mean loss of the batch. */
  readonly step: (request: StepRequest) => Promise<number>;
  readonly close: () => Promise<void>;
}

/**
 * A team for one fit. Where there are two processors and the backend computes in one thread, the second shard has a thread
 * of its own. Who computes a shard changes nothing: one thread doing both gives the same bytes.
 */
export async function createShardTeam(task: ShardTask, rows: number, backend: Backend): Promise<ShardTeam> {
  const parameters = parameterCount(task.network);
  const memory = {
    weights: new Float32Array(new SharedArrayBuffer(parameters * 4)),
    gradient: new Float32Array(new SharedArrayBuffer(parameters * 4)),
    order: new Uint32Array(new SharedArrayBuffer(rows * 4)),
  };
  const gradient = new Float32Array(parameters);
  const shard = createShard(task);
  const second = (await startShardThread(task, memory, backend)) ?? inThisThread(shard, memory);

  return {
    weights: memory.weights,
    order: memory.order,
    gradient,
    step: async ({ step, start, rows: count }) => {
      const half = Math.ceil(count / 2);
      const rest = count - half;
      const finish = second.begin({ step, start: start + half, rows: rest });
      const own = memory.order.subarray(start, start + half);
      const loss = shard({ step, shard: 0, rows: own, weights: memory.weights }, gradient);
      const otherLoss = await finish();
      const [share, otherShare] = [half / count, rest / count];
      for (let i = 0; i < parameters; i++) gradient[i] = share * gradient[i]! + otherShare * memory.gradient[i]!;
      return share * loss + otherShare * otherLoss;
    },
    close: second.close,
  };
}

/** The second shard without a thread: after the first. */
function inThisThread(shard: Shard, { weights, gradient, order }: SharedMemory): ShardThread {
  return {
    begin:
      ({ step, start, rows }) =>
      async () => {
        await Promise.resolve();
        if (rows === 0) return 0;
        return shard({ step, shard: 1, rows: order.subarray(start, start + rows), weights }, gradient);
      },
    close: () => Promise.resolve(),
  };
}
