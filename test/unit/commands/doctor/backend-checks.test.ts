import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BACKEND_CHECKS, SPEED_CHECK } from '../../../../src/commands/doctor/backend-checks.ts';
import { perform } from '../../../../src/commands/doctor/check.ts';
import type { ProcessResult } from '../../../../src/foundation/process-runner.ts';
import { fakeContext } from '../../../helpers/fake-context.ts';

type Answer = Partial<ProcessResult>;

const starts = (name: string, more: object = {}): Answer => ({
  exitCode: 0,
  stdout: `${JSON.stringify({ name, library: `lib-${name} 1.0`, why: `${name} is good`, ...more })}\n`,
});
const refuses = (error: string): Answer => ({ exitCode: 0, stdout: JSON.stringify({ error }) });

/** What a check makes of the answers of the probes, by the backend that each is asked for. */
async function find(name: string, answers: Readonly<Record<string, Answer>>, files: readonly string[] = [PROBE]) {
  const packageRoot = mkdtempSync(join(tmpdir(), 'doctor-'));
  for (const file of files) {
    mkdirSync(join(packageRoot, file, '..'), { recursive: true });
    writeFileSync(join(packageRoot, file), '');
  }
  const runProcess = (argv: readonly string[]): Promise<ProcessResult> =>
    Promise.resolve({ exitCode: null, stdout: '', stderr: '', ...answers[argv[2]!] });
  const check = [...BACKEND_CHECKS, SPEED_CHECK].find((one) => one.name === name)!;
  try {
    return await perform(check, { context: fakeContext({ runProcess, packageRoot }), options: { online: false } });
  } finally {
    rmSync(packageRoot, { recursive: true });
  }
}

const PROBE = 'dist/program/probe-backend.js';

describe('the backend', () => {
  it('is what auto takes', async () => {
    expect(await find('backend', { auto: starts('wasm'), cpu: starts('cpu') })).toEqual({
      name: 'backend',
      state: 'ok',
      value: 'auto takes wasm: wasm is good',
      detail: 'lib-wasm 1.0\ncpu, which is slow, works too',
    });
  });

  it('that is slow is a note', async () => {
    const auto = starts('cpu', { why: 'wasm did not start: no SIMD' });
    expect(await find('backend', { auto, cpu: starts('cpu') })).toMatchObject({
      state: 'note',
      value: 'auto takes cpu, which is slow: wasm did not start: no SIMD',
    });
  });

  it.each<[string, Answer, string]>([
    ['says why', refuses('no memory'), 'no memory'],
    [
      'is killed',
      { exitCode: null, stderr: 'Illegal instruction' },
      'the process of the backend auto was killed: Illegal instruction',
    ],
    ['ends', { exitCode: 134, stdout: 'terminate called' }, 'the process of the backend auto ended with exit code 134'],
    ['hangs', { exitCode: null, timedOut: true }, 'the backend auto does not start within 30 s'],
  ])('is a problem where its process %s', async (_, auto, reason) => {
    expect(await find('backend', { auto })).toMatchObject({
      state: 'problem',
      value: `no backend starts: ${reason}`,
    });
  });

  it('is heard behind what a library says first', async () => {
    const { stdout = '' } = starts('wasm');
    const auto = { exitCode: 0, stdout: `Hi, you are running a library.\n${stdout}` };
    expect(await find('backend', { auto, cpu: refuses('x') })).toMatchObject({
      state: 'ok',
      detail: 'lib-wasm 1.0\ncpu does not start: x',
    });
  });
});

describe('the native backend', () => {
  it('works', async () => {
    expect(await find('native backend', { node: starts('node') })).toMatchObject({
      state: 'ok',
      detail: 'lib-node 1.0',
    });
  });

  it('that is missing is a note with what installs it, in a checkout and elsewhere', async () => {
    const node = refuses('the backend node does not start here: Cannot find module');
    const installed = await find('native backend', { node });
    expect(installed).toMatchObject({ state: 'note', value: expect.stringContaining('Cannot find module') });
    expect(installed.fix).toBe('npm install --include=optional diabetes-mlops');
    const checkout = await find('native backend', { node }, [PROBE, 'scripts/build-tfjs-node.sh']);
    expect(checkout.fix).toMatch(/^bash \S+\/scripts\/build-tfjs-node\.sh$/);
  });
});

describe('the speed', () => {
  it('is told in rows, with the digits that it is worth', async () => {
    expect(await find('speed', { auto: starts('wasm', { rowsPerSecond: 98_765.4 }) })).toMatchObject({
      state: 'ok',
      value: 'training learns from about 99,000 rows/s on wasm',
    });
  });

  it('that was not measured is a note', async () => {
    expect(await find('speed', { auto: refuses('no memory') })).toMatchObject({
      state: 'note',
      value: 'not measured: no memory',
    });
  });
});

it.each(['backend', 'native backend', 'speed'])('where nothing can be trained is a note: %s', async (name) => {
  expect(await find(name, {}, [])).toEqual({
    name,
    state: 'note',
    value: 'this installation can predict but not train',
  });
});
