import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { DiabetesError } from '../../foundation/errors.ts';
import type { BackendChoice } from '../params.ts';

export type BackendName = Exclude<BackendChoice, 'auto'>;

/** Which backend runs, and why not another. */
export interface Backend {
  readonly name: BackendName;
  /** The package and version that does the arithmetic. */
  readonly library: string;
  /** Threads that the arithmetic uses; the same number gives the same bytes. */
  readonly threads: number;
  readonly why: string;
}

/** Threads change the order of sums, and with it the last bits of the weights. */
const NATIVE_THREADS = 2;

/**
 * Starts a TensorFlow.js backend. `auto` takes wasm, which needs no native code and gives the same bytes on every
 * machine, and falls back to cpu (plain JavaScript, slow).
 *
 * @param environment the variables in which the native library looks for its settings; they are set before it loads
 * @throws DiabetesError BACKEND_UNAVAILABLE where the named backend does not start here
 */
export async function startBackend(
  choice: BackendChoice,
  environment: Record<string, string | undefined>,
): Promise<Backend> {
  tf.enableProdMode();
  if (choice === 'node') return startNode(environment);
  if (choice === 'cpu') return startCpu('it was asked for');
  try {
    return await startWasm(
      choice === 'wasm' ? 'it was asked for' : 'it gives the same bytes on every machine; node was not asked for',
    );
  } catch (cause) {
    if (choice === 'wasm') throw unavailable('wasm', cause, 'diabetes train --backend cpu');
    return startCpu(`wasm did not start: ${reasonOf(cause)}`);
  }
}

async function startWasm(why: string): Promise<Backend> {
  const { setWasmPaths, version_wasm } = await import('@tensorflow/tfjs-backend-wasm');
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(dirname(entry) + sep);
  await withoutNewListeners(() => activate('wasm'));
  return { name: 'wasm', library: `@tensorflow/tfjs-backend-wasm ${version_wasm}`, threads: 1, why };
}

async function startCpu(why: string): Promise<Backend> {
  const { version_cpu } = await import('@tensorflow/tfjs-backend-cpu');
  await activate('cpu');
  return { name: 'cpu', library: `@tensorflow/tfjs-backend-cpu ${version_cpu}`, threads: 1, why };
}

async function startNode(environment: Record<string, string | undefined>): Promise<Backend> {
  environment.TF_CPP_MIN_LOG_LEVEL ??= '3';
  environment.TF_ENABLE_ONEDNN_OPTS ??= '0';
  environment.TF_NUM_INTRAOP_THREADS = String(NATIVE_THREADS);
  environment.TF_NUM_INTEROP_THREADS = '1';
  // Node 24 dropped a function that tfjs-node 4.22 still calls.
  const legacy = util as unknown as { isNullOrUndefined?: (value: unknown) => boolean };
  legacy.isNullOrUndefined ??= (value) => value == null;
  try {
    const { version } = await import('@tensorflow/tfjs-node');
    await activate('tensorflow');
    const library = `@tensorflow/tfjs-node ${version['tfjs-node']}`;
    return { name: 'node', library, threads: NATIVE_THREADS, why: 'it was asked for' };
  } catch (cause) {
    throw unavailable('node', cause, 'diabetes train --backend wasm');
  }
}

/**
 * The wasm module hangs listeners on the process that throw every uncaught error again, from a line of its own: whoever
 * uses this library decides what happens to uncaught errors.
 */
async function withoutNewListeners(work: () => Promise<void>): Promise<void> {
  const names = ['uncaughtException', 'unhandledRejection'] as const;
  const before = names.map((name) => new Set<unknown>(process.listeners(name as 'uncaughtException')));
  try {
    await work();
  } finally {
    names.forEach((name, i) => {
      for (const listener of process.listeners(name as 'uncaughtException')) {
        if (before[i]?.has(listener) !== true) process.removeListener(name, listener);
      }
    });
  }
}

async function activate(name: string): Promise<void> {
  const started = await tf.setBackend(name);
  if (!started) throw new Error(`TensorFlow.js has no working backend named ${name}`);
  await tf.ready();
}

function unavailable(name: BackendName, cause: unknown, instead: string): DiabetesError {
  return new DiabetesError('BACKEND_UNAVAILABLE', `the backend ${name} does not start here: ${reasonOf(cause)}`, {
    hint: `Run \`${instead}\`${name === 'node' ? ', or install the native library with `npm rebuild @tensorflow/tfjs-node`' : ''}.`,
    cause,
  });
}

function reasonOf(cause: unknown): string {
  const [first = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
  return first;
}
