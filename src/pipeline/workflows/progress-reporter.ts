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
