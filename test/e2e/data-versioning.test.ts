import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describeWith } from '../helpers/describe-with.ts';
import { diabetes, diabetesJson, missingBuild, PROGRAM } from '../helpers/diabetes.ts';
import { dvcEnvironment, missingDvc } from '../helpers/dvc.ts';
import { findProgram } from '../helpers/find-program.ts';
import { runOrThrow } from '../helpers/run-command.ts';

const ROWS = 'a,b\n1,2\n3,"quoted\ncell"\n';
const DATA = 'data/raw/diabetes.csv';
const PIPELINE = `
stages:
  prepare: {cmd: cp ${DATA} prepared.csv, deps: [${DATA}], params: [split.seed], outs: [prepared.csv]}
  train: {cmd: cp prepared.csv model.bin, deps: [prepared.csv], outs: [model.bin]}
`;

interface StatusDocument {
  readonly source: string;
  readonly stages: readonly { readonly name: string; readonly state: string }[];
  readonly data: readonly object[];
}

// Each test starts DVC several times.
jest.setTimeout(120_000);

describeWith(missingBuild ?? missingDvc, 'versions of the data', () => {
  let outside: string;
  /** A project with rows in a repository of git and DVC, which has no remote. */
  let template: string;
  let count = 0;

  beforeAll(async () => {
    outside = await realpath(await mkdtemp(join(tmpdir(), 'data-versioning-')));
    template = join(outside, 'template');
    await mkdir(join(template, dirname(DATA)), { recursive: true });
    await writeFile(join(template, 'params.yaml'), 'split: {seed: 1}\n');
    await writeFile(join(template, DATA), ROWS);
    await run(template, 'git', 'init', '--quiet');
    await run(template, 'dvc', 'init', '--quiet');
    await run(template, 'git', 'add', 'params.yaml');
    await run(template, 'git', 'commit', '--quiet', '--message', 'Begin');
  });
  afterAll(() => rm(outside, { recursive: true, force: true }));

  const run = (cwd: string, ...argv: [string, ...string[]]): Promise<string> =>
    runOrThrow(argv, { cwd, env: dvcEnvironment(outside) });

  async function createProject(): Promise<string> {
    const project = join(outside, `project-${count++}`);
    await cp(template, project, { recursive: true });
    return project;
  }

  /** The variables of a machine on which only these programs are installed. */
  async function environmentWith(...programs: string[]) {
    const bin = join(outside, `bin-${count++}`);
    await mkdir(bin);
    for (const program of programs) await symlink(await realpath(findProgram(program)), join(bin, program));
    return { ...dvcEnvironment(outside), PATH: bin };
  }

  async function type(cwd: string, argv: readonly string[], env = dvcEnvironment(outside)): Promise<string> {
    const { exitCode, stdout, stderr } = await diabetes(argv, { cwd, env });
    expect({ exitCode, errors: stderr.match(/^Error:.*$/gm) }).toEqual({ exitCode: 0, errors: null });
    return stdout;
  }

  it('are kept, committed, pushed, lost and fetched', async () => {
    const project = await createProject();
    expect(await type(project, ['data', 'version'])).toMatch(
      /^data\/raw\/diabetes\.csv is kept by DVC now: md5 [0-9a-f]{8}, 2 rows, 24 B\n\nCommit that version:\n/,
    );
    const typed = (await type(project, ['data', 'version'])).split('\n').filter((line) => line.startsWith('  git '));
    expect(typed).toHaveLength(2);
    await run(project, 'sh', '-c', typed.join(' && '));
    expect(await run(project, 'git', 'log', '-1', '--format=%s')).toMatch(
      /^Track diabetes\.csv \(md5 \w{8}, 2 rows\)$/m,
    );
    expect(await type(project, ['data', 'version'])).toMatch(/^data\/raw\/diabetes\.csv has not changed: [^\n]*\n$/);

    await run(project, 'dvc', 'remote', 'add', '--quiet', '--default', 'storage', `${project}-remote`);
    expect(await type(project, ['data', 'push'])).toBe('1 file pushed to storage.\n');
    await rm(join(project, '.dvc/cache'), { recursive: true });
    await rm(join(project, DATA));
    expect(await type(project, ['data', 'status'])).toMatch(
      /^data\/raw\/diabetes\.csv +missing\n\n +diabetes data fetch /,
    );
    expect(await type(project, ['data', 'fetch'])).toBe('1 file fetched from storage; in the workspace: 1 added.\n');
    expect(await readFile(join(project, DATA), 'utf8')).toBe(ROWS);
    expect(await type(project, ['data', 'status'])).toBe('data/raw/diabetes.csv  unchanged\n');

    await appendFile(join(project, DATA), '5,6\n');
    const folder = join(project, 'data');
    expect(await type(folder, ['data', 'status'])).toContain('  diabetes data version raw/diabetes.csv  ');
    expect(await type(folder, ['data', 'version', 'raw/diabetes.csv', '--commit'])).toMatch(
      /^raw\/diabetes\.csv is a new version, after md5 \w{8}: .*3 rows.*\nCommitted as \w{7}: Track diabetes\.csv/,
    );
    expect(await run(project, 'git', 'status', '--porcelain', 'data')).toBe('');
  });

  it('are told to other programs as one document each', async () => {
    const cwd = await createProject();
    const options = { cwd, env: dvcEnvironment(outside) };
    await run(cwd, 'dvc', 'remote', 'add', '--quiet', 'storage', `${cwd}-remote`);
    const version = await diabetesJson<object>(['data', 'version', '--commit'], options);
    expect(version).toMatchObject({ schemaVersion: 1, command: 'data version', path: join(cwd, DATA), rows: 2 });
    const remote = ['--remote', 'storage'];
    expect(await diabetesJson(['data', 'push', ...remote], options)).toEqual({
      schemaVersion: 1,
      command: 'data push',
      remote: 'storage',
      pushed: 1,
    });
    expect(await diabetesJson(['data', 'fetch', ...remote], options)).toEqual({
      schemaVersion: 1,
      command: 'data fetch',
      remote: 'storage',
      ...{ fetched: 0, added: 0, modified: 0, deleted: 0 },
    });
  });

  it('and stages have the same status with DVC and without it', async () => {
    const cwd = await createProject();
    const withDvc = { cwd, env: dvcEnvironment(outside) };
    const without = { cwd, env: await environmentWith('node') };
    await writeFile(join(cwd, 'dvc.yaml'), PIPELINE);
    await run(cwd, 'dvc', 'add', '--quiet', DATA);
    const compare = async (...states: string[]): Promise<StatusDocument> => {
      const asked = await diabetesJson<StatusDocument>(['data', 'status'], withDvc);
      const read = await diabetesJson<StatusDocument>(['data', 'status'], without);
      expect([asked.source, read.source]).toEqual(['dvc', 'files']);
      expect({ ...read, source: 'dvc' }).toEqual(asked);
      expect(asked.stages.map(({ state }) => state)).toEqual(states);
      return asked;
    };
    await compare('never-run', 'never-run');
    await run(cwd, 'dvc', 'repro', '--quiet');
    await compare('fresh', 'fresh');
    await writeFile(join(cwd, 'params.yaml'), 'split: {seed: 2}\n');
    await appendFile(join(cwd, DATA), '5,6\n');
    expect(await compare('stale', 'fresh')).toEqual({
      schemaVersion: 1,
      command: 'data status',
      root: cwd,
      source: 'dvc',
      stages: [
        {
          name: 'prepare',
          state: 'stale',
          reasons: [
            { kind: 'dep', path: DATA, change: 'modified' },
            { kind: 'param', path: 'params.yaml', key: 'split.seed', change: 'modified' },
          ],
        },
        { name: 'train', state: 'fresh', reasons: [] },
      ],
      data: [{ path: DATA, state: 'modified' }],
    });
    const { stdout } = await diabetes(['data', 'status'], without);
    expect(stdout).toContain('\n  dvc repro ');
    expect(stdout).toContain('dvc is not installed: read from dvc.lock and the .dvc files.');
  });

  describe('end with one error and its exit code', () => {
    /** The error, after nothing else was said. */
    async function errorOf(cwd: string, argv: readonly string[], env = dvcEnvironment(outside)) {
      const { exitCode, stdout, stderr } = await diabetes([...argv, '--json'], { cwd, env });
      const errors = stderr
        .trimEnd()
        .split('\n')
        .filter((line) => line.includes('"type":"error"'));
      expect({ stdout, errors: errors.length }).toEqual({ stdout: '', errors: 1 });
      const error = JSON.parse(errors[0]!) as { exitCode: number; code: string; message: string; hint: string };
      expect(error.exitCode).toBe(exitCode);
      return error;
    }
    const verbs = (...names: string[]): [string, string[]][] => names.map((name) => [name, ['data', name]]);

    it.each(verbs('version', 'push', 'fetch'))('where there is no DVC: %s', async (_, argv) => {
      const env = await environmentWith('node', 'git');
      expect(await errorOf(await createProject(), argv, env)).toMatchObject({
        exitCode: 5,
        code: 'TOOL_MISSING',
        message: expect.stringContaining('dvc is not installed'),
        hint: expect.stringContaining('pip install dvc'),
      });
    });

    it('where there is no git', async () => {
      expect(await errorOf(await createProject(), ['data', 'version'], await environmentWith('node'))).toMatchObject({
        exitCode: 5,
        code: 'TOOL_MISSING',
        message: expect.stringContaining('git is not installed'),
      });
    });

    it('where the data are outside of the repository', async () => {
      const project = await createProject();
      await writeFile(join(outside, 'elsewhere.csv'), ROWS);
      expect(await errorOf(project, ['data', 'version', '../elsewhere.csv'])).toMatchObject({
        exitCode: 2,
        code: 'NOT_CONFIGURED',
        message: `${outside} is not inside a git repository`,
        hint: `Move the data into ${project}, which is.`,
      });
    });

    it('where there is no git repository', async () => {
      const project = await createProject();
      await rm(join(project, '.git'), { recursive: true });
      expect(await errorOf(project, ['data', 'version'])).toMatchObject({
        exitCode: 2,
        code: 'NOT_CONFIGURED',
        message: `${join(project, 'data/raw')} is not inside a git repository`,
        hint: `Make one in ${project}: git init`,
      });
    });

    it.each(verbs('version', 'push', 'fetch', 'status'))('where there is no DVC repository: %s', async (_, argv) => {
      const project = await createProject();
      await rm(join(project, '.dvc'), { recursive: true });
      expect(await errorOf(project, argv)).toMatchObject({
        exitCode: 2,
        code: 'NOT_CONFIGURED',
        message: expect.stringContaining('is not inside a DVC repository'),
        hint: `Make one in ${project}: dvc init`,
      });
    });

    it('where the project is a part of a git repository, and of no DVC repository', async () => {
      const project = join(await createProject(), 'apps/mine');
      await mkdir(project, { recursive: true });
      await rm(join(project, '../../.dvc'), { recursive: true });
      await writeFile(join(project, 'params.yaml'), '');
      expect(await errorOf(project, ['data', 'push'])).toMatchObject({
        hint: `Make one in ${project}: dvc init --subdir`,
      });
    });

    it.each(verbs('push', 'fetch'))('where there is no remote: %s', async (_, argv) => {
      expect(await errorOf(await createProject(), argv)).toMatchObject({
        exitCode: 2,
        code: 'NOT_CONFIGURED',
        hint: expect.stringContaining('dvc remote add -d storage <url>'),
      });
    });

    it('where the data are not there', async () => {
      const project = await createProject();
      expect(await errorOf(project, ['data', 'version', 'no.csv'])).toMatchObject({
        exitCode: 2,
        code: 'PATH_NOT_FOUND',
      });
      await run(project, 'dvc', 'add', '--quiet', DATA);
      await rm(join(project, DATA));
      for (const argv of [['data', 'version'], ['train']]) {
        expect(await errorOf(project, argv)).toMatchObject({
          code: 'PATH_NOT_FOUND',
          hint: 'DVC keeps it: run `diabetes data fetch`.',
        });
      }
    });

    it('where DVC fails', async () => {
      const project = await createProject();
      await run(project, 'git', 'add', '--force', DATA);
      expect(await errorOf(project, ['data', 'version'])).toMatchObject({
        exitCode: 5,
        code: 'TOOL_FAILED',
        message: expect.stringMatching(/^dvc add failed: .*already tracked by SCM/),
      });
    });

    it('where the pipeline cannot be read, with DVC or without', async () => {
      const project = await createProject();
      await writeFile(join(project, 'dvc.yaml'), 'stages: [');
      const argv = ['data', 'status'];
      expect(await errorOf(project, argv)).toMatchObject({ exitCode: 5, code: 'TOOL_FAILED' });
      expect(await errorOf(project, argv, await environmentWith('node'))).toMatchObject({
        exitCode: 3,
        code: 'INVALID_PIPELINE',
        message: expect.stringContaining(`${join(project, 'dvc.yaml')} is not valid YAML: line 1: `),
      });
    });
  });

  describe('are on their way to a remote that does not answer', () => {
    let server: Server;
    const sockets = new Set<Socket>();
    beforeAll(async () => {
      server = createServer((socket) => {
        sockets.add(socket.on('error', () => undefined));
        server.emit('asked', socket);
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
    });
    afterAll(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });

    it.each([
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const)('until %s ends DVC, too, with %i', async (signal, expected) => {
      const project = await createProject();
      await run(project, 'dvc', 'add', '--quiet', DATA);
      const { port } = server.address() as { port: number };
      await run(project, 'dvc', 'remote', 'add', '--quiet', '--default', 'storage', `http://127.0.0.1:${port}/x`);
      const asked = once(server, 'asked');
      const child = spawn(process.execPath, [PROGRAM, 'data', 'push', '--json'], {
        cwd: project,
        env: dvcEnvironment(outside),
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let stderr = '';
      child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
      const [socket] = (await asked) as [Socket];
      const closed = once(socket.resume(), 'close');
      child.kill(signal);
      expect(await once(child, 'close')).toEqual([expected, null]);
      expect(JSON.parse(stderr.trimEnd().split('\n').at(-1)!)).toMatchObject({ type: 'error', exitCode: expected });
      await closed;
    });
  });
});
