import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readHeartbeat, startHeartbeat } from '../../../src/tracking/heartbeat.ts';
import { describeWith } from '../../helpers/describe-with.ts';
import { missingBuild } from '../../helpers/diabetes.ts';
import { runCommand } from '../../helpers/run-command.ts';
import { PROJECT_ROOT } from '../../helpers/working-tree.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heartbeat-'));
});
afterEach(async () => {
  jest.useRealTimers();
  await rm(folder, { recursive: true, force: true });
});

/** Waits for the sign of a moment: it is written beside the work. */
async function signAt(ms: number): Promise<void> {
  const time = new Date(ms).toISOString();
  while (readHeartbeat(folder)?.time !== time) await new Promise((resolve) => setImmediate(resolve));
}

describe('a heartbeat', () => {
  it('says every 15 s that the process lives, and ends', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance', 'hrtime', 'Date'] });
    let now = 0;
    const stop = startHeartbeat(folder, { now: () => now, elapsed: () => 0 });
    await signAt(0);
    for (now = 15_000; now <= 45_000; now += 15_000) {
      jest.advanceTimersByTime(15_000);
      await signAt(now);
    }
    await stop();
    expect(await readdir(folder)).toEqual([]);
    jest.advanceTimersByTime(60_000);
    await new Promise((resolve) => setImmediate(resolve));
    expect(await readdir(folder)).toEqual([]);
  });

  it('that cannot be written harms nothing', async () => {
    await rm(folder, { recursive: true });
    const stop = startHeartbeat(join('/dev/null', 'run'), { now: () => 0, elapsed: () => 0 });
    await expect(stop()).resolves.toBeUndefined();
  });
});

describeWith(missingBuild, 'a heartbeat that nobody ends', () => {
  it('does not keep its process alive', async () => {
    const { href } = pathToFileURL(join(PROJECT_ROOT, 'dist/tracking/heartbeat.js'));
    const code = `
      const { startHeartbeat } = await import('${href}');
      startHeartbeat(${JSON.stringify(folder)}, { now: () => 0, elapsed: () => 0 });`;
    const argv = [process.execPath, '--input-type=module', '--eval', code] as const;
    expect(await runCommand(argv)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(existsSync(join(folder, 'heartbeat.json'))).toBe(true);
  });
});
