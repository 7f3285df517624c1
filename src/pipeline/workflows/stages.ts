import type { Clock } from '../../foundation/clock.ts';
import type { Reporter, Stage } from '../../foundation/events.ts';

/** What a stage made, and a few words about it. */
export interface StageOutcome<T> {
  readonly value: T;
  readonly summary: string;
}

/** Runs one stage and reports its beginning, its end and how long it took. */
export type StageRunner = <T>(
  stage: Stage,
  title: string,
  work: () => StageOutcome<T> | Promise<StageOutcome<T>>,
) => Promise<T>;

/** A runner that tells `report`. A stage that throws has a beginning and no end. */
export function createStageRunner(report: Reporter, clock: Clock): StageRunner {
  return async (stage, title, work) => {
    report({ type: 'stage-started', stage, title });
    const start = clock.elapsed();
    const { value, summary } = await work();
    report({ type: 'stage-completed', stage, durationMs: Math.round(clock.elapsed() - start), summary });
    return value;
  };
}
