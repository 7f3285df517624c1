import { setTimeout } from 'node:timers/promises';
import { MlflowError } from './errors.ts';

/** The waits between tries, and what they are made of; a test puts in what takes no time. */
export interface Retry {
  /** Before the second try, the third, and so on; each is lengthened or shortened by up to a half, at random. */
  readonly delaysMs: readonly number[];
  /** The longest wait that a server may ask for. */
  readonly longestWaitMs: number;
  /** Ends after so long, or with the signal's reason. */
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** A number in [0, 1). */
  readonly random: () => number;
}

/** Four tries more, over some 7 seconds. */
export const PATIENT: Retry = {
  delaysMs: [500, 1_000, 2_000, 4_000],
  longestWaitMs: 60_000,
  wait: async (ms, signal) => {
    await setTimeout(ms, undefined, signal === undefined ? {} : { signal });
  },
  random: Math.random,
};

export interface RetryOptions {
  /** Whether the work may be done again after this failure. */
  readonly mayRepeat: (error: MlflowError) => boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Does work that may fail for a while, again and again until it succeeds or there are no more waits.
 *
 * @throws what the last try threw; the signal's reason when it aborts
 */
export async function withRetries<T>(
  work: () => Promise<T>,
  { delaysMs, longestWaitMs, wait, random }: Retry,
  { mayRepeat, signal }: RetryOptions,
): Promise<T> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await work();
    } catch (error) {
      const delayMs = delaysMs[failures];
      if (delayMs === undefined || !(error instanceof MlflowError) || !mayRepeat(error)) throw error;
      const { waitMs: askedMs = 0 } = error;
      if (askedMs > longestWaitMs) throw error;
      await wait(Math.max(askedMs, delayMs * (0.5 + random())), signal).catch((thrown: unknown) => {
        signal?.throwIfAborted();
        throw thrown;
      });
    }
  }
}

/**
 * What `find` finds, or what `create` creates. A creation of which nobody knows whether the server has done it is followed
 * by another look, so that nothing is created twice.
 */
export async function findOrCreate<T>(
  { find, create }: { readonly find: () => Promise<T | undefined>; readonly create: () => Promise<T> },
  retry: Retry,
  signal?: AbortSignal,
): Promise<T> {
  const work = async (): Promise<T> => (await find()) ?? (await create());
  return withRetries(work, retry, { mayRepeat: ({ isUncertain }) => isUncertain, signal });
}
