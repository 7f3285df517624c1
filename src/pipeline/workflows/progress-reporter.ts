import type { Clock } from '../../foundation/clock.ts';
import type { Reporter, Stage } from '../../foundation/events.ts';

/** How many bytes pass from one telling to the next where their total is not known. */
const STEP = 1_000_000;

/** Tells how much of a stage is done, at every hundredth of the total and at the end, so that telling costs nothing. */
export function progressReporter(
  stage: Stage,
  report: Reporter,
  unit?: 'byte',
): (done: number, total: number | undefined) => void {
  let next = 0;
  return (done, total = 0) => {
    if (done < next && done !== total) return;
    next = done + (total > 0 ? total / 100 : STEP);
    report({ type: 'progress', stage, done, total, ...(unit === undefined ? {} : { unit }) });
  };
}

/** The least time from one telling to the next where many in a second may come. */
const PAUSE_MS = 200;

/** Tells how much of a stage is done, at most five times a second. */
export function pacedReporter(stage: Stage, report: Reporter, clock: Clock): (amount: Amount) => void {
  let next = 0;
  return (amount) => {
    const now = clock.elapsed();
    if (now < next) return;
    next = now + PAUSE_MS;
    report({ type: 'progress', stage, ...amount });
  };
}

interface Amount {
  readonly done: number;
  /** 0 where it is not known. */
  readonly total: number;
  readonly unit: 'byte' | 'row';
}
