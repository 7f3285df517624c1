import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { createServer as createHttpServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { createMlflowClient, type Run } from '../../src/tracking/mlflow/client.ts';
import type { UiDocument } from '../../src/terminal/render-ui.ts';
import { describeWith } from '../helpers/describe-with.ts';
import { diabetes, missingBuild, PROGRAM } from '../helpers/diabetes.ts';
import { collect } from '../helpers/mlflow-client.ts';
import { missingMlflow, missingOlderMlflow } from '../helpers/mlflow-server.ts';
import { missingTerminal, openTerminal } from '../helpers/terminal.ts';
import { trainingEvents, writeJournal } from '../helpers/write-journal.ts';

const missingProc = existsSync('/proc/self/cmdline') ? undefined : 'there is no /proc';
const python = process.env.DIABETES_TEST_MLFLOW_PYTHON ?? '';
const olderPython = process.env.DIABETES_TEST_MLFLOW2_PYTHON ?? '';
const [FIRST, SECOND, THIRD] = ['1', '2', '3'].map((digit) => digit.repeat(32)) as [string, string, string];
const LONG_MS = 240_000;

/** A started `track ui`. */
interface Ui {
  readonly child: ChildProcess;
  readonly document: UiDocument;
}

const started: ChildProcess[] = [];
let root: string;
let port: number;

async function project(): Promise<void> {
  root = await mkdtemp(join(tmpdir(), 'track ui-'));
  await writeJournal(root, FIRST, trainingEvents({}));
  await writeJournal(root, SECOND, trainingEvents({ seed: 2, rocAuc: 0.85 }));
}

async function startUi(program: string): Promise<Ui> {
  port = await freePort();
  const argv = [PROGRAM, 'track', 'ui', '--port', String(port), '--python', program, '--json'];
  const child = spawn(process.execPath, argv, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (told += text));
  for await (const line of createInterface({ input: child.stdout })) {
    return { child, document: JSON.parse(line) as UiDocument };
  }
  throw new Error(`track ui ended with ${child.exitCode}\n${told}`);
}

/** The runs that the server has, by our ids. */
async function runsAt(url: string): Promise<Readonly<Record<string, Run>>> {
  const client = createMlflowClient({ url });
  try {
    const { experimentId } = (await client.experiments.getByName('diabetes'))!;
    const runs = await collect(client.runs.search({ experimentIds: [experimentId] }));
    const named = runs.map((run) => [run.tags['diabetes.run_id'] ?? '', run] as const);
    expect(new Set(named.map(([id]) => id)).size).toBe(runs.length);
    return Object.fromEntries(named);
  } finally {
    await client.close();
  }
}

/** What runs on this machine with the port among its arguments, but for the program itself. */
async function leftBehind(): Promise<readonly string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => ''));
  const words = (await Promise.all(lines)).map((line) => line.split('\0'));
  return words.filter((each) => each.includes(String(port)) && each.includes('server')).map((each) => each.join(' '));
}

async function untilNothingIsLeft(): Promise<void> {
  while ((await leftBehind()).length > 0) await setTimeout(200);
}

async function exitOf(child: ChildProcess): Promise<unknown> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const [code] = (await once(child, 'exit')) as [unknown];
  return code;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: free } = server.address() as AddressInfo;
  server.close();
  return free;
}

afterEach(async () => {
  for (const child of started.splice(0)) {
    child.kill('SIGINT');
    await exitOf(child);
  }
});

const cases = [
  ['MLflow 3', missingMlflow, python],
  ['MLflow 2', missingOlderMlflow, olderPython],
] as const;

