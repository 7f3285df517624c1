import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CommandContext } from '../commands/command-context.ts';
import { systemClock } from '../foundation/clock.ts';
import { runProcess } from '../foundation/process-runner.ts';
import { abortOnSignals } from './signals.ts';

/** The folder of the package: above dist/cli, and above dist/program, where the built program is. */
const PACKAGE_ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The real world around the program: the composition root. */
export function createProcessContext(process: NodeJS.Process): CommandContext {
  const { stdout, stderr, env } = process;
  surviveBrokenStreams(process);
  const { version } = JSON.parse(readFileSync(`${PACKAGE_ROOT}package.json`, 'utf8')) as { version: string };
  return {
    argv: process.argv.slice(2),
    cwd: process.cwd(),
    environment: env,
    packageRoot: PACKAGE_ROOT,
    version,
    // Making the stream takes longer than reading a model.
    get stdin() {
      return process.stdin;
    },
    stdout,
    streams: { stdout, stderr, env },
    clock: systemClock,
    runProcess,
    signal: abortOnSignals(process),
    memoryBytes: async () => {
      const { totalmem } = await import('node:os');
      return Math.min(totalmem(), process.constrainedMemory() || Infinity);
    },
    peakMemoryBytes: () => process.resourceUsage().maxRSS * 1024,
  };
}

/**
 * Whoever writes a result hears from the write itself that it failed; and work goes on where nobody reads its progress.
 * Without a listener the same failure would end the process.
 */
function surviveBrokenStreams({ stdout, stderr }: NodeJS.Process): void {
  for (const stream of [stdout, stderr]) stream.on('error', () => undefined);
}
