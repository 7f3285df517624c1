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
  surviveBrokenStreams(process);
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
    platform: `${process.platform}-${process.arch}`,
    host: hostname(),
  };
}

/**
 * Whoever writes a result hears from the write itself that it failed; and work goes on where nobody reads its progress.
 * Without a listener the same failure would end the process.
 */
function surviveBrokenStreams({ stdout, stderr }: NodeJS.Process): void {
  for (const stream of [stdout, stderr]) stream.on('error', () => undefined);
}

/** A container's user may have no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
