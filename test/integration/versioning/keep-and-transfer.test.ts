import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { appendFile, chmod, cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { runProcess, type ProcessRunner } from '../../../src/foundation/process-runner.ts';
import { keepVersion } from '../../../src/versioning/keep-version.ts';
import { openDvc, openGit } from '../../../src/versioning/repository.ts';
import { fetchData, pushData } from '../../../src/versioning/transfer.ts';
import { describeWith } from '../../helpers/describe-with.ts';
import { dvcEnvironment, missingDvc } from '../../helpers/dvc.ts';
import { runOrThrow } from '../../helpers/run-command.ts';

const ROWS = 'a,b\n1,2\n3,4\n';
/** The MD5 of the rows. */
const MD5 = 'c3c6bc2ae8ece4bd2510dca21225c041';

// Each test starts DVC several times.
jest.setTimeout(120_000);

describeWith(missingDvc, 'data in a repository of git and DVC', () => {
  let outside: string;
  let empty: string;
  let count = 0;
  beforeAll(async () => {
    outside = await realpath(await mkdtemp(join(tmpdir(), 'keep-')));
    empty = join(outside, 'empty');
    await mkdir(join(empty, 'data'), { recursive: true });
    await run(empty, 'git', 'init', '--quiet');
    await run(empty, 'dvc', 'init', '--quiet');
    await run(empty, 'git', 'commit', '--quiet', '--message', 'Begin');
  });
  afterAll(() => rm(outside, { recursive: true, force: true }));

  const run = (cwd: string, ...argv: [string, ...string[]]): Promise<string> =>
    runOrThrow(argv, { cwd, env: dvcEnvironment(outside) });

  const runner: ProcessRunner = (argv, options) => {
    const given = Object.entries(dvcEnvironment(outside)).filter(([, value]) => value !== undefined);
    const env = { ...(Object.fromEntries(given) as Record<string, string>), ...options?.env };
    return runProcess(argv, { ...options, env });
  };

  /** A copy of an empty repository, with one file of rows, and a folder as its remote. */
  async function createRepository({ remote = true } = {}) {
    const root = join(outside, `repository-${count++}`);
    await cp(empty, root, { recursive: true });
    const storage = `[core]\n  remote = storage\n['remote "storage"']\n  url = ${root}-remote\n`;
    if (remote) await writeFile(join(root, '.dvc/config'), storage);
    const path = join(root, 'data/rows.csv');
    await writeFile(path, ROWS);
    return { root, path };
  }

  async function toolsFor(path: string) {
    const search = { folder: dirname(path), project: dirname(path), signal: new AbortController().signal };
    return { git: await openGit(runner, search), ...(await openDvc(runner, search)) };
  }

  const keep = async (path: string, { commit = false, rows = null as number | null } = {}) =>
    keepVersion({ path, rows, commit }, await toolsFor(path));

  it('are kept, then changed, and each version is told beside the one before', async () => {
    const { path } = await createRepository();
    const first = await keep(path, { rows: 2 });
    expect(first).toEqual({
      dvcFile: `${path}.dvc`,
      md5: MD5,
      previousMd5: null,
      changed: true,
      sizeBytes: ROWS.length,
      files: null,
      rows: 2,
      commit: {
        paths: [`${path}.dvc`, join(dirname(path), '.gitignore')],
        message: 'Track rows.csv (md5 c3c6bc2a, 2 rows)',
        hash: null,
      },
    });
    // Not yet committed.
    expect(await keep(path)).toMatchObject({ changed: false, previousMd5: MD5, commit: { hash: null } });
    await appendFile(path, '5,6\n');
    expect(await keep(path)).toMatchObject({ changed: true, previousMd5: MD5, sizeBytes: ROWS.length + 4 });
  });

  it('are committed without what else is staged, and then there is nothing to commit', async () => {
    const { root, path } = await createRepository();
    await writeFile(join(root, 'own.txt'), 'work in progress');
    await run(root, 'git', 'add', 'own.txt');
    const { commit } = await keep(path, { commit: true });
    expect(await run(root, 'git', 'show', '--format=%H %s', '--name-only')).toBe(
      `${commit!.hash!} ${commit!.message}\n\ndata/.gitignore\ndata/rows.csv.dvc\n`,
    );
    expect(commit!.message).toBe('Track rows.csv (md5 c3c6bc2a, 12 bytes)');
    expect(await run(root, 'git', 'status', '--porcelain')).toBe(' M .dvc/config\nA  own.txt\n');
    expect(await keep(path, { commit: true })).toMatchObject({ changed: false, commit: null });
  });

  it('may be a folder, have an odd name, and lie in a project below the repository of git', async () => {
    const top = join(outside, 'many projects');
    const folder = join(top, 'apps/mine', "-it's [a] *.d");
    await mkdir(folder, { recursive: true });
    await run(top, 'git', 'init', '--quiet');
    await run(dirname(folder), 'dvc', 'init', '--quiet', '--subdir');
    await writeFile(join(folder, 'one'), '1');
    await writeFile(join(folder, 'two'), '2');
    const { md5, files, sizeBytes, commit } = await keep(folder, { commit: true });
    expect({ files, sizeBytes }).toEqual({ files: 2, sizeBytes: 2 });
    expect(md5).toMatch(/^[0-9a-f]{32}\.dir$/);
    expect(commit!.message).toBe(`Track ${basename(folder)} (md5 ${md5.slice(0, 8)}, 2 files)`);
    expect(await run(top, 'git', 'ls-files', '-z')).toContain(`apps/mine/${basename(folder)}.dvc\0`);
  });

  it('are refused where they are part of what is kept already, or its record', async () => {
    const { root, path } = await createRepository();
    await keep(join(root, 'data'));
    await expect(keep(path)).rejects.toMatchObject({
      code: 'USAGE',
      message: `${path} is part of ${join(root, 'data')}, which DVC keeps as a whole`,
    });
    await expect(keep(join(root, 'data.dvc'))).rejects.toMatchObject({
      code: 'USAGE',
      hint: `diabetes data version ${join(root, 'data')}`,
    });
  });

  it('are refused in the words of DVC where git has them, with what helps', async () => {
    const { root, path } = await createRepository();
    await run(root, 'git', 'add', path);
    await expect(keep(path)).rejects.toMatchObject({
      code: 'TOOL_FAILED',
      exitCode: 5,
      message: expect.stringMatching(/^dvc add failed: output '.*rows\.csv' is already tracked by SCM/),
      hint: expect.stringContaining('git rm --cached'),
    });
  });

  it('stay uncommitted where git refuses, in the words of git', async () => {
    const { root, path } = await createRepository();
    const hook = join(root, '.git/hooks/pre-commit');
    await writeFile(hook, '#!/bin/sh\necho the hook says no >&2; exit 3\n');
    await chmod(hook, 0o755);
    await expect(keep(path, { commit: true })).rejects.toMatchObject({
      code: 'TOOL_FAILED',
      message: 'git commit failed: the hook says no',
    });
  });

  it('go to a remote and come back from it, byte by byte', async () => {
    const { root, path } = await createRepository();
    await keep(path);
    const { dvc } = await toolsFor(path);
    expect(await pushData(dvc, undefined)).toEqual({ remote: 'storage', pushed: 1 });
    expect(await pushData(dvc, 'storage')).toEqual({ remote: 'storage', pushed: 0 });
    await rm(join(root, '.dvc/cache'), { recursive: true });
    await rm(path);
    const fetched = { remote: 'storage', fetched: 1, added: 1, modified: 0, deleted: 0 };
    expect(await fetchData(dvc, undefined)).toEqual(fetched);
    expect(await readFile(path, 'utf8')).toBe(ROWS);
    expect(await fetchData(dvc, undefined)).toEqual({ ...fetched, fetched: 0, added: 0 });
  });

  it('are not overwritten where they have changed', async () => {
    const { path } = await createRepository();
    await keep(path);
    const { dvc } = await toolsFor(path);
    await pushData(dvc, undefined);
    await writeFile(path, 'my own work');
    await expect(fetchData(dvc, undefined)).rejects.toMatchObject({
      code: 'TOOL_FAILED',
      message: expect.stringContaining('unsaved files'),
      details: [{ where: 'dvc', message: path }],
      hint: expect.stringContaining('diabetes data version'),
    });
    expect(await readFile(path, 'utf8')).toBe('my own work');
  });

  it('cannot be pushed once nobody has them, and cannot be fetched from a remote that lacks them', async () => {
    const { root, path } = await createRepository();
    await keep(path);
    const { dvc } = await toolsFor(path);
    await rm(join(root, '.dvc/cache'), { recursive: true });
    await expect(pushData(dvc, undefined)).rejects.toMatchObject({
      code: 'TOOL_FAILED',
      message: "dvc push left out 1 file that DVC's cache lacks; 0 files pushed to storage",
    });
    await rm(path);
    await expect(fetchData(dvc, undefined)).rejects.toMatchObject({
      code: 'TOOL_FAILED',
      message: expect.stringMatching(/^dvc pull failed: Checkout failed/),
      hint: expect.stringContaining('diabetes data push'),
    });
  });

  it('need a remote', async () => {
    const { root, path } = await createRepository({ remote: false });
    await keep(path);
    const { dvc } = await toolsFor(path);
    const refusal = (name?: string) =>
      pushData(dvc, name).then(
        () => undefined,
        (error: unknown) => error,
      );
    expect(await refusal()).toMatchObject({
      code: 'NOT_CONFIGURED',
      exitCode: 2,
      hint: expect.stringContaining('dvc remote add -d storage <url>'),
    });
    await run(root, 'dvc', 'remote', 'add', 'archive', 's3://bucket/x');
    expect(await refusal()).toMatchObject({
      code: 'NOT_CONFIGURED',
      message: 'none of the DVC remotes is the default: archive',
    });
    expect(await refusal('archiv')).toMatchObject({ code: 'NOT_CONFIGURED', hint: 'Did you mean archive?' });
  });
});
