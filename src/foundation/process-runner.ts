/** What another program left: its exit code (null when it could not be started) and its output. */
export interface ProcessResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program with an argument array, never through a shell. A failing program is a result, not an exception. */
export type ProcessRunner = (
  argv: readonly [string, ...string[]],
  options?: { readonly cwd?: string; readonly timeoutMs?: number },
) => Promise<ProcessResult>;

/** The runner of the real program; execa is loaded at the first call. */
export const runProcess: ProcessRunner = async ([program, ...args], { cwd, timeoutMs } = {}) => {
  const { execa } = await import('execa');
  const result = await execa(program, args, {
    reject: false,
    stdin: 'ignore',
    ...(cwd === undefined ? {} : { cwd }),
    ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
  });
  return { exitCode: result.exitCode ?? null, stdout: result.stdout, stderr: result.stderr };
};
