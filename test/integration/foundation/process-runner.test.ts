import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DiabetesError } from '../../../src/foundation/errors.ts';
import { runProcess } from '../../../src/foundation/process-runner.ts';
import { describeWith } from '../../helpers/describe-with.ts';
import { missingBuild } from '../../helpers/diabetes.ts';
import { PROJECT_ROOT } from '../../helpers/working-tree.ts';

describe('runProcess', () => {
  let cwd: string;
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'process-runner-'));
  });
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  it('gives exit code and output, and takes a folder and variables', async () => {
    const script = 'echo "$0 $GREETING $HOME"; pwd -P >&2; exit 3';
    const result = await runProcess(['sh', '-c', script, 'a "b" $c'], { cwd, env: { GREETING: 'hello' } });
    expect(result.exitCode).toBe(3);
    expect(result.stdout).toBe(`a "b" $c hello ${process.env.HOME ?? ''}`);
    expect(result.stderr).toContain('process-runner-');
    expect(result.isMissing).toBeUndefined();
  });

  it('tells a program that is not there from one that cannot be started', async () => {
    expect(await runProcess(['there-is-no-such-program'])).toMatchObject({ exitCode: null, isMissing: true });
    const path = join(cwd, 'not-executable');
    await writeFile(path, '#!/bin/sh\n', { mode: 0o644 });
    const result = await runProcess([path]);
    expect(result).toEqual({ exitCode: null, stdout: '', stderr: expect.stringContaining('EACCES') });
  });

  it('ends a program that takes too long', async () => {
    expect(await runProcess(['sleep', '600'], { timeoutMs: 50 })).toMatchObject({ exitCode: null, timedOut: true });
  });

  /** A shell and its child that both stay; aborts once both are at work. */
  async function abortWorking(script: string, reason: Error): Promise<unknown> {
    const controller = new AbortController();
    const log = join(cwd, 'log');
    await writeFile(log, '');
    const ended = runProcess(['sh', '-c', script], { cwd, signal: controller.signal }).catch((error: unknown) => error);
    while (!(await readFile(log, 'utf8')).includes('ready')) await new Promise((resolve) => setTimeout(resolve, 10));
    controller.abort(reason);
    return ended;
  }
  const INTERRUPTED = new DiabetesError('INTERRUPTED', 'interrupted');
  const TERMINATED = new DiabetesError('TERMINATED', 'terminated');

  it.each([
    ['SIGINT', INTERRUPTED],
    ['SIGTERM', TERMINATED],
  ])(
    'passes %s on to the program and what it started, waits for their end, and throws the reason',
    async (name, reason) => {
      // A shell makes its background jobs deaf to SIGINT; a subshell in front is not.
      const note = (who: string) =>
        `trap 'echo ${who} SIGINT >> log; exit' INT; trap 'echo ${who} SIGTERM >> log; exit' TERM`;
      const script = `${note('outer')}; (${note('inner')}; echo ready >> log; while :; do sleep 0.05; done)`;
      expect(await abortWorking(script, reason)).toBe(reason);
      const lines = (await readFile(join(cwd, 'log'), 'utf8')).trimEnd().split('\n').sort();
      expect(lines).toEqual([`inner ${name}`, `outer ${name}`, 'ready']);
    },
  );

  it('kills what does not listen', async () => {
    const script = `trap '' INT TERM; echo ready >> log; while :; do sleep 0.05; done`;
    expect(await abortWorking(script, TERMINATED)).toBe(TERMINATED);
  }, 20_000);

  it('starts nothing once it is aborted', async () => {
    const path = join(cwd, 'started');
    await expect(runProcess(['touch', path], { signal: AbortSignal.abort(INTERRUPTED) })).rejects.toBe(INTERRUPTED);
    await expect(readFile(path)).rejects.toThrow('ENOENT');
  });
});

describeWith(missingBuild, 'a process that ends while another runs for it', () => {
  it('takes the other with it', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const module = pathToFileURL(join(PROJECT_ROOT, 'dist/foundation/process-runner.js')).href;
    const script = `
      import { runProcess } from '${module}';
      const connect = 'require("net").connect(${port}, "127.0.0.1")';
      void runProcess([process.execPath, '--eval', connect], { signal: new AbortController().signal });
      process.stdin.on('data', () => process.exit(0));`;
    const parent = spawn(process.execPath, ['--input-type=module', '--eval', script]);
    const [socket] = (await once(server, 'connection')) as [Socket];
    const closed = once(socket.on('error', () => undefined).resume(), 'close');
    parent.stdin.end('now');
    expect(await once(parent, 'close')).toEqual([0, null]);
    await closed;
    server.close();
  }, 20_000);
});
