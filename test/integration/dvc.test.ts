import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { parseDocument } from 'yaml';
import type { RunListDocument } from '../../src/terminal/render-run-list.ts';
import { describeWith } from '../helpers/describe-with.ts';
import { dvcEnvironment, missingDvc } from '../helpers/dvc.ts';
import { runCommand, runOrThrow } from '../helpers/run-command.ts';
import { commitWorkingTree, missingGitTree, PROJECT_ROOT } from '../helpers/working-tree.ts';

const REPORTS = [
  'reports/metrics.json',
  'reports/plots/calibration.json',
  'reports/plots/confusion.json',
  'reports/plots/history.json',
  'reports/plots/precision_recall.json',
  'reports/plots/roc.json',
];
const PLOTS = REPORTS.filter((path) => path.includes('/plots/'));

type Numbers = Readonly<Record<string, number>>;

/** What `dvc metrics show --json` prints. */
interface ShownMetrics {
  readonly '': { readonly data: Readonly<Record<string, { readonly data: Numbers }>> };
}

/** What `dvc metrics diff --json` and `dvc params diff --json` print. */
type Differences = Readonly<
  Record<string, Readonly<Record<string, { readonly old: number; readonly new: number; readonly diff: number }>>>
>;

/** What `dvc plots show --json` and `dvc plots diff --json` print. */
interface ShownPlots {
  readonly data: Readonly<
    Record<string, readonly [{ readonly revisions: readonly string[]; readonly content: TopLevelSpec }]>
  >;
  readonly errors?: unknown;
}

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

  /** The same, with all that the pipeline left for git committed. */
  async function openCommitted(name: string) {
    const copy = await openCopy(name);
    const git = (...args: string[]) => runOrThrow(['git', '-C', copy.project, ...args]);
    await git('add', '--all');
    await git('commit', '--quiet', '--no-verify', '--message', 'The first model');
    const document = async <T>(...args: string[]) => JSON.parse(await copy.run(...args, '--json')) as T;
    return { ...copy, git, document };
  }

  async function setParams(project: string, params: Readonly<Record<string, unknown>>): Promise<void> {
    const path = join(project, 'params.yaml');
    const document = parseDocument(await readFile(path, 'utf8'));
    for (const [key, value] of Object.entries(params)) document.setIn(key.split('.'), value);
    await writeFile(path, String(document));
  }

  async function trainParams(project: string): Promise<unknown> {
    const manifest = await readFile(join(project, 'models/diabetes/manifest.json'), 'utf8');
    return (JSON.parse(manifest) as { params: { train: unknown } }).params.train;
  }

  /** What the runs of a project say of DVC and git, the earliest first. */
  async function dvcTags(project: string): Promise<readonly Readonly<Record<string, string>>[]> {
    const listed = await runOrThrow([process.execPath, 'bin/diabetes.js', 'track', 'list', '--json'], { cwd: project });
    const { runs } = JSON.parse(listed) as RunListDocument;
    const pick = ([key]: readonly [string, string]) => key.startsWith('dvc_') || key === 'git_commit';
    return runs.map(({ tags }) => Object.fromEntries(Object.entries(tags).filter(pick))).reverse();
  }

  async function readMetrics(project: string): Promise<Numbers> {
    return JSON.parse(await readFile(join(project, 'reports/metrics.json'), 'utf8')) as Numbers;
  }

  it('makes rows, model and reports from nothing, and then finds nothing to do', async () => {
    expect(firstOutput).toMatch(/Running stage 'prepare'[^]*Running stage 'train'[^]*Running stage 'evaluate'/);
    const { project, run } = await openCopy('again');
    expect(await trainParams(project)).toMatchObject({ epochs: 1 });
    expect(await run('repro')).toContain('Data and pipelines are up to date.');
  }, 60_000);

  it('records a run of training and one of evaluation, by the stages and the commit that they belong to', async () => {
    const head = (await runOrThrow(['git', '-C', finished, 'rev-parse', 'HEAD'])).trim();
    expect(await dvcTags(finished)).toEqual([
      { dvc_stage: 'train', git_commit: head },
      { dvc_stage: 'evaluate', git_commit: head },
    ]);
  });

  it('leaves nothing for git but the lock, the changed params and what DVC compares', async () => {
    const status = await runOrThrow(['git', '-C', finished, 'status', '--porcelain', '--untracked-files=all']);
    const left = ['dvc.lock', ...REPORTS].map((path) => `?? ${path}`);
    expect(status.split('\n').filter((line) => line !== '')).toEqual([' M params.yaml', ...left]);
    for (const file of ['report.html', 'model-card.md']) expect(existsSync(join(finished, 'reports', file))).toBe(true);
  });

  it('trains and evaluates again for an experiment with another learning rate, and compares the two', async () => {
    const { project, run, git, document } = await openCommitted('experiment');
    const before = await readMetrics(project);
    const output = await run('exp', 'run', '--set-param', 'train.learning_rate=0.02');
    expect(output).not.toContain("Running stage 'prepare'");
    expect(output).toMatch(/Running stage 'train'[^]*Running stage 'evaluate'/);
    expect(await trainParams(project)).toMatchObject({ learning_rate: 0.02 });
    const after = await readMetrics(project);

    expect(await document<Differences>('params', 'diff')).toEqual({
      'params.yaml': { 'train.learning_rate': { old: 0.01, new: 0.02, diff: 0.01 } },
    });
    const { 'reports/metrics.json': changed } = await document<Differences>('metrics', 'diff');
    for (const key of ['log_loss', 'val_log_loss']) {
      expect(changed![key]).toEqual({ old: before[key], new: after[key], diff: after[key]! - before[key]! });
    }
    expect(await run('metrics', 'diff')).toMatch(
      /^Path +Metric +HEAD +workspace +Change\n[^]*^reports\/metrics\.json +log_loss +\d\.\d+ +\d\.\d+ +-?\d\.\d+$/m,
    );

    const { data, errors } = await document<ShownPlots>('plots', 'diff');
    expect(errors).toBeUndefined();
    expect(Object.keys(data).sort()).toEqual(PLOTS);
    for (const [{ revisions }] of Object.values(data)) expect(revisions).toEqual(['workspace', 'HEAD']);

    // The experiment is a commit of its own, with the metrics in it; and the runs in it name it.
    const name = (await run('exp', 'list', '--name-only')).trim();
    const head = (await git('rev-parse', 'HEAD')).trim();
    expect((await dvcTags(project)).slice(-2)).toEqual(
      ['train', 'evaluate'].map((stage) => ({
        dvc_stage: stage,
        dvc_exp_name: name,
        dvc_exp_baseline_rev: head,
        git_commit: head,
      })),
    );
    const shown = await git(
      'show',
      `${(await git('for-each-ref', '--format=%(refname)', `refs/exps/**/${name}`)).trim()}:reports/metrics.json`,
    );
    expect(JSON.parse(shown)).toEqual(after);
  }, 120_000);

  it('shows metrics and plots, from any folder of the project', async () => {
    const options = { cwd: join(finished, 'data'), env: dvcEnvironment(outside) };
    const show = async <T>(kind: string) => JSON.parse(await runOrThrow(['dvc', kind, 'show', '--json'], options)) as T;
    const metrics = await show<ShownMetrics>('metrics');
    expect(Object.values(metrics[''].data)).toEqual([{ data: await readMetrics(finished) }]);
    const { data, errors } = await show<ShownPlots>('plots');
    expect(errors).toBeUndefined();
    expect(
      Object.keys(data)
        .map((path) => path.replace(/^\.\.\//, ''))
        .sort(),
    ).toEqual(PLOTS);
  }, 60_000);

  it('draws the confusion from counts', async () => {
    const { run } = await openCopy('confusion');
    const path = 'reports/plots/confusion.json';
    const { data } = JSON.parse(await run('plots', 'show', path, '--json')) as ShownPlots;
    const { spec } = compile(data[path]![0].content);
    const svg = await new vega.View(vega.parse(spec), { renderer: 'none' }).toSVG();
    const texts = [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text);
    const rows = JSON.parse(await readFile(join(finished, path), 'utf8')) as readonly { readonly count: number }[];
    const counts = rows.map(({ count }) => count.toLocaleString('en-US'));
    expect(counts).toHaveLength(9);
    expect(texts).toEqual(expect.arrayContaining(['Actual', 'Predicted', 'prediabetes', ...counts]));
  }, 60_000);

  it('stops at a gate that is not met, with the reports in place', async () => {
    const { project, tryRun, run } = await openCopy('gate');
    const before = await readMetrics(project);
    await setParams(project, { 'evaluate.gates': ['macro_f1>=0.99'] });
    const { exitCode, stdout, stderr } = await tryRun('repro');
    expect(exitCode).toBe(255);
    expect(stdout).toMatch(/Running stage 'evaluate'[^]*macro_f1/);
    expect(stdout).not.toContain("Running stage 'train'");
    expect(stderr).toMatch(/failed to reproduce 'evaluate': .*exited with 4$/m);
    expect(await readMetrics(project)).toEqual(before);

    // Without it, nothing runs: DVC takes back the reports of then.
    await setParams(project, { 'evaluate.gates': [] });
    expect(await run('repro')).not.toContain('Running stage');
  }, 60_000);

  it('divides again when the split changes, and takes back what it had made when it changes back', async () => {
    const { project, run } = await openCopy('split');
    await setParams(project, { 'split.test': 0.3 });
    expect(await run('repro')).toMatch(/Running stage 'prepare'[^]*Running stage 'evaluate'/);
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

  it('evaluates a model that was trained in a folder that is no more', async () => {
    const { project, run } = await openCopy('before-the-move');
    await run('repro', '--force', '--single-item', 'train');
    const moved = join(outside, 'after-the-move');
    await rename(project, moved);
    const output = await runOrThrow(['dvc', 'repro'], { cwd: moved, env: dvcEnvironment(outside) });
    expect(output).not.toContain("Running stage 'train'");
    expect(output).toContain("Running stage 'evaluate'");
    expect(await readMetrics(moved)).toEqual(await readMetrics(finished));
  }, 60_000);

  it('fails with the program when a param is wrong, and DVC has the model of before', async () => {
    const { project, run, tryRun } = await openCopy('wrong-param');
    await setParams(project, { 'train.epochs': 0 });
    const { exitCode, stderr } = await tryRun('repro');
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('train.epochs must be a whole number of 1 or more, got 0');
    expect(existsSync(join(project, 'models/diabetes'))).toBe(false);
    await run('checkout');
    expect(await trainParams(project)).toMatchObject({ epochs: 1 });
  }, 60_000);
});
