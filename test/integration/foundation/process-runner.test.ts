import { describe, expect, it } from '@jest/globals';
import { runProcess } from '../../../src/foundation/process-runner.ts';

const node = (code: string): [string, ...string[]] => [process.execPath, '--eval', code];
/** A program that does not end by itself. */
const ENDLESS = node('setInterval(() => undefined, 1000)');

describe('a program that is run', () => {
  it('leaves its exit code and its output', async () => {
    const code = 'console.log(process.cwd()); console.error(1); process.exitCode = 3';
    expect(await runProcess(node(code), { cwd: '/' })).toEqual({ exitCode: 3, stdout: '/', stderr: '1' });
  });

  it('that does not exist is a result', async () => {
    expect(await runProcess(['/nowhere/program'])).toMatchObject({ exitCode: null });
  });

  it('is killed when its time is over', async () => {
    expect(await runProcess(ENDLESS, { timeoutMs: 1 })).toMatchObject({ exitCode: null, timedOut: true });
  });

  it('is killed by the signal, also by one that came before', async () => {
    const controller = new AbortController();
    const running = runProcess(ENDLESS, { signal: controller.signal });
    controller.abort();
    for (const result of [await running, await runProcess(ENDLESS, { signal: controller.signal })]) {
      expect(result).toMatchObject({ exitCode: null });
      expect(result).not.toHaveProperty('timedOut');
    }
  });
});
