import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Backend } from './backend.ts';
import type { ShardTask } from './shard.ts';

/** What two threads share: each step's parameters and rows go one way, the gradient the other. */
export interface SharedMemory {
  readonly weights: Float32Array;
  readonly gradient: Float32Array;
  /** The row numbers of the batch. */
  readonly rows: Uint32Array;
}

/** Computes the second shard of each batch. */
export interface ShardThread {
  /** Begins a step; what it returns waits for its end and resolves to the mean loss, the gradient being in the memory. */
  readonly begin: (step: number) => () => Promise<number>;
  readonly close: () => Promise<void>;
}

/** What the thread is started with. */
export interface ThreadData {
  readonly task: ShardTask;
  readonly memory: SharedMemory;
  readonly signals: ThreadSignals;
  readonly backend: Backend['name'];
}

/** How the threads wait for each other, without a message for every step. */
export interface ThreadSignals {
  /** At `PLACES`. */
  readonly control: Int32Array;
  /** The mean loss of the step that is done, at 0. */
  readonly loss: Float64Array;
}

/** About how long a thread looks again and again before it sleeps, which is longer than what lies between two steps. */
const SPIN_MS = 2;
const LOOKS_AT_ONCE = 1000;

/**
 * Looks whether a value changes, without sleeping: the system would wake a sleeping thread on the processor of the one that
 * wakes it, which then waits itself, and that at every step.
 *
 * @returns whether the value is still the same when the time is over
 */
export function spinWhile(control: Int32Array, place: number, value: number): boolean {
  const end = performance.now() + SPIN_MS;
  do {
    for (let look = 0; look < LOOKS_AT_ONCE; look++) if (Atomics.load(control, place) !== value) return false;
  } while (performance.now() < end);
  return true;
}

/** What steps leave behind is dead at once; with all the room it could get, the thread would let it grow to four times this. */
const MOST_YOUNG_MB = 4;

/**
 * A step is asked for by its number + 1 in `asked`, and done when `done` holds the same; `STOP` ends the thread, and
 * `FAILED` says that it ended by itself.
 */
export const PLACES = { asked: 0, done: 1 } as const;
export const STOP = -1;
const FAILED = -1;

/**
 * Starts the thread, or gives undefined when the program runs from its TypeScript source, which a thread cannot load.
 */
export async function startShardThread(
  task: ShardTask,
  memory: SharedMemory,
  backend: Backend,
): Promise<ShardThread | undefined> {
  if (import.meta.url.endsWith('.ts')) return undefined;
  const signals: ThreadSignals = {
    control: new Int32Array(new SharedArrayBuffer(Object.keys(PLACES).length * 4)),
    loss: new Float64Array(new SharedArrayBuffer(8)),
  };
  const workerData: ThreadData = { task, memory, signals, backend: backend.name };
  const worker = new Worker(new URL('./shard-worker.js', import.meta.url), {
    workerData,
    resourceLimits: { maxYoungGenerationSizeMb: MOST_YOUNG_MB },
  });
  let failure: { readonly reason: unknown } | undefined;
  // Told through the same place as a step's end: a promise that waits for the failure would gather what waits for steps.
  worker.once('error', (reason) => {
    failure = { reason };
    signal(signals.control, PLACES.done, FAILED);
  });
  await once(worker, 'message');
  return {
    begin: (step) => {
      signal(signals.control, PLACES.asked, step + 1);
      return async () => {
        await untilDone(signals.control, step + 1);
        if (failure !== undefined) throw failure.reason;
        return signals.loss[0]!;
      };
    },
    close: async () => {
      signal(signals.control, PLACES.asked, STOP);
      await worker.terminate();
    },
  };
}

/** Writes a value for the other thread, and wakes it where it sleeps. */
export function signal(control: Int32Array, place: number, value: number): void {
  Atomics.store(control, place, value);
  Atomics.notify(control, place);
}

async function untilDone(control: Int32Array, step: number): Promise<void> {
  for (;;) {
    const done = Atomics.load(control, PLACES.done);
    if (done === step || done === FAILED) return;
    if (!spinWhile(control, PLACES.done, done)) continue;
    const waiting = Atomics.waitAsync(control, PLACES.done, done);
    if (waiting.async) await waiting.value;
  }
}