for (const [title, missing, program] of cases) {
  describeWith(missingBuild ?? missingProc ?? missing, `track ui with ${title}`, () => {
    beforeAll(project);
    afterAll(() => rm(root, { recursive: true, force: true }));

    it(
      'has every run, and those that come, and leaves nothing behind',
      async () => {
        const { child, document } = await startUi(program);
        const { url } = document;
        expect(document).toMatchObject({ schemaVersion: 1, command: 'track ui', runs: 2, failed: 0 });
        expect(url).toBe(`http://127.0.0.1:${port}`);
        const runs = await runsAt(url);
        expect(Object.keys(runs).sort()).toEqual([FIRST, SECOND]);
        expect(runs[SECOND]).toMatchObject({ status: 'FINISHED', params: { 'train.seed': '2' } });
        expect(runs[SECOND]!.metrics.roc_auc_any).toBe(0.85);
        expect((await leftBehind()).length).toBeGreaterThan(0);
        await writeJournal(root, THIRD, trainingEvents({ seed: 3 }));
        while (!(THIRD in (await runsAt(url)))) await setTimeout(200);
        child.kill('SIGINT');
        expect(await exitOf(child)).toBe(0);
        expect(await leftBehind()).toEqual([]);
        expect((await readdir(join(root, '.diabetes'))).sort()).toEqual(['mlflow', 'runs']);
      },
      LONG_MS,
    );

    it(
      'delivers anew to a store that is new, and nothing twice to one that is not',
      async () => {
        const first = await startUi(program);
        const before = Object.keys(await runsAt(first.document.url));
        first.child.kill('SIGTERM');
        expect(await exitOf(first.child)).toBe(0);
        const again = await startUi(program);
        expect(Object.keys(await runsAt(again.document.url)).sort()).toEqual(before.sort());
      },
      LONG_MS,
    );

    it(
      'ends with the program, however that ends',
      async () => {
        const { child } = await startUi(program);
        child.kill('SIGKILL');
        await exitOf(child);
        await untilNothingIsLeft();
      },
      LONG_MS,
    );
  });
}

describeWith(missingBuild ?? missingProc ?? missingMlflow ?? missingTerminal, 'track ui in a terminal', () => {
  beforeAll(project);
  afterAll(() => rm(root, { recursive: true, force: true }));

  it(
    'ends when the terminal is closed',
    async () => {
      port = await freePort();
      const argv = [process.execPath, PROGRAM, 'track', 'ui', '--port', String(port), '--python', python];
      const terminal = openTerminal(argv, { cwd: root, env: { ...process.env, TERM: 'dumb' } });
      await terminal.see('2 runs');
      expect((await leftBehind()).length).toBeGreaterThan(0);
      terminal.close();
      await terminal.ended().catch(() => undefined);
      await untilNothingIsLeft();
    },
    LONG_MS,
  );
});

describeWith(missingBuild, 'track ui that cannot start', () => {
  beforeAll(project);
  afterAll(() => rm(root, { recursive: true, force: true }));

  it('says what else there is where MLflow is missing', async () => {
    const env = { PATH: '/nowhere', HOME: root };
    const { exitCode, stdout, stderr } = await diabetes(['track', 'ui'], { cwd: root, env });
    expect([exitCode, stdout]).toEqual([5, '']);
    expect(stderr).toContain('mlflow is not installed: neither the PATH nor .venv has it');
    expect(stderr).toContain('`pip install mlflow`, or compare runs without it: `diabetes track report`');
    const named = await diabetes(['track', 'ui', '--python', process.execPath], { cwd: root, env });
    expect([named.exitCode, named.stderr]).toEqual([5, expect.stringContaining('has no mlflow, or is none')]);
  });

  it.each([
    ['7.1.2', {}, 'an MLflow 7.1.2 answers there'],
    ['no version', { server: 'AirTunes/1' }, 'another program listens there, which calls itself AirTunes/1'],
    ['no version', {}, 'another program listens there'],
  ])('says who holds the port: %j %j', async (body, headers, words) => {
    const server = createHttpServer((_, response) => response.writeHead(200, headers).end(body)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port: taken } = server.address() as AddressInfo;
    const env = { ...process.env, PATH: root };
    await writeFile(join(root, 'mlflow'), '', { mode: 0o755 });
    const { exitCode, stderr } = await diabetes(['track', 'ui', '--port', String(taken)], { cwd: root, env });
    server.close();
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`cannot listen on port ${taken} of 127.0.0.1: ${words}`);
    expect(stderr).toContain('diabetes track ui --port');
  });

  it('tells what MLflow said where it does not start', async () => {
    await writeFile(join(root, 'mlflow'), '#!/bin/sh\necho starting\necho no such option >&2\nexit 3\n', {
      mode: 0o755,
    });
    const env = { ...process.env, PATH: `${root}:${process.env.PATH}` };
    const argv = ['track', 'ui', '--port', String(await freePort())];
    const { exitCode, stderr } = await diabetes(argv, { cwd: root, env });
    expect(exitCode).toBe(5);
    expect(stderr).toContain('mlflow server does not start: no such option');
    expect(stderr).toContain('server.log');
  });
});
