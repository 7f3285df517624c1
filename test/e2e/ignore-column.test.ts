import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secondSurveyRows } from '../fixtures/second-survey/make-rows.ts';
import { describeWith } from '../helpers/describe-with.ts';
import { diabetes, diabetesJson, missingBuild, QUICK } from '../helpers/diabetes.ts';
import { PROJECT_ROOT } from '../helpers/working-tree.ts';

const SCHEMA = ['--schema', join(PROJECT_ROOT, 'test/fixtures/second-survey/schema.yaml')];
const ROWS = secondSurveyRows(800, 7);
/** Coldest,Soil,outcome,Trees,Slope,Irrigated */
const CELLS = ROWS.trimEnd()
  .split('\n')
  .map((line) => line.split(','));
const csvOf = (rows: readonly (readonly (string | undefined)[])[]): string =>
  `${rows.map((cells) => cells.join(',')).join('\n')}\n`;

/** Soil in letters, and Trees in hundreds: another year of the survey. */
const OTHER_YEAR = csvOf(
  CELLS.map(([coldest, soil, outcome, trees, ...rest], i) => {
    if (i === 0) return CELLS[0]!;
    const letter = soil === '' ? '' : { 2: 'clay', 5: 'sand', 9: 'loam' }[soil as '2'];
    return [coldest, letter, outcome, trees === '' ? '' : String(401 + (i % 2)), ...rest];
  }),
);
/** The same year without these columns. */
const WITHOUT = csvOf(CELLS.map(([coldest, , outcome, , ...rest]) => [coldest, outcome, ...rest]));
const IGNORE = ['--ignore-column', 'Soil', '--ignore-column', 'Trees'];

interface Trained {
  readonly bundleDigest: string;
  readonly data: { readonly fingerprint: string };
}

