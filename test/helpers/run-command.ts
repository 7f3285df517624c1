import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { ProcessResult } from '../../src/foundation/process-runner.ts';

export interface RunCommandOptions {
  readonly cwd?: string;
  /** All variables of the command; those of the tests when left out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
}

/** Runs a program to its end. A failing one is a result; exit code null is a program that does not exist. */
export async function runCommand(
  argv: readonly [string, ...string[]],
  { cwd, env = process.env, input = '' }: RunCommandOptions = {},
): Promise<ProcessResult> {
  const [program, ...args] = argv;
  const child = spawn(program, args, { cwd, env });
  // A program may end without reading what it was given.
  child.stdin.on('error', () => undefined).end(input);
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const ended = once(child, 'close').then(([exitCode]) => exitCode as number | null);
  const exitCode = await ended.catch(() => null);
  const [stdout, stderr] = await output;
  return { exitCode, stdout, stderr };
}

/** The same, for a program that must succeed: its standard output. */
export async function runOrThrow(argv: readonly [string, ...string[]], options?: RunCommandOptions): Promise<string> {
  const { exitCode, stdout, stderr } = await runCommand(argv, options);
  if (exitCode === 0) return stdout;
  throw new Error(`${argv.join(' ')} ended with ${exitCode ?? 'no exit code'}\n${stdout}\n${stderr}`);
}
