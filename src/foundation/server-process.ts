import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';

/** A program that runs until it is told to end. */
export interface ServerProcess {
  /** Whether it has ended. */
  readonly hasEnded: () => boolean;
  /** Resolves when it has ended, however that came about. */
  readonly ended: Promise<void>;
  /** Ends it with all that it started, by force where asking does not help. */
  readonly stop: () => Promise<void>;
}

export interface ServerOptions {
  readonly cwd: string;
  /** All variables that it has. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The file that takes what it writes. */
  readonly log: string;
}

const GRACE_MS = 8_000;

/**
 * The program runs in a group of processes of its own, below a shell that holds a pipe to this process. The pipe breaks
 * when this process is gone, be it by a signal that nobody hears or with its terminal, and the shell then ends the group.
 */
const LEASH = `
exec 3<&0
(
  trap '' INT TERM HUP
  read -r _ <&3
  kill -s TERM -- -$$
  for _ in 1 2 3 4 5 6 7 8; do sleep 1; kill -s 0 $$ || exit; done
  kill -s KILL -- -$$
) 2>/dev/null &
trap : INT TERM HUP
"$@" 3<&- </dev/null
status=$?
kill -s KILL $!
wait $! 2>/dev/null
exit $status`;

/** Starts a program that outlives neither `stop` nor this process. */
export async function startServerProcess(
  [program, ...args]: readonly [string, ...string[]],
  { cwd, env, log }: ServerOptions,
): Promise<ServerProcess> {
  const output = await open(log, 'w');
  const child = spawn('/bin/sh', ['-c', LEASH, 'sh', program, ...args], {
    cwd,
    env,
    detached: true,
    stdio: ['pipe', output.fd, output.fd],
  });
  const ended = once(child, 'close').then(
    () => undefined,
    () => undefined,
  );
  await output.close();
  const send = (signal: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // The last process of the group has just ended.
    }
  };
  return {
    hasEnded: () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined,
    ended,
    stop: async () => {
      send('SIGTERM');
      const timer = setTimeout(send, GRACE_MS, 'SIGKILL');
      await ended;
      clearTimeout(timer);
      send('SIGKILL');
    },
  };
}
