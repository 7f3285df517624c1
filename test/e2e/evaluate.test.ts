import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { EvaluationDocument } from '../../src/pipeline/workflows/evaluation-result.ts';
import { secondSurveyRows } from '../fixtures/second-survey/make-rows.ts';
import { describeWith } from '../helpers/describe-with.ts';
import { diabetes, diabetesJson, missingBuild, PROGRAM, QUICK } from '../helpers/diabetes.ts';
import { runCommand } from '../helpers/run-command.ts';
import { PROJECT_ROOT } from '../helpers/working-tree.ts';

const SCHEMA = ['--schema', join(PROJECT_ROOT, 'test/fixtures/second-survey/schema.yaml')];
/** Few resamples, and no record: runs.test.ts tells of those. */
const RESAMPLES = ['--no-track', '--resamples', '100'];

interface Trained {
  readonly bundleDigest: string;
  readonly version: string;
  readonly data: { readonly fingerprint: string };
  readonly metrics: { readonly test: Record<string, number> };
}

describeWith(missingBuild, 'diabetes evaluate', () => {
  let cwd: string;
  let trained: Trained;

  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'evaluate-'));
    await writeFile(join(cwd, 'rows.csv'), secondSurveyRows(2000, 7));
    await writeFile(join(cwd, 'next-year.csv'), secondSurveyRows(900, 8));
    await writeFile(join(cwd, 'params.yaml'), 'evaluate:\n  slices: [soil]\n');
    const train = (out: string, ...argv: string[]) =>
      diabetesJson<Trained>(['train', '--no-track', ...SCHEMA, ...QUICK, '--data', 'rows.csv', '--out', out, ...argv], {
        cwd,
      });
    trained = await train('models/diabetes', '--set', 'train.epochs=4');
    await train('before');
    await train('otherwise', '--seed', '5');
  }, 120_000);
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  const evaluate = (...argv: string[]) =>
    diabetesJson<EvaluationDocument>(['evaluate', ...RESAMPLES, ...argv], { cwd });
  const run = (...argv: string[]) => diabetes(['evaluate', ...RESAMPLES, ...argv], { cwd });
  const read = (name: string) => readFile(join(cwd, name), 'utf8');

  describe('on the rows that training kept for testing', () => {
    it('finds the metrics that training found, with an interval around each', async () => {
      const document = await evaluate();
      expect(document).toMatchObject({
        schemaVersion: 1,
        command: 'evaluate',
        rows: 400,
        model: { digest: trained.bundleDigest, version: trained.version },
        data: { source: 'test', path: join(cwd, 'rows.csv'), fingerprint: trained.data.fingerprint },
        gates: [],
        passed: true,
      });
      expect(Object.keys(document.metrics).sort()).toEqual(Object.keys(trained.metrics.test).sort());
      for (const [key, value] of Object.entries(document.metrics)) {
        expect(value).toBeCloseTo(trained.metrics.test[key]!, 12);
        const [low, high] = document.intervals[key]!;
        expect([low <= value, value <= high]).toEqual([true, true]);
      }
      expect(document.slices.map(({ by }) => by.Soil)).toEqual([2, 5, 9, null]);
      expect(document.slices.reduce((sum, { rows }) => sum + rows, 0)).toBe(400);
      expect(document.importance).toBeUndefined();
      expect(document.drift).toBeUndefined();
    });

    it('asks only for the slices of the default that the survey has', async () => {
      await writeFile(join(cwd, 'empty.yaml'), '');
      expect((await evaluate('--config', 'empty.yaml')).slices).toEqual([]);
      await writeFile(join(cwd, 'spelt.yaml'), 'evaluate:\n  slices: [sex, age, income, soil]\n');
      const { slices } = await evaluate('--config', 'spelt.yaml');
      expect(slices.map(({ by }) => Object.keys(by))).toEqual(Array(4).fill(['Soil']));
    });

    it('says the same again, to the last digit, and other intervals for another seed', async () => {
      const inspected = await evaluate('--inspect');
      expect(await evaluate('--inspect')).toEqual(inspected);
      const other = await evaluate('--seed', '3');
      expect(other.metrics).toEqual(inspected.metrics);
      expect(other.intervals).not.toEqual(inspected.intervals);
    });

    it('says what the model goes by, and how it bears unknown answers', async () => {
      const { importance, partialDependence, missing } = await evaluate('--inspect');
      expect(importance![0]!.indicator).toBe('Coldest');
      expect(importance!.map(({ indicator }) => indicator).sort()).toEqual(
        ['Coldest', 'Irrigated', 'Slope', 'Soil', 'Trees'].sort(),
      );
      const coldest = partialDependence!.find(({ indicator }) => indicator === 'Coldest')!;
      expect(coldest.points[0]!.anyProbability).toBeGreaterThan(coldest.points.at(-1)!.anyProbability);
      expect(missing!.map(({ unknown }) => unknown)).toEqual([0, 1, 2, 3, 4]);
    });

    it('takes them from the file by name, too, and not the rows that the model has learnt from', async () => {
      const { stdout, stderr, exitCode } = await run('--data', 'rows.csv', '--json');
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ rows: 400, data: { source: 'test' } });
      expect(stderr).toContain('only the rows that were kept for testing are evaluated');
    });

    it('refuses a file that was changed', async () => {
      const text = await read('rows.csv');
      await rename(join(cwd, 'rows.csv'), join(cwd, 'kept.csv'));
      await writeFile(join(cwd, 'rows.csv'), text.split('\n').slice(0, -3).join('\n'));
      const { exitCode, stdout, stderr } = await run();
      await rename(join(cwd, 'kept.csv'), join(cwd, 'rows.csv'));
      expect([exitCode, stdout]).toEqual([3, '']);
      expect(stderr).toContain(`is not the file that model ${trained.version} was trained from`);
    });

    it('asks for rows where there are none any more', async () => {
      await rename(join(cwd, 'rows.csv'), join(cwd, 'kept.csv'));
      const { exitCode, stderr } = await run();
      await rename(join(cwd, 'kept.csv'), join(cwd, 'rows.csv'));
      expect(exitCode).toBe(2);
      expect(stderr).toContain('Name labelled rows with --data');
    });
  });

  describe('with gates', () => {
    it('ends with 0 where all are met and with 4 where one is not, and prints the document either way', async () => {
      const met = await run('--gate', 'roc_auc_any>=0.5', '--json');
      expect([met.exitCode, (JSON.parse(met.stdout) as EvaluationDocument).passed]).toEqual([0, true]);
      const missed = await run('--gate', 'roc_auc_any >= 0.5', '--gate', 'worst_slice.macro_f1>0.999', '--json');
      expect([missed.exitCode, missed.stderr.includes('error')]).toEqual([4, false]);
      const { passed, gates } = JSON.parse(missed.stdout) as EvaluationDocument;
      expect(passed).toBe(false);
      expect(gates).toMatchObject([
        { gate: 'roc_auc_any>=0.5', key: 'roc_auc_any', operator: '>=', threshold: 0.5, passed: true },
        { key: 'worst_slice.macro_f1', passed: false },
      ]);
    });

    it('writes them as JUnit XML and as Markdown, also where one is not met', async () => {
      const { exitCode } = await run('--gate', 'accuracy>2', '--junit', 'ci/gates.xml', '--markdown', 'ci/comment.md');
      expect(exitCode).toBe(4);
      expect(await read('ci/gates.xml')).toMatch(/<testsuite [^>]*tests="1" failures="1"/);
      expect(await read('ci/comment.md')).toContain('accuracy');
    });

    it('ends with 4 where one is not met, also when nobody reads the result to its end', async () => {
      const script =
        '"$NODE" "$PROGRAM" evaluate --resamples 100 --json --gate "accuracy>2" | true; echo "${PIPESTATUS[0]}"';
      const env = { ...process.env, NODE: process.execPath, PROGRAM };
      expect((await runCommand(['bash', '-c', script], { cwd, env })).stdout.trim()).toBe('4');
    });

    it('takes those of params.yaml, too', async () => {
      await writeFile(join(cwd, 'strict.yaml'), "evaluate:\n  slices: []\n  gates: ['log_loss<0']\n");
      const { exitCode, stdout } = await run('--config', 'strict.yaml', '--gate', 'accuracy>0', '--json');
      expect(exitCode).toBe(4);
      const { gates } = JSON.parse(stdout) as EvaluationDocument;
      expect(gates.map(({ gate }) => gate)).toEqual(['log_loss<0', 'accuracy>0']);
    });
  });

  describe('against a baseline', () => {
    it('compares both on the same rows', async () => {
      const { baseline } = await evaluate('--baseline', 'before', '--max-drop', 'roc_auc_any=0.9');
      expect(baseline!.differences.log_loss).toMatchObject({ verdict: 'better' });
      expect(baseline).toMatchObject({ verdict: 'better', model: { folder: join(cwd, 'before') } });
    });

    it('finds no difference to itself', async () => {
      const { baseline } = await evaluate('--baseline', 'models/diabetes');
      const verdicts = Object.values(baseline!.differences).map(({ verdict, difference }) => [verdict, difference]);
      expect(new Set(verdicts.map(String))).toEqual(new Set(['not distinguishable,0']));
      expect(baseline!.mcnemar).toMatchObject({ onlyThis: 0, onlyBaseline: 0, pValue: 1 });
    });

    it('warns of one that was trained on the rows', async () => {
      const { stderr } = await run('--baseline', 'otherwise');
      expect(stderr).toContain('the baseline may have learnt from rows that are evaluated here');
    });
  });

  describe('on another survey', () => {
    it('evaluates all its rows, and compares them with those of the training', async () => {
      const document = await evaluate('--data', 'next-year.csv');
      expect(document).toMatchObject({ rows: 900, data: { source: 'file', absent: [], ignored: [] } });
      expect(document.drift!.indicators.map(({ level }) => level)).toEqual(Array(5).fill('stable'));
    });

    it('counts lacking and ignored columns as unknown', async () => {
      const rows = (await read('next-year.csv')).split('\n').map((line) => line.split(','));
      const lacking = rows.map(([coldest, soil, outcome, , ...rest], i) =>
        [coldest, i > 0 && soil !== '' ? `type ${soil!}` : soil, outcome, ...rest].join(','),
      );
      await writeFile(join(cwd, 'lacking.csv'), lacking.slice(0, -1).join('\n'));
      const refused = await run('--data', 'lacking.csv');
      expect(refused.exitCode).toBe(3);
      expect(refused.stderr).toContain('--ignore-column Soil');
      const { stdout, stderr, exitCode } = await run('--data', 'lacking.csv', '--ignore-column', 'Soil', '--json');
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ data: { absent: ['Soil', 'Trees'], ignored: ['Soil'] } });
      expect(stderr.match(/lacks 1 of the 5 indicators/g)).toHaveLength(1);
    });

    it("takes the model's own rows for its own, whatever columns of them are left out", async () => {
      const document = await evaluate('--data', 'rows.csv', '--ignore-column', 'Soil');
      expect(document).toMatchObject({ rows: 400, data: { source: 'test', ignored: ['Soil'] } });
      expect(document.slices).toEqual([]);
      const [header, ...rows] = (await read('rows.csv')).trimEnd().split('\n');
      await writeFile(join(cwd, 'turned.csv'), [header, ...rows.reverse()].join('\n'));
      const { stderr } = await run('--data', 'turned.csv');
      expect(stderr).toContain('has as many rows of each class as the model was trained from');
    });

    it('says which metrics rows of one class leave undefined, and never NaN', async () => {
      const [header, ...rows] = (await read('next-year.csv')).split('\n');
      const low = rows.filter((line) => line.split(',')[2] === '1');
      await writeFile(join(cwd, 'one-class.csv'), [header, ...low].join('\n'));
      const { stdout, exitCode } = await run('--data', 'one-class.csv', '--verbose');
      expect(exitCode).toBe(0);
      expect(stdout).not.toContain('NaN');
      expect(stdout).toContain('Undefined for these rows');
      const document = await evaluate('--data', 'one-class.csv', '--report', 'one-class.html');
      expect(document.metrics.roc_auc_any).toBeUndefined();
      expect(document.undefinedMetrics.map(({ key }) => key)).toContain('roc_auc_any');
      expect(await read('one-class.html')).not.toContain('NaN');
      const gate = await run('--data', 'one-class.csv', '--gate', 'roc_auc_any>0');
      expect([gate.exitCode, gate.stdout.includes('undefined')]).toEqual([4, true]);
    });
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends at once on %s, and writes nothing', async (signal, exitCode) => {
    const before = await readdir(cwd);
    const argv = ['evaluate', '--no-track', '--resamples', '100000', '--report', 'stopped.html', '--json'];
    const child = spawn(process.execPath, [PROGRAM, ...argv], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = once(child, 'close');
    // Threads are at work from the first progress on.
    for await (const line of createInterface({ input: child.stderr })) {
      if (line.includes('"progress"')) child.kill(signal);
    }
    expect(await ended).toEqual([exitCode, null]);
    expect(await readdir(cwd)).toEqual(before);
  });

  describe('reports', () => {
    it('writes a page that stands alone, a model card, and what DVC reads', async () => {
      await evaluate('--report', 'r/report.html', '--model-card', 'r/model-card.md', '--out', 'r');
      const page = await read('r/report.html');
      expect((await stat(join(cwd, 'r/report.html'))).size).toBeLessThan(1e6);
      expect(page).not.toMatch(/(src|href)="https?:/);
      expect(page.match(/<svg/g)!.length).toBeGreaterThanOrEqual(8);
      expect(await read('r/model-card.md')).toContain(trained.version);
      const metrics = JSON.parse(await read('r/metrics.json')) as Record<string, number>;
      expect(metrics.roc_auc_any).toBeCloseTo(trained.metrics.test.roc_auc_any!, 12);
      const plots = await readdir(join(cwd, 'r/plots'));
      expect(plots.sort()).toEqual([
        'calibration.json',
        'confusion.json',
        'history.json',
        'precision_recall.json',
        'roc.json',
      ]);
    });

    it.each([
      [['--report', 'next-year.csv/report.html'], 1, 'report.html'],
      [['--report', 'next-year.csv', '--data', 'next-year.csv'], 2, 'would overwrite the rows that are evaluated'],
      [['--markdown', 'models/diabetes/weights.bin'], 2, 'would overwrite the model'],
      [['--out', 'models/diabetes'], 2, 'would overwrite the model'],
      [['--junit', 'before/gates.xml', '--baseline', 'before'], 2, 'would overwrite the baseline'],
      [['--markdown', 'params.yaml'], 2, 'would overwrite the params'],
      [['--report', 'x.html', '--markdown', './x.html'], 2, 'both'],
      [['--report', 'x/plots', '--out', 'x'], 2, 'both'],
      [['--json', '--junit', '/dev/stdout'], 2, 'is standard output'],
    ])('refuses %j before it begins', async (argv, exitCode, words) => {
      const before = await readdir(cwd);
      const result = await run(...argv);
      expect([result.exitCode, result.stdout]).toEqual([exitCode, '']);
      expect(result.stderr).toContain(words);
      expect(await readdir(cwd)).toEqual(before);
    });
  });

  it.each([
    [['--gate', 'macro_f2>=0.4'], 'did you mean macro_f1?'],
    [['--gate', 'macro_f1=0.4'], 'none of >= > <= <'],
    [['--slice', 'soyl'], 'Did you mean soil?'],
    [['--max-drop', 'log_loss=0.1'], 'needs a baseline'],
    [['--config', 'no-slices.yaml', '--gate', 'worst_slice.macro_f1>0'], 'needs slices'],
    [['--ignore-column', 'Soil'], '--ignore-column is for the columns of --data'],
    [['--baseline', 'nowhere'], 'another model with --baseline'],
    [['--model', 'models:/diabetes@champion'], 'MLFLOW_TRACKING_URI is not set'],
    [['--data', 'nowhere.csv'], 'Without --data, the rows that'],
    [['--resamples', '3'], 'evaluate.resamples must be'],
  ])('refuses %j', async (argv, words) => {
    await writeFile(join(cwd, 'no-slices.yaml'), 'evaluate:\n  slices: []\n');
    const { exitCode, stdout, stderr } = await run(...argv);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(words);
  });
});
