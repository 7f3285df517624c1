import { setTimeout } from 'node:timers/promises';
import { DiabetesError } from '../../foundation/errors.ts';
import type { Finding } from '../../terminal/render-doctor.ts';
import type { CommandContext } from '../command-context.ts';

/** One thing that `doctor` looks at. */
export interface Check {
  readonly name: string;
  /** What it throws is a problem. */
  readonly find: (context: CommandContext, options: CheckOptions) => Finding | Promise<Finding>;
}

export interface CheckOptions {
  /** Whether servers may be asked. */
  readonly online: boolean;
}

/** Longer than whatever a check waits for itself. */
const LONGEST_MS = 45_000;

/** Does one check. One that fails or does not end is a problem of its own, and never the end of the others. */
export async function perform(
  { name, find }: Check,
  work: { readonly context: CommandContext; readonly options: CheckOptions },
  longestMs = LONGEST_MS,
): Promise<{ readonly name: string } & Finding> {
  const ended = new AbortController();
  const tooLong = setTimeout(longestMs, undefined, { signal: ended.signal, ref: false }).then((): Finding => {
    return { state: 'problem', value: `the check did not end within ${longestMs / 1000} s` };
  });
  // It rejects where the check was in time.
  tooLong.catch(() => undefined);
  try {
    const finding = Promise.resolve(work).then(({ context, options }) => find(context, options));
    return { name, ...(await Promise.race([finding, tooLong])) };
  } catch (error) {
    return { name, ...problemOf(error) };
  } finally {
    ended.abort();
  }
}

/** What was thrown, as a problem: with its details, and its hint for a fix. */
export function problemOf(error: unknown): Finding {
  if (!(error instanceof DiabetesError)) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      state: 'problem',
      value: `the check itself failed: ${message}`,
      fix: 'Report it: it is a bug in diabetes.',
    };
  }
  const details = error.details.filter(({ message }) => !error.message.includes(message));
  return {
    state: 'problem',
    value: error.message,
    ...(details.length === 0 ? {} : { detail: details.map(({ where, message }) => `${where} ${message}`).join('\n') }),
    ...(error.hint === undefined ? {} : { fix: error.hint }),
  };
}
