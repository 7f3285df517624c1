import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessResult } from '../../src/foundation/process-runner.ts';
import { runCommand, type RunCommandOptions } from './run-command.ts';
import { PROJECT_ROOT } from './working-tree.ts';

/** The program as it is installed: what `npm run build` made of it. */
export const PROGRAM = join(PROJECT_ROOT, 'bin/diabetes.js');

/** Why the built program cannot be run, or undefined where it can. */
export const missingBuild = existsSync(join(PROJECT_ROOT, 'dist/program/main.js'))
  ? undefined
  : 'not built: npm run build';

/** The variables of the tests without those that change how output looks. */
const { NO_COLOR: _noColor, FORCE_COLOR: _forceColor, NODE_OPTIONS: _nodeOptions, ...PLAIN } = process.env;

/** Runs the built program to its end. */
export async function diabetes(argv: readonly string[], options: RunCommandOptions = {}): Promise<ProcessResult> {
  return runCommand([process.execPath, PROGRAM, ...argv], { env: PLAIN, ...options });
}

/** Takes from root what lets it pass over permissions; setpriv is part of every Linux. */
const SETPRIV = ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] as const;
const isRoot = process.getuid?.() === 0;

/** Why permissions would not hold back the program here, or undefined where they do. */
export const missingPermissions =
  isRoot && spawnSync(SETPRIV[0], ['--version']).status !== 0 ? 'root may write and read everything' : undefined;

/** The same as `diabetes`, as a user whom permissions hold back. */
export async function diabetesWithoutPower(argv: readonly string[], options: RunCommandOptions = {}) {
  const own = [process.execPath, PROGRAM, ...argv] as const;
  return runCommand(isRoot ? [...SETPRIV, ...own] : own, { env: PLAIN, ...options });
}

/** The same, for a command that must succeed: the document that `--json` prints. */
export async function diabetesJson<T>(argv: readonly string[], options?: RunCommandOptions): Promise<T> {
  const { exitCode, stdout, stderr } = await diabetes([...argv, '--json'], options);
  if (exitCode !== 0) throw new Error(`diabetes ${argv.join(' ')} ended with ${exitCode ?? 'no exit code'}\n${stderr}`);
  return JSON.parse(stdout) as T;
}

/** Params with which training takes a second. */
export const QUICK = [
  '--set',
  'train.epochs=1',
  '--set',
  'train.hidden=[8]',
  '--set',
  'train.teacher_share=0',
] as const;
