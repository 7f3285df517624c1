import { setTimeout } from 'node:timers/promises';
import { MlflowError } from '../mlflow/errors.ts';
import type { Delivery } from './delivery.ts';
import { deliverRun, type DeliverRequest } from './deliver-run.ts';
import { followJournal } from './follow-journal.ts';
import { findUndelivered, type Undelivered } from './undelivered.ts';

/** Carries a run to a server while it is being recorded, in the background. */
export interface Courier {
  /** To be called when there is more in the journal: it is delivered soon. Never throws. */
  readonly wake: () => void;
  /**
   * Delivers what is left, for so long at most, and ends; once. Never throws.
   *
   * @param signal ends it at once
   */
  readonly finish: (timeoutMs: number, signal?: AbortSignal) => Promise<Outcome>;
}

/** What has become of a run's delivery. */
export type Outcome =
  | { readonly isDelivered: true; readonly delivery: Delivery }
  | {
      readonly isDelivered: false;
      /** Undefined where even that could not be found out. */
      readonly left: Undelivered | undefined;
      /** What the last try threw; undefined where there was only no time. */
      readonly failure: Error | undefined;
    };

/** Between two deliveries; longer and longer while they fail. */
const PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 60_000;

export interface CourierRequest extends Omit<DeliverRequest, 'signal' | 'journal'> {
  /** Waits, unless a signal cuts it short; a test puts in what takes no time. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** A courier that waits until it is woken. */
export function createCourier({ pause = pauseQuietly, ...request }: CourierRequest): Courier {
  const journal = followJournal(request.folder);
  const closing = new AbortController();
  const work = new AbortController();
  const deliver = () => deliverRun({ ...request, journal, signal: work.signal });
  let carrying: Promise<void> | undefined;
  let hasMore = false;
  let failure: Error | undefined;
  const noteFailure = (error: unknown): void => {
    // That there was no time says less than what was in the way before.
    if (work.signal.aborted && !(error instanceof MlflowError)) return;
    failure = error instanceof Error ? error : new Error(String(error));
  };
  const carry = async (): Promise<void> => {
    for (let pauseMs = PAUSE_MS; hasMore;) {
      await pause(pauseMs, closing.signal);
      if (closing.signal.aborted) return;
      hasMore = false;
      try {
        await deliver();
        [pauseMs, failure] = [PAUSE_MS, undefined];
      } catch (error) {
        noteFailure(error);
        [pauseMs, hasMore] = [Math.min(2 * pauseMs, LONGEST_PAUSE_MS), true];
      }
    }
  };
  const outcomeOf = async (delivery: Delivery | undefined): Promise<Outcome> => {
    if (delivery?.isComplete === true) return { isDelivered: true, delivery };
    const left = await findUndelivered(request.folder, request.client.url, journal).catch(() => undefined);
    return { isDelivered: false, left, failure };
  };
  return {
    wake: () => {
      hasMore = true;
      carrying ??= carry().finally(() => (carrying = undefined));
    },
    finish: async (timeoutMs, signal) => {
      const deadline = endAfter(timeoutMs, signal, work);
      closing.abort();
      await carrying;
      const delivery = work.signal.aborted ? undefined : await deliver().catch(noteFailure);
      deadline.release();
      return outcomeOf(delivery ?? undefined);
    },
  };
}

/** Aborts work when its time is over, or a signal says so. */
function endAfter(timeoutMs: number, signal: AbortSignal | undefined, work: AbortController) {
  const end = (): void => {
    work.abort();
  };
  const timer = globalThis.setTimeout(end, timeoutMs);
  signal?.addEventListener('abort', end);
  if (timeoutMs === 0 || signal?.aborted === true) end();
  return {
    release: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
    },
  };
}

/** A pause that a signal cuts short, and that keeps no process alive. */
async function pauseQuietly(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
