import { availableParallelism } from 'node:os';
import { parameterCount } from '../model/network.ts';
import type { Backend } from './backend.ts';
import { createShard, shardOf, type Shard, type ShardTask } from './shard.ts';
import { startShardThread, type SharedMemory, type ShardThread } from './shard-thread.ts';

/** Computes the gradients of batches. Each batch is divided into two shards, whose gradients are added. */
export interface ShardTeam {
  /** The flat parameter vector; whoever moves it writes here. */
  readonly weights: Float32Array;
  /** The row numbers of a batch; whoever asks for a step writes them here. */
  readonly rows: Uint32Array;
  /** The gradient of the last step. */
  readonly gradient: Float32Array;
  /** One step, counted from 0; resolves to the mean loss of the batch. */
  readonly step: (step: number) => Promise<number>;
  readonly close: () => Promise<void>;
}

export interface TeamOptions {
  readonly backend: Backend;
  /** How many rows the fit goes through in an epoch, and in a step. */
  readonly rows: number;
  readonly batchRows: number;
}

/** Rows of an epoch times parameters from which on a thread saves more time than its start takes. */
const LEAST_WORK = 5e8;

/**
 * A team for one fit. Where there are two processors and the backend computes in one thread, the second shard has a thread
 * of its own. Who computes a shard changes nothing: one thread doing both gives the same bytes.
 */
export async function createShardTeam(task: ShardTask, { batchRows, rows, backend }: TeamOptions): Promise<ShardTeam> {
  const parameters = parameterCount(task.network);
  const memory = {
    weights: new Float32Array(new SharedArrayBuffer(parameters * 4)),
    gradient: new Float32Array(new SharedArrayBuffer(parameters * 4)),
    rows: new Uint32Array(new SharedArrayBuffer(batchRows * 4)),
  };
  const gradient = new Float32Array(parameters);
  const own = shardOf(memory.rows, 0);
  const share = own.length / batchRows;
  const shard = createShard(task);
  const isWorthIt = backend.name !== 'node' && rows * parameters >= LEAST_WORK && availableParallelism() > 1;
  const thread = isWorthIt ? await startShardThread(task, memory, backend) : undefined;
  const second = thread ?? inThisThread(shard, memory);

  return {
    weights: memory.weights,
    rows: memory.rows,
    gradient,
    step: async (step) => {
      const finish = second.begin(step);
      const loss = shard({ step, shard: 0, rows: own, weights: memory.weights }, gradient);
      const otherLoss = await finish();
      for (let i = 0; i < parameters; i++) {
        gradient[i] = share * gradient[i]! + (1 - share) * memory.gradient[i]!;
      }
      return share * loss + (1 - share) * otherLoss;
    },
    close: second.close,
  };
}

/** The second shard without a thread: after the first. */
function inThisThread(shard: Shard, { weights, gradient, rows }: SharedMemory): ShardThread {
  return {
    begin: (step) => async () => {
      await Promise.resolve();
      return shard({ step, shard: 1, rows: shardOf(rows, 1), weights }, gradient);
    },
    close: () => Promise.resolve(),
  };
}
