import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { describeWith } from '../helpers/describe-with.ts';
import { dvcEnvironment, missingDvc } from '../helpers/dvc.ts';
import { runCommand, runOrThrow } from '../helpers/run-command.ts';
import { commitWorkingTree, missingGitTree, PROJECT_ROOT } from '../helpers/working-tree.ts';

describeWith(missingDvc ?? (await missingGitTree()), 'the DVC pipeline', () => {
  let outside: string;
  /** A project whose pipeline has run once; each test works in a copy. */
  let finished: string;
  let firstOutput: string;

  beforeAll(async () => {
    outside = await mkdtemp(join(tmpdir(), 'dvc-'));
    finished = join(outside, 'finished');
    await commitWorkingTree(finished);
    await cp(join(PROJECT_ROOT, 'dist'), join(finished, 'dist'), { recursive: true });
    await symlink(join(PROJECT_ROOT, 'node_modules'), join(outside, 'node_modules'));
    await setParams(finished, { 'data.synthetic_rows': 4000, 'train.epochs': 1 });
    firstOutput = await runOrThrow(['dvc', 'repro'], { cwd: finished, env: dvcEnvironment(outside) });
  }, 120_000);
  afterAll(() => rm(outside, { recursive: true, force: true }));

  /** A copy of the finished project, and how DVC is run in it. */
  async function openCopy(name: string) {
    const project = join(outside, name);
    await cp(finished, project, { recursive: true });
    const options = { cwd: project, env: dvcEnvironment(outside) };
    return {
      project,
      run: (...args: string[]) => runOrThrow(['dvc', ...args], options),
      tryRun: (...args: string[]) => runCommand(['dvc', ...args], options),
    };
  }

  async function setParams(project: string, params: Readonly<Record<string, number>>): Promise<void> {
    const path = join(project, 'params.yaml');
    const document = parseDocument(await readFile(path, 'utf8'));
    for (const [key, value] of Object.entries(params)) document.setIn(key.split('.'), value);
    await writeFile(path, String(document));
  }

  async function trainParams(project: string): Promise<unknown> {
    const manifest = await readFile(join(project, 'models/diabetes/manifest.json'), 'utf8');
    return (JSON.parse(manifest) as { params: { train: unknown } }).params.train;
  }

  it('makes rows and model from nothing, and then finds nothing to do', async () => {
    expect(firstOutput).toContain("Running stage 'prepare'");
    expect(firstOutput).toContain("Running stage 'train'");
    const { project, run } = await openCopy('again');
    expect(await trainParams(project)).toMatchObject({ epochs: 1 });
    expect(await run('repro')).toContain('Data and pipelines are up to date.');
  }, 60_000);

  it('leaves nothing for git but the lock and the changed params', async () => {
    const status = await runOrThrow(['git', '-C', finished, 'status', '--porcelain']);
    expect(status.split('\n').filter((line) => line !== '')).toEqual([' M params.yaml', '?? dvc.lock']);
  });

  it('trains again, and only that, for an experiment with another learning rate', async () => {
    const { project, run } = await openCopy('experiment');
    const output = await run('exp', 'run', '--set-param', 'train.learning_rate=0.02');
    expect(output).not.toContain("Running stage 'prepare'");
    expect(output).toContain("Running stage 'train'");
    expect(await trainParams(project)).toMatchObject({ learning_rate: 0.02 });
  }, 60_000);

  it('divides again when the split changes, and takes back what it had made when it changes back', async () => {
    const { project, run } = await openCopy('split');
    await setParams(project, { 'split.test': 0.3 });
    expect(await run('repro')).toContain("Running stage 'prepare'");
    await setParams(project, { 'split.test': 0.2 });
    expect(await run('repro')).not.toContain('Running stage');
  }, 60_000);

  it('starts from a file of rows that DVC keeps', async () => {
    const { project, run } = await openCopy('versioned-rows');
    await cp(join(project, 'data/prepared/train.csv'), join(project, 'data/raw/diabetes.csv'));
    await run('add', 'data/raw/diabetes.csv');
    expect(await run('repro')).toContain("Running stage 'prepare'");
    await rm(join(project, 'data/raw/diabetes.csv'));
    await run('checkout', 'data/raw/diabetes.csv.dvc');
    expect(await run('repro')).toContain('Data and pipelines are up to date.');
  }, 60_000);

  it('fails with the program when a param is wrong', async () => {
    const { project, tryRun } = await openCopy('wrong-param');
    await setParams(project, { 'train.epochs': 0 });
    const { exitCode, stderr } = await tryRun('repro');
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('train.epochs must be a whole number of 1 or more, got 0');
  }, 60_000);
});
