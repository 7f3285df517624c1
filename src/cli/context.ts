import { readFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { CommandContext } from '../commands/command-context.ts';
import { systemClock } from '../foundation/clock.ts';
import { runProcess } from '../foundation/process-runner.ts';
import { abortOnSignals } from './signals.ts';

/** The folder of the package: above dist/cli. */
const PACKAGE_ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The real world around the program: the composition root. */
export function createProcessContext(process: NodeJS.Process): CommandContext {
  const { stdout, stderr, stdin, env } = process;
  quietBrokenPipe(process);
  const { version } = JSON.parse(readFileSync(`${PACKAGE_ROOT}package.json`, 'utf8')) as { version: string };
  return {
    argv: process.argv.slice(2),
    cwd: process.cwd(),
    environment: env,
    packageRoot: PACKAGE_ROOT,
    version,
    stdin,
    stdout,
    streams: { stdout, stderr, env },
    clock: systemClock,
    runProcess,
    signal: abortOnSignals(process),
    peakMemoryBytes: () => process.resourceUsage().maxRSS * 1024,
    user: userName(),
    platform: `${process.platform}-${process.arch} ${hostname()}`,
  };
}

/** Writing to a pipe whose reader is gone ends the program without a word, as with any other filter. */
function quietBrokenPipe(process: NodeJS.Process): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      throw error;
    });
  }
}

/** A container's user may have no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
