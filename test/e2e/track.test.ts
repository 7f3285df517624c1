import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BestRunDocument } from '../../src/terminal/render-best-run.ts';
import type { RunListDocument } from '../../src/terminal/render-run-list.ts';
import type { RunDiffDocument } from '../../src/terminal/render-run-diff.ts';
import type { RunDocument } from '../../src/terminal/render-run.ts';
import { describeWith } from '../helpers/describe-with.ts';
import { diabetes, diabetesJson, missingBuild, QUICK } from '../helpers/diabetes.ts';
import { recordTraining } from '../helpers/made-up-run.ts';
import { snapshotFolder } from '../helpers/snapshot-folder.ts';

interface Trained {
  readonly runId: string;
  readonly bundleDigest: string;
  readonly metrics: { readonly validation: Record<string, number>; readonly test: Record<string, number> };
}

const ROWS = ['--set', 'data.synthetic_rows=3000'];

describeWith(missingBuild, 'track', () => {
  let cwd: string;
  let first: Trained;
  let second: Trained;
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'track-'));
    first = await diabetesJson<Trained>(['train', ...ROWS, ...QUICK], { cwd });
    second = await diabetesJson<Trained>(['train', ...ROWS, ...QUICK, '--set', 'train.seed=7'], { cwd });
  }, 60_000);
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  it('lists the runs as train told them, and changes nothing', async () => {
    const before = await snapshotFolder(cwd);
    const { runs, ...rest } = await diabetesJson<RunListDocument>(['track', 'list'], { cwd });
    expect(rest).toEqual({ schemaVersion: 1, command: 'track list', recorded: 2, matching: 2 });
    expect(runs.map(({ id }) => id)).toEqual([second.runId, first.runId]);
    expect(runs[1]).toMatchObject({
      status: 'FINISHED',
      metrics: first.metrics.test,
      bundleDigest: first.bundleDigest,
      params: { 'train.epochs': '1', 'train.seed': '42' },
    });
    expect(runs[1]!.metrics.val_log_loss).toBe(first.metrics.validation.log_loss);
    expect(await snapshotFolder(cwd)).toEqual(before);
  });

  it('filters, orders and chooses columns', async () => {
    const argv = ['track', 'list', '--where', "params.train.seed = '7' or params.train.seed = '42'", '--reverse'];
    const { exitCode, stdout, stderr } = await diabetes([...argv, '--columns', 'params.train.seed,status'], { cwd });
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 0,
      stdout: 'params.train.seed  status\n42                 FINISHED\n7                  FINISHED\n',
      stderr: '',
    });
  });

  it('shows one run, and where its bundle is', async () => {
    const { run, bundle, changedParams } = await diabetesJson<RunDocument>(['track', 'show', first.runId.slice(0, 9)], {
      cwd,
    });
    expect(run).toMatchObject({ id: first.runId, metrics: first.metrics.test, dropped: [] });
    expect(run.series.val_loss).toHaveLength(1);
    expect(changedParams).toEqual(['data.synthetic_rows', 'train.hidden', 'train.epochs', 'train.teacher_share']);
    expect(readdirSync(join(cwd, bundle!))).toContain('manifest.json');
    const { stdout } = await diabetes(['track', 'show', 'latest'], { cwd });
    expect(stdout).toContain(second.runId);
    expect(stdout).not.toContain(cwd);
  });

  it('tells in what two runs differ', async () => {
    const argv = ['track', 'diff', first.runId, 'latest'];
    const { params, metrics, facts } = await diabetesJson<RunDiffDocument>(argv, { cwd });
    expect(params).toEqual({ 'train.seed': { a: '42', b: '7' } });
    expect(Object.keys(facts)).toEqual(['bundle_digest']);
    const [a, b] = [first, second].map((trained) => trained.metrics.test.log_loss!);
    expect(metrics.log_loss).toEqual({ a, b, difference: b! - a! });
  });

  it.each([
    ['roc_auc_any', 'maximize'],
    ['log_loss', 'minimize'],
  ])('finds the best %s', async (metric, direction) => {
    const document = await diabetesJson<BestRunDocument>(['track', 'best', '--metric', metric], { cwd });
    const values = [first, second].map((trained) => trained.metrics.test[metric]!);
    const value = direction === 'maximize' ? Math.max(...values) : Math.min(...values);
    expect(document).toMatchObject({ schemaVersion: 1, command: 'track best', metric, direction, value, compared: 2 });
    expect(document.run.id).toBe([first, second][values.indexOf(value)]!.runId);
  });

  it.each([
    [['show', '0000000000000000'], 'there is no run 0000000000000000'],
    [['show', 'x'], '"x" is no id of a run'],
    [['list', '--columns', 'roc_auc_an'], 'did you mean roc_auc_any?'],
    [['list', '--sort', 'nothing_of_the_kind'], 'no run has "nothing_of_the_kind"'],
    [['list', '--where', 'params.train.seed = 7'], 'the filter is wrong at character 21'],
    [['best', '--metric', 'log_los'], 'did you mean log_loss?'],
    [['best', '--metric', 'log_loss', '--where', "status = 'FAILED'"], 'no run of 2 matches the filter'],
    [['lst'], "unknown command 'lst'"],
  ])('refuses %j', async (argv, message) => {
    const { exitCode, stdout, stderr } = await diabetes(['track', ...argv], { cwd });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('tells what is damaged, and lists the others', async () => {
    const project = join(cwd, 'damaged');
    const [whole, cutOff] = [await recordTraining(project), await recordTraining(project, { status: undefined })];
    await appendFile(join(project, '.diabetes/runs', cutOff, 'events.jsonl'), '{"time":"20');
    await mkdir(join(project, '.diabetes/runs', 'e'.repeat(32)));
    const { exitCode, stdout, stderr } = await diabetes(['track', 'list', '--json'], { cwd: project });
    expect(exitCode).toBe(0);
    const { runs } = JSON.parse(stdout) as RunListDocument;
    expect(Object.fromEntries(runs.map(({ id, status }) => [id, status]))).toEqual({
      [whole]: 'FINISHED',
      [cutOff]: 'RUNNING',
    });
    const warnings = stderr.trim().split('\n');
    expect(warnings.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({
        type: 'notice',
        level: 'warning',
        message: expect.stringContaining(cutOff.slice(0, 8)),
      }),
      expect.objectContaining({ type: 'notice', level: 'warning', message: expect.stringContaining('eeeeeeee') }),
    ]);
  });

  it('says how a run comes about where none is', async () => {
    const empty = join(cwd, 'empty');
    await mkdir(empty);
    const { exitCode, stdout } = await diabetes(['track', 'list'], { cwd: empty });
    expect([exitCode, stdout]).toEqual([0, 'No run is recorded here yet; `diabetes train` records one.\n']);
    const shown = await diabetes(['track', 'show', 'latest'], { cwd: empty });
    expect([shown.exitCode, shown.stderr]).toEqual([2, expect.stringContaining('no run is recorded here')]);
  });
});
