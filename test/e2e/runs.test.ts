import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parse } from 'yaml';
import type { EvaluationDocument } from '../../src/pipeline/workflows/evaluation-result.ts';
import type { ReapedRunsDocument } from '../../src/terminal/render-reaped-runs.ts';
import type { RunDocument } from '../../src/terminal/render-run.ts';
import type { RunListDocument } from '../../src/terminal/render-run-list.ts';
import { secondSurveyRows } from '../fixtures/second-survey/make-rows.ts';
import { describeWith } from '../helpers/describe-with.ts';
import { diabetes, diabetesJson, missingBuild, PROGRAM, QUICK } from '../helpers/diabetes.ts';
import { snapshotFolder } from '../helpers/snapshot-folder.ts';
import { PROJECT_ROOT } from '../helpers/working-tree.ts';

interface Trained {
  readonly runId: string;
  readonly bundleDigest: string;
}

const SCHEMA = join(PROJECT_ROOT, 'test/fixtures/second-survey/schema.yaml');
const TRAIN = ['train', '--schema', SCHEMA, '--data', 'data/rows.csv', ...QUICK];
/** Long enough to be met at work, and short enough to be waited for. */
const EPOCHS = ['--set', 'train.epochs=150'];

describeWith(missingBuild, 'recorded runs', () => {
  let outside: string;
  /** A project with rows and a model; each test works in a copy. */
  let origin: string;
  let trained: Trained;
  beforeAll(async () => {
    outside = await realpath(await mkdtemp(join(tmpdir(), 'runs-')));
    origin = join(outside, 'origin');
    await mkdir(join(origin, 'data'), { recursive: true });
    await writeFile(join(origin, 'params.yaml'), 'evaluate:\n  slices: []\n');
    await writeFile(join(origin, 'data/rows.csv'), secondSurveyRows(600, 7));
    const labels = ['--experiment', 'heart', '--run-name', 'night', '--tag', 'team=heart', '--tag', 'note=a=b'];
    trained = await diabetesJson<Trained>([...TRAIN, ...labels], { cwd: origin });
  }, 120_000);
  afterAll(() => rm(outside, { recursive: true, force: true }));

  async function openCopy(name: string): Promise<string> {
    const cwd = join(outside, name);
    await cp(origin, cwd, { recursive: true });
    await rm(join(cwd, '.diabetes'), { recursive: true });
    return cwd;
  }

  const folderOf = (cwd: string, id: string): string => join(cwd, '.diabetes/runs', id);
  async function journalOf(cwd: string, id: string): Promise<{ text: string; events: Record<string, unknown>[] }> {
    const text = await readFile(join(folderOf(cwd, id), 'events.jsonl'), 'utf8');
    const lines = text.trimEnd().split('\n');
    return { text, events: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
  }
  const onlyRun = async (cwd: string): Promise<string> => (await readdir(join(cwd, '.diabetes/runs')))[0]!;
  const show = async (cwd: string, id: string) => (await diabetesJson<RunDocument>(['track', 'show', id], { cwd })).run;

  /** Starts the program, and sends a signal when a line of its progress has some words. */
  async function stopAt(cwd: string, argv: readonly string[], [words, signal]: readonly [string, NodeJS.Signals]) {
    const child = spawn(process.execPath, [PROGRAM, ...argv, '--json'], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    const ended = once(child, 'close');
    for await (const line of createInterface({ input: child.stderr })) {
      if (line.includes(words)) child.kill(signal);
    }
    return ended;
  }

  it('of train say who, what and on which rows, without a path of this machine', async () => {
    const { text, events } = await journalOf(origin, trained.runId);
    expect(events[0]).toMatchObject({
      type: 'run-started',
      command: 'train',
      experiment: 'heart',
      tags: {
        'mlflow.runName': 'night',
        team: 'heart',
        note: 'a=b',
        backend: 'wasm',
        data_fingerprint: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
        seed: '42',
        split_seed: '42',
        node: process.version,
        program: expect.stringMatching(/^diabetes-mlops \d/),
        user: expect.any(String),
      },
    });
    expect(events.find(({ type }) => type === 'rows-read')).toMatchObject({
      name: 'rows.csv',
      source: 'file',
      path: 'data/rows.csv',
      fingerprint: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      rows: 600,
      parts: { train: 420, validation: 60, test: 120 },
    });
    expect(events.filter(({ type }) => type === 'epoch-completed')).toEqual([
      expect.objectContaining({ stage: 'fit', epoch: 1, epochs: 1 }),
    ]);
    expect(events.at(-1)).toMatchObject({ status: 'FINISHED', result: { bundleDigest: trained.bundleDigest } });
    expect(text).not.toContain(outside);
    expect(text).not.toMatch(/"\/|file:\/\//);
    const params = parse(
      await readFile(join(folderOf(origin, trained.runId), 'artifacts/params.yaml'), 'utf8'),
    ) as object;
    expect(params).toEqual(events[0]!.params);
    expect(await readdir(folderOf(origin, trained.runId))).toEqual(['artifacts', 'events.jsonl', 'model']);
  });

  it('of evaluate have figures and gates in the journal, and the rest beside it', async () => {
    const cwd = await openCopy('evaluated');
    const reports = ['--report', 'page.html', '--out', 'reports', '--junit', 'x.xml', '--markdown', 'x.md'];
    const argv = ['evaluate', '--resamples', '100', '--gate', 'accuracy>=0.99', '--model-card', 'c.md', ...reports];
    const { exitCode, stdout } = await diabetes([...argv, '--run-name', 'judged', '--json'], { cwd });
    expect(exitCode).toBe(4);
    const document = JSON.parse(stdout) as EvaluationDocument;
    const { text, events } = await journalOf(cwd, document.runId!);
    expect(events[0]).toMatchObject({
      command: 'evaluate',
      params: { evaluate: { resamples: 100, slices: [], gates: ['accuracy>=0.99'] } },
      tags: { 'mlflow.runName': 'judged', seed: '42', data_fingerprint: expect.stringMatching(/^sha256:/) },
    });
    const read = events.find(({ type }) => type === 'rows-read');
    expect(read).toMatchObject({ path: 'data/rows.csv', rows: 600, parts: { test: 120 } });
    const { metrics, intervals, gates, passed, data, model, rows } = document;
    const { fingerprint, source } = data;
    expect(events.at(-1)).toMatchObject({
      status: 'FINISHED',
      result: { metrics, intervals, gates, passed, rows, data: { fingerprint, source } },
    });
    const result = events.at(-1)!.result as Record<string, unknown>;
    expect(result.model).toEqual({ digest: model.digest, version: model.version });
    for (const key of ['curves', 'slices', 'drift', 'importance', 'partialDependence', 'missing']) {
      expect(result).not.toHaveProperty(key);
    }
    expect(text).not.toContain(outside);
    expect(text).not.toMatch(/"\/|file:\/\//);
    expect(await show(cwd, 'latest')).toMatchObject({ passed: false, metrics, bundleDigest: trained.bundleDigest });

    const artifacts = join(folderOf(cwd, document.runId!), 'artifacts');
    const whole = await readFile(join(artifacts, 'evaluation.json'), 'utf8');
    expect(JSON.parse(whole)).toMatchObject({ curves: document.curves, importance: document.importance });
    expect(whole).not.toContain(outside);
    const kept = ['report.html', 'model-card.md', 'gates.xml', 'summary.md', 'metrics.json', 'plots/roc.json'];
    const written = ['page.html', 'c.md', 'x.xml', 'x.md', 'reports/metrics.json', 'reports/plots/roc.json'];
    for (const [i, name] of kept.entries()) {
      expect(await readFile(join(artifacts, name), 'utf8')).toBe(await readFile(join(cwd, written[i]!), 'utf8'));
    }
  }, 60_000);

  it('are not made with --no-track', async () => {
    const cwd = await openCopy('untracked');
    const argv = ['evaluate', '--resamples', '100', '--no-track'];
    expect((await diabetesJson<EvaluationDocument>(argv, { cwd })).runId).toBeNull();
    expect(existsSync(join(cwd, '.diabetes'))).toBe(false);
  });

  it.each([
    [['--tag', 'a?=b'], 'the key of a tag is "a?"'],
    [['--run-name', ''], 'the name of a run'],
    [['--experiment', ' '], 'the name of an experiment'],
  ])('are refused before any work with %j', async (argv, message) => {
    const before = await snapshotFolder(origin);
    for (const command of [TRAIN, ['evaluate']]) {
      const { exitCode, stderr } = await diabetes([...command, ...argv], { cwd: origin });
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
      expect(stderr).toContain('nothing was done');
    }
    expect(await snapshotFolder(origin)).toEqual(before);
  });

  it.each([
    ['SIGINT', 130, 'interrupted'],
    ['SIGTERM', 143, 'terminated'],
  ] as const)('of evaluate end as KILLED by %s', async (signal, exitCode, error) => {
    const cwd = await openCopy(`evaluate-${signal}`);
    const argv = ['evaluate', '--resamples', '100000'];
    expect(await stopAt(cwd, argv, ['"type":"stage-started","stage":"evaluate"', signal])).toEqual([exitCode, null]);
    const id = await onlyRun(cwd);
    expect((await journalOf(cwd, id)).events.at(-1)).toMatchObject({ type: 'run-ended', status: 'KILLED', error });
    expect(await readdir(folderOf(cwd, id))).toEqual(['events.jsonl']);
  });

  it('of evaluate end as FAILED with the error', async () => {
    const cwd = await openCopy('failed');
    // It can be read, and so the work begins; the model then lacks a part that drift needs.
    const argv = ['evaluate', '--resamples', '100', '--data', 'data/other.csv'];
    await writeFile(join(cwd, 'data/other.csv'), secondSurveyRows(100, 8));
    await rm(join(cwd, 'models/diabetes/profile.json'));
    const { exitCode, stderr } = await diabetes(argv, { cwd });
    expect(exitCode).toBe(3);
    const { events, text } = await journalOf(cwd, await onlyRun(cwd));
    expect(events.at(-1)).toMatchObject({ status: 'FAILED', error: expect.stringContaining('profile.json') });
    expect(stderr).toContain('profile.json');
    expect(text).not.toContain(outside);
  });

  it('whose process was killed are closed, and go on under their id to the same bytes', async () => {
    const cwd = await openCopy('killed');
    const train = [...TRAIN, ...EPOCHS];
    const whole = await diabetesJson<Trained>([...train, '--no-track'], { cwd });
    const epoch = '"type":"epoch-completed","stage":"fit","epoch":5,';
    expect(await stopAt(cwd, train, [epoch, 'SIGKILL'])).toEqual([null, 'SIGKILL']);
    const id = await onlyRun(cwd);
    expect(existsSync(join(folderOf(cwd, id), 'heartbeat.json'))).toBe(true);
    expect(await show(cwd, id)).toMatchObject({ status: 'RUNNING', isGone: true });
    const reap = (...argv: string[]) => diabetesJson<ReapedRunsDocument>(['track', 'reap', ...argv], { cwd });

    const before = await snapshotFolder(cwd);
    const { runs, dryRun } = await reap('--dry-run');
    expect([runs.map((run) => run.id), dryRun]).toEqual([[id], true]);
    expect(await snapshotFolder(cwd)).toEqual(before);
    expect((await reap()).runs).toEqual(runs);
    const { lastSign } = runs[0]!;
    const error = `its process is gone: no sign of life since ${lastSign}`;
    expect(await show(cwd, id)).toMatchObject({ status: 'KILLED', isGone: false, endTime: lastSign, error });
    expect(await readdir(folderOf(cwd, id))).toEqual(['events.jsonl']);
    expect(await reap()).toMatchObject({ runs: [], alive: 0 });

    const resumed = await diabetesJson<Trained>([...train, '--resume', '--tag', 'again=yes'], { cwd });
    expect(resumed).toMatchObject({ runId: id, bundleDigest: whole.bundleDigest });
    const run = await show(cwd, id);
    expect(run).toMatchObject({ status: 'FINISHED', error: null, tags: { again: 'yes', seed: '42' } });
    expect(run.series.val_loss).toHaveLength(150);
    const { history } = JSON.parse(await readFile(join(cwd, 'models/diabetes/manifest.json'), 'utf8')) as {
      history: { val_loss: number }[];
    };
    expect(run.series.val_loss).toEqual(history.map(({ val_loss }) => val_loss));
    const listed = await diabetesJson<RunListDocument>(['track', 'list', '--where', "tags.again = 'yes'"], { cwd });
    expect(listed.runs).toMatchObject([{ id, status: 'FINISHED', tags: { again: 'yes' } }]);
    const provenance = JSON.parse(await readFile(join(cwd, 'models/diabetes/provenance.json'), 'utf8')) as object;
    expect(provenance).toMatchObject({ runId: id });
    expect(await readdir(join(cwd, '.diabetes'))).toEqual(['runs']);
  }, 120_000);

  it('that somebody else is at work on do not go on, and what follows has all epochs', async () => {
    const cwd = await openCopy('busy');
    const train = [...TRAIN, ...EPOCHS];
    await stopAt(cwd, train, ['"type":"epoch-completed","stage":"fit","epoch":5,', 'SIGKILL']);
    const id = await onlyRun(cwd);
    const alive = { pid: process.pid, host: hostname(), time: new Date().toISOString() };
    await writeFile(join(folderOf(cwd, id), 'heartbeat.json'), JSON.stringify(alive));
    const untouched = (await journalOf(cwd, id)).text;
    expect(await diabetesJson<ReapedRunsDocument>(['track', 'reap'], { cwd })).toMatchObject({ runs: [], alive: 1 });

    const { exitCode, stdout, stderr } = await diabetes([...train, '--resume', '--json'], { cwd });
    expect(exitCode).toBe(0);
    const { runId } = JSON.parse(stdout) as Trained;
    expect(runId).not.toBe(id);
    expect(stderr).toContain(`goes on in a new run, not in ${id.slice(0, 8)}: another process is at work on it`);
    expect((await journalOf(cwd, id)).text).toBe(untouched);
    expect((await show(cwd, runId)).series.val_loss).toHaveLength(150);
  }, 120_000);
});
