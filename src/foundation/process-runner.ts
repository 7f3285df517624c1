import { isStopped } from './errors.ts';

/** What another program left: its exit code (null when it did not end by itself) and its output. */
export interface ProcessResult {
  readonly exitCode: number | null;
  /** Set where it was killed because its time was over. */
  readonly timedOut?: true;
  readonly stdout: string;
  /** Where the program could not be started, why. */
  readonly stderr: string;
  /** Whether there is no such program. */
  readonly isMissing?: true;
}

export interface ProcessOptions {
  readonly cwd?: string;
  /** Variables beside those of this process, and over them. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  /** Its abort ends the program and all that it started: by the same signal, and by SIGKILL where that does not help. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a program with an argument array, never through a shell. A failing program is a result, not an exception.
 *
 * @throws the reason of `signal` once it has aborted and the program has ended
 */
export type ProcessRunner = (argv: readonly [string, ...string[]], options?: ProcessOptions) => Promise<ProcessResult>;

const GRACE_MS = 5_000;

/** The runner of the real program; execa is loaded at the first call. */
export const runProcess: ProcessRunner = async ([program, ...args], { cwd, env, timeoutMs, signal } = {}) => {
  const { execa } = await import('execa');
  signal?.throwIfAborted();
  const child = execa(program, args, {
    reject: false,
    stdin: 'ignore',
    // In a group of its own the program gets a Ctrl-C once, from here, and not from the terminal as well.
    detached: signal !== undefined,
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
    ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
  });
  const release = signal === undefined ? undefined : forwardAbort(signal, child.pid);
  const result = await child;
  release?.();
  signal?.throwIfAborted();
  const { exitCode = null, stdout } = result;
  if (result.code === 'ENOENT') return { exitCode, stdout, stderr: result.originalMessage ?? '', isMissing: true };
  if (result.timedOut) return { exitCode, stdout, stderr: result.stderr, timedOut: true };
  const neverRan = exitCode === null && result.signal === undefined;
  return { exitCode, stdout, stderr: neverRan ? (result.originalMessage ?? '') : result.stderr };
};

/** Passes an abort on to a group of processes, which does not outlive this one; returns what ends the watch. */
function forwardAbort(signal: AbortSignal, group: number | undefined): () => void {
  if (group === undefined) return () => undefined;
  let timer: NodeJS.Timeout | undefined;
  const kill = (): void => {
    sendToGroup(group, 'SIGKILL');
  };
  const stop = (): void => {
    sendToGroup(group, signalOf(signal.reason));
    timer = setTimeout(kill, GRACE_MS);
  };
  signal.addEventListener('abort', stop, { once: true });
  process.once('exit', kill);
  return () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    process.off('exit', kill);
  };
}

function signalOf(reason: unknown): NodeJS.Signals {
  return isStopped(reason) && reason.code === 'INTERRUPTED' ? 'SIGINT' : 'SIGTERM';
}

function sendToGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // The last process of the group has just ended.
  }
}
