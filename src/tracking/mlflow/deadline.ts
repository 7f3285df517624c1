/** A signal that aborts with another one or after some time, whichever is first. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Whether its time was over. */
  readonly isOver: () => boolean;
  /** To be called at the end of what it watches. */
  readonly release: () => void;
}

/** Starts the time; without `ms` there is none. */
export function startDeadline(ms: number | undefined, signal: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  let isOver = false;
  const end = (): void => {
    isOver = true;
    controller.abort();
  };
  const follow = (): void => {
    controller.abort(signal?.reason);
  };
  const timer = ms === undefined ? undefined : setTimeout(end, ms);
  if (signal?.aborted === true) follow();
  signal?.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    isOver: () => isOver,
    release: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', follow);
    },
  };
}
