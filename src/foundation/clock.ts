/** The time, as a parameter, so that a test can hold it still. */
export interface Clock {
  /** Milliseconds since 1970, for what is written down. */
  readonly now: () => number;
  /** Milliseconds since any fixed moment, for durations. */
  readonly elapsed: () => number;
}

export const systemClock: Clock = { now: () => Date.now(), elapsed: () => performance.now() };
