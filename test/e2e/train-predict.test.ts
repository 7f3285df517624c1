import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Prediction } from '../../src/pipeline/prediction/prediction.ts';
import { secondSurveyRows } from '../fixtures/second-survey/make-rows.ts';
import { describeWith } from '../helpers/describe-with.ts';
import { diabetes, diabetesJson, missingBuild, QUICK } from '../helpers/diabetes.ts';
import { PROJECT_ROOT } from '../helpers/working-tree.ts';

interface Trained {
  readonly bundle: string;
  readonly bundleDigest: string;
  readonly version: string;
  readonly weightsSha256: string;
  readonly runId: string | null;
  readonly data: { readonly source: string; readonly rows: number };
  readonly metrics: { readonly validation: Record<string, number>; readonly test: Record<string, number> };
}

interface Predicted {
  readonly prediction: Prediction;
  readonly disclaimer: string;
}

const SECOND_SCHEMA = join(PROJECT_ROOT, 'test/fixtures/second-survey/schema.yaml');
const SYNTHETIC = ['--set', 'data.synthetic_rows=6000'] as const;

describeWith(missingBuild, 'the built program', () => {
  let cwd: string;
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'train-predict-'));
  });
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  const train = (out: string, ...argv: string[]) =>
    diabetesJson<Trained>(['train', '--out', out, '--no-track', ...QUICK, ...argv], { cwd });
  const predict = (...argv: string[]) => diabetesJson<Predicted>(['predict', ...argv], { cwd });

  describe('with the survey that it ships', () => {
    let first: Trained;
    beforeAll(async () => {
      first = await diabetesJson<Trained>(['train', ...QUICK, ...SYNTHETIC, '--seed', '7'], { cwd });
    }, 60_000);

    it('trains on synthetic rows where there are no others', async () => {
      expect(first).toMatchObject({
        schemaVersion: 1,
        command: 'train',
        bundle: join(cwd, 'models/diabetes'),
        version: first.bundleDigest.slice(0, 12),
        data: { source: 'synthetic', rows: 6000 },
      });
      expect(first.bundleDigest).toMatch(/^[0-9a-f]{64}$/);
      expect(first.metrics.test.roc_auc_any).toBeGreaterThan(0);
      expect(await readdir(join(cwd, 'models'))).toEqual(['diabetes']);
    });

    it('keeps a record of the run, with its own copy of the bundle', async () => {
      const run = join(cwd, '.diabetes/runs', first.runId!);
      const events = (await readFile(join(run, 'events.jsonl'), 'utf8')).trimEnd().split('\n');
      expect(JSON.parse(events[0]!)).toMatchObject({ type: 'run-started', runId: first.runId, command: 'train' });
      expect(JSON.parse(events.at(-1)!)).toMatchObject({ type: 'run-ended', status: 'FINISHED' });
      expect(await readFile(join(run, 'model/manifest.json'))).toEqual(
        await readFile(join(first.bundle, 'manifest.json')),
      );
    });

    it('gives the same bundle for the same seed, and another for another', async () => {
      const again = await train('again', ...SYNTHETIC, '--seed', '7');
      const other = await train('other', ...SYNTHETIC, '--seed', '8');
      expect(again.bundleDigest).toBe(first.bundleDigest);
      expect(other.bundleDigest).not.toBe(first.bundleDigest);
    }, 60_000);

    it('predicts one person, as text and as JSON', async () => {
      const text = await diabetes(['predict', '--age', '52', '--bmi', '31.4', '--no-smoker'], { cwd });
      expect(text).toMatchObject({ exitCode: 0, stderr: '' });
      expect(text.stdout.replace(/\s+/g, ' ')).toContain('Smoked 100 cigarettes or more: no · Age: 50 to 54 years');
      expect(text.stdout).toContain(`version ${first.version}`);

      const { prediction, disclaimer } = await predict('--age', '52', '--bmi', '31.4', '--no-smoker');
      expect(prediction.given).toEqual({ BMI: 31.4, Smoker: 0, Age: 7 });
      expect(prediction.missing).toHaveLength(18);
      expect(prediction.model).toEqual({ digest: first.bundleDigest, version: first.version });
      const { none, prediabetes, diabetes: yes } = prediction.probabilities;
      expect(none! + prediabetes! + yes!).toBeCloseTo(1, 12);
      expect(prediction.anyProbability).toBeCloseTo(prediabetes! + yes!, 12);
      expect(disclaimer).toContain('does not diagnose');
    });

    it('predicts the same from flags, from JSON, from standard input and from a file', async () => {
      const { prediction } = await predict('--age', '52', '--sex', 'male');
      expect((await predict('--person', '{"age": 52, "Sex": 1}')).prediction).toEqual(prediction);
      const input = { cwd, input: '\uFEFF{"Age": 7, "sex": "male"}\n' };
      expect((await diabetesJson<Predicted>(['predict', '--person', '-'], input)).prediction).toEqual(prediction);

      const rows = await diabetes(['predict', '--input', '-'], { cwd, input: 'id,Sex,Age\r\n"a, b",1,7\r\n' });
      expect(rows.exitCode).toBe(0);
      const { none, prediabetes, diabetes: yes } = prediction.probabilities;
      const numbers = [none, prediabetes, yes, prediction.anyProbability].join(',');
      expect(rows.stdout).toBe(
        `id,Sex,Age,p_none,p_prediabetes,p_diabetes,p_any,predicted_class\n"a, b",1,7,${numbers},${prediction.predictedClass}\n`,
      );
    });

    it('writes the predictions of a file beside it, and says how many', async () => {
      await writeFile(join(cwd, 'people.csv'), 'Age,BMI\n7,31\n,\n9,22.5');
      const argv = ['predict', '--input', 'people.csv', '--out', 'risks/new.csv'];
      const document = await diabetesJson(argv, { cwd });
      expect(document).toMatchObject({ command: 'predict', rows: 3, out: join(cwd, 'risks/new.csv') });
      const written = (await readFile(join(cwd, 'risks/new.csv'), 'utf8')).trimEnd().split('\n');
      expect(written.map((line) => line.split(',').slice(0, 2).join(','))).toEqual(['Age,BMI', '7,31', ',', '9,22.5']);
      expect(await readdir(join(cwd, 'risks'))).toEqual(['new.csv']);
    });
  });

  describe('with another survey', () => {
    const SECOND = ['--schema', SECOND_SCHEMA];
    let plain: Trained;
    beforeAll(async () => {
      await writeFile(join(cwd, 'plain.csv'), secondSurveyRows(800, 7));
      plain = await train('orchard', ...SECOND, '--data', 'plain.csv');
    }, 60_000);

    it('trains on its rows and predicts its two classes from its own answers', async () => {
      expect(plain.data).toMatchObject({ source: 'file', rows: 800 });
      const { prediction } = await predict('--model', 'orchard', '--no-irrigated', '--trees', '12', '--soil', 'sand');
      expect(prediction.given).toEqual({ Irrigated: 0, Soil: 5, Trees: 12 });
      expect(Object.keys(prediction.probabilities)).toEqual(['low', 'high']);
      expect(prediction.anyProbability).toBe(prediction.probabilities.high);

      const { stdout } = await diabetes(['predict', '--model', 'orchard', '--coldest-night', '-3.5'], { cwd });
      expect(stdout).toContain('Coldest night: -3.5 °C');
    });

    it("offers that survey's answers in its help", async () => {
      const { stdout } = await diabetes(['predict', '--model', 'orchard', '--help'], { cwd });
      expect(stdout).toMatch(/--coldest-night <°C> +Coldest night: -15 to 12\.5 °C/);
      expect(stdout).not.toContain('--age');
    });

    /** The same rows as a spreadsheet might save them: other columns, another order, quotes, CRLF and a mark. */
    function asSpreadsheet(text: string): string {
      const rows = text
        .trimEnd()
        .split('\n')
        .map((line) => line.split(','));
      const order = [5, 2, 0, 4, 1, 3];
      const lines = rows.map((cells, i) => [
        i === 0 ? 'note' : '"a ""b"", c"',
        ...order.map((at) => (at % 2 === 0 ? `"${cells[at]!}"` : cells[at]!)),
      ]);
      return `\uFEFF${lines.map((cells) => cells.join(',')).join('\r\n')}\r\n`;
    }

    it('gives the same bundle however the file is formatted', async () => {
      await writeFile(join(cwd, 'spreadsheet.csv'), asSpreadsheet(secondSurveyRows(800, 7)));
      const { bundleDigest } = await train('same', ...SECOND, '--data', 'spreadsheet.csv');
      expect(bundleDigest).toBe(plain.bundleDigest);
    }, 60_000);

    /** The same rows as JSON Lines, with keys in turn in this and in that order, and without those that are unknown. */
    function asJsonLines(text: string): string {
      const [names, ...rows] = text
        .trimEnd()
        .split('\n')
        .map((line) => line.split(','));
      const members = rows.map((cells) => cells.map((cell, i) => [names![i]!, cell] as const));
      const lines = members.map((all, row) => {
        const known = all.filter(([, cell]) => cell !== '');
        const ordered = row % 2 === 0 ? known : known.reverse();
        return JSON.stringify({ id: row, ...Object.fromEntries(ordered.map(([name, cell]) => [name, Number(cell)])) });
      });
      return `${lines.join('\n')}\n`;
    }

    it('gives the same bundle from JSON Lines, which are checked and evaluated as well', async () => {
      await writeFile(join(cwd, 'rows.jsonl'), asJsonLines(secondSurveyRows(800, 7)));
      const { bundleDigest } = await train('same', ...SECOND, '--data', 'rows.jsonl');
      expect(bundleDigest).toBe(plain.bundleDigest);
      const check = ['data', 'check', 'rows.jsonl', ...SECOND];
      expect(await diabetesJson(check, { cwd })).toMatchObject({ rows: 800, problems: { total: 0 } });
      const evaluate = ['evaluate', '--model', 'orchard', '--data', 'rows.jsonl', '--resamples', '100'];
      expect(await diabetesJson(evaluate, { cwd })).toMatchObject({ rows: 160 });
    }, 60_000);

    it('gives the same weights from rows that were divided before', async () => {
      const split = await diabetesJson<{ split: { rows: object } }>(
        ['data', 'split', ...SECOND, '--data', 'plain.csv', '--out', 'parts'],
        { cwd },
      );
      expect(split.split.rows).toEqual({ train: 560, validation: 80, test: 160 });
      const divided = await train('divided', ...SECOND, '--data', 'parts');
      expect(divided.data.rows).toBe(800);
      expect(divided.weightsSha256).toBe(plain.weightsSha256);
    }, 60_000);
  });
});
