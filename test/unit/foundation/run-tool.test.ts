import { describe, expect, it } from '@jest/globals';
import type { ProcessResult } from '../../../src/foundation/process-runner.ts';
import { createToolRunner } from '../../../src/foundation/run-tool.ts';

const DONE: ProcessResult = { exitCode: 0, stdout: '', stderr: '' };
const TOOL = {
  program: 'crane',
  install: 'apt-get install crane',
  advise: (words: string) => (words.includes('too heavy') ? 'Lift less.' : undefined),
};

const lift = (result: Partial<ProcessResult>, args: readonly string[] = ['--quiet', 'lift', 'box']) =>
  createToolRunner(TOOL, () => Promise.resolve({ ...DONE, ...result }))(args);

describe('createToolRunner', () => {
  it('calls the program with its arguments, the options of every call and those of this one', async () => {
    const calls: unknown[] = [];
    const run = createToolRunner(
      TOOL,
      (argv, options) => {
        calls.push([argv, options]);
        return Promise.resolve({ ...DONE, stdout: 'up' });
      },
      { cwd: '/yard', env: { A: '1' } },
    );
    expect(await run(['lift', 'a box'], { timeoutMs: 5 })).toEqual({ ...DONE, stdout: 'up' });
    expect(calls).toEqual([[['crane', 'lift', 'a box'], { cwd: '/yard', env: { A: '1' }, timeoutMs: 5 }]]);
  });

  it('says how to install a program that is not there', async () => {
    await expect(lift({ exitCode: null, isMissing: true })).rejects.toMatchObject({
      code: 'TOOL_MISSING',
      exitCode: 5,
      message: 'crane is not installed: the PATH leads to no such program',
      hint: 'apt-get install crane',
    });
  });

  it('gives the words of a program that fails, from the first error on, and what helps', async () => {
    const stderr =
      'WARNING: windy\n\u001b[31mERROR\u001b[39m: failed to lift a box - it is too heavy:\n  the box \r\n\n';
    await expect(lift({ exitCode: 255, stdout: 'lifting', stderr })).rejects.toMatchObject({
      code: 'TOOL_FAILED',
      exitCode: 5,
      message: 'crane lift failed: it is too heavy:',
      details: [{ where: 'crane', message: 'the box' }],
      hint: 'Lift less.',
    });
  });

  it.each<[Partial<ProcessResult>, string]>([
    [{ exitCode: 1, stdout: 'no box\n' }, 'no box'],
    [{ exitCode: 1, stderr: 'usage: crane\n', stdout: 'x' }, 'usage: crane'],
    [{ exitCode: 3 }, 'it ended with exit code 3 and no word'],
    [{ exitCode: null }, 'it was ended by a signal'],
    [{ exitCode: null, stderr: 'spawn crane EACCES' }, 'spawn crane EACCES'],
    [{ exitCode: 1, stderr: 'fatal: https://me:secret@host/x is gone' }, 'https://[redacted]@host/x is gone'],
    [{ exitCode: 1, stderr: 'fatal: ssh://me@host/x is gone' }, 'ssh://me@host/x is gone'],
  ])('makes of %j: %s', async (result, words) => {
    await expect(lift(result)).rejects.toMatchObject({ message: `crane lift failed: ${words}`, hint: undefined });
  });

  it('cuts a long complaint', async () => {
    const stderr = Array.from({ length: 100 }, (_, i) => `line ${i}`).join('\n');
    const error = await lift({ exitCode: 1, stderr }).catch((thrown: unknown) => thrown as { details: unknown[] });
    expect((error as { details: unknown[] }).details).toHaveLength(11);
  });
});