describeWith(missingBuild, '--ignore-column', () => {
  let cwd: string;
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'ignore-column-'));
    await writeFile(join(cwd, 'rows.csv'), ROWS);
    await writeFile(join(cwd, 'other.csv'), OTHER_YEAR);
    await writeFile(join(cwd, 'without.csv'), WITHOUT);
    await train('model', '--data', 'rows.csv');
  }, 60_000);
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  const trainArgv = (...argv: string[]) => ['train', '--no-track', ...SCHEMA, ...QUICK, ...argv];
  const train = (out: string, ...argv: string[]) => diabetesJson<Trained>(trainArgv('--out', out, ...argv), { cwd });
  const readJson = async (...names: string[]) =>
    JSON.parse(await readFile(join(cwd, ...names), 'utf8')) as Record<string, Record<string, unknown>>;

  describe('of train', () => {
    it('gives the bundle of a file without the columns, and is told in its provenance', async () => {
      const without = await train('without', '--data', 'without.csv');
      const ignoring = await train('ignoring', '--data', 'other.csv', ...IGNORE);
      expect(ignoring).toMatchObject({ bundleDigest: without.bundleDigest, data: without.data });
      expect((await readJson('ignoring', 'manifest.json')).data!.absent).toEqual(['Soil', 'Trees']);
      expect((await readJson('ignoring', 'provenance.json')).ignoredColumns).toEqual(['Soil', 'Trees']);
      expect((await readJson('without', 'provenance.json')).ignoredColumns).toEqual([]);
    }, 60_000);

    it('is kept by a folder of divided rows, and works on one', async () => {
      const split = ['data', 'split', ...SCHEMA];
      const { exitCode } = await diabetes([...split, '--data', 'other.csv', '--out', 'parts', ...IGNORE], { cwd });
      expect(exitCode).toBe(0);
      await diabetes([...split, '--data', 'rows.csv', '--out', 'whole'], { cwd });
      const before = await train('before', '--data', 'parts');
      const after = await train('after', '--data', 'whole', ...IGNORE);
      expect(after.bundleDigest).toBe(before.bundleDigest);
      expect((await readJson('before', 'manifest.json')).data!.absent).toEqual(['Soil', 'Trees']);
    }, 60_000);

    it('is offered where columns are coded differently, with what they hold', async () => {
      const { exitCode, stderr } = await diabetes(trainArgv('--data', 'other.csv', '--out', 'new', '--quiet'), { cwd });
      expect(exitCode).toBe(3);
      const [message, ...details] = stderr.slice(stderr.indexOf('Error:')).trimEnd().split('\n');
      const hint = details.pop();
      expect(message).toMatch(/^Error: .*other\.csv has 1,\d{3} problems: \d+ in (Soil|Trees), \d+ in (Soil|Trees)$/);
      expect(details.map((line) => line.trim()).sort()).toEqual([
        expect.stringMatching(
          /^Soil +"(clay|sand|loam)" \(\d+ rows\), ".*" \(\d+ rows\), ".*" \(\d+ rows\) are not numbers; first in row 1 \(line 2\)$/,
        ),
        expect.stringMatching(
          /^Trees +40[12] \(\d+ rows\), 40[12] \(\d+ rows\) are outside 0 to 400 trees; first in row 1 \(line 2\)$/,
        ),
      ]);
      expect(hint).toMatch(/^Hint: .*: --ignore-column (Soil --ignore-column Trees|Trees --ignore-column Soil)$/);
    });

    it('is not needed where columns are missing: that is said once', async () => {
      const { exitCode, stderr } = await diabetes(trainArgv('--data', 'without.csv', '--out', 'new'), { cwd });
      expect(exitCode).toBe(0);
      const notices = stderr.split('\n').filter((line) => line.includes('lacks'));
      expect(notices).toEqual([
        `note       ${join(cwd, 'without.csv')} lacks 2 of the 5 indicators, which count as unknown: Soil, Trees`,
      ]);
      const ignoring = await diabetes(trainArgv('--data', 'other.csv', '--out', 'new', ...IGNORE), { cwd });
      expect(ignoring.stderr).not.toContain('lacks');
    }, 60_000);

    it.each([
      [['Trres'], '--ignore-column: "Trres" is no indicator of the survey', 'Did you mean Trees?'],
      [
        ['Trees', 'outcome'],
        '--ignore-column: outcome holds the label and cannot be ignored',
        'Ignore indicators alone.',
      ],
    ])('refuses %j', async (names, message, hint) => {
      const ignored = names.flatMap((name) => ['--ignore-column', name]);
      for (const argv of [
        trainArgv('--out', 'none', '--data', 'rows.csv', ...ignored),
        ['data', 'split', ...SCHEMA, '--data', 'rows.csv', '--out', 'none', ...ignored],
        ['predict', '--model', 'model', '--input', 'rows.csv', ...ignored],
      ]) {
        const { exitCode, stdout, stderr } = await diabetes(argv, { cwd });
        expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
        expect(stderr).toMatch(`Error: ${message}\nHint: ${hint}`);
      }
    });

    it('is refused where the rows are synthetic', async () => {
      const { exitCode, stderr } = await diabetes(['train', '--ignore-column', 'BMI'], { cwd });
      expect(exitCode).toBe(2);
      expect(stderr).toContain('--ignore-column is for the columns of a file, and there is none');
    });
  });

  describe('of predict', () => {
    const predict = (...argv: string[]) => diabetes(['predict', '--model', 'model', '--input', ...argv], { cwd });
    const endings = (text: string) =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => line.split(',').slice(-4).join(','));

    it('predicts as if the columns were not there, and keeps them', async () => {
      const ignoring = await predict('other.csv', ...IGNORE);
      const without = await predict('without.csv');
      expect(ignoring.exitCode).toBe(0);
      expect(endings(ignoring.stdout)).toEqual(endings(without.stdout));
      const kept = ignoring.stdout.split('\n').map((line) => line.split(',').slice(0, 6).join(','));
      expect(kept.join('\n').trimEnd()).toBe(OTHER_YEAR.trimEnd());
      expect(ignoring.stderr).not.toContain('lacks');
      expect(without.stderr).toContain('lacks 2 of the 5 indicators, which count as unknown: Soil, Trees');
    });

    it('is offered at the first row that cannot be predicted', async () => {
      const { exitCode, stderr } = await predict('other.csv', '--out', 'new.csv');
      expect(exitCode).toBe(3);
      expect(stderr).toMatch(
        /row 1 \(line 2\), column \w+: .*\nHint: .*--ignore-column (Soil|Trees)\. Rows .* --errors bad-rows\.csv\.\n$/,
      );
    });
  });
});
