/** What another program left: its exit code (null when it could not be started or was killed) and its output. */
export interface ProcessResult {
  readonly exitCode: number | null;
  /** Set where it was killed because its time was over. */
  readonly timedOut?: true;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program with an argument array, never through a shell. A failing program is a result, not an exception; so is one
 * that the signal kills.
 */
export type ProcessRunner = (
  argv: readonly [string, ...string[]],
  options?: { readonly cwd?: string; readonly timeoutMs?: number; readonly signal?: AbortSignal },
) => Promise<ProcessResult>;

/** The runner of the real program; execa is loaded at the first call. */
export const runProcess: ProcessRunner = async ([program, ...args], { cwd, timeoutMs, signal } = {}) => {
  const { execa } = await import('execa');
  const result = await execa(program, args, {
    reject: false,
    stdin: 'ignore',
    ...(cwd === undefined ? {} : { cwd }),
    ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
    ...(signal === undefined ? {} : { cancelSignal: signal }),
  });
  const { exitCode = null, stdout, stderr, timedOut } = result;
  return { exitCode, stdout, stderr, ...(timedOut ? { timedOut } : {}) };
};
