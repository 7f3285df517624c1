import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataCheckDocument } from '../../src/terminal/render-data-check.ts';
import { secondSurveyRows } from '../fixtures/second-survey/make-rows.ts';
import { describeWith } from '../helpers/describe-with.ts';
import { diabetes, diabetesJson, missingBuild } from '../helpers/diabetes.ts';
import { PROJECT_ROOT } from '../helpers/working-tree.ts';

const HEADER = 'Coldest,Soil,outcome,Trees,Slope,Irrigated';
const GOOD = secondSurveyRows(60, 1);
const withRows = (...rows: readonly string[]): string => `${GOOD}${rows.join('\n')}\n`;

describeWith(missingBuild, 'diabetes data check', () => {
  let cwd: string;
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'data-check-'));
    const schema = await readFile(join(PROJECT_ROOT, 'test/fixtures/second-survey/schema.yaml'));
    await writeFile(join(cwd, 'schema.yaml'), schema);
    await writeFile(join(cwd, 'good.csv'), GOOD);
  });
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  const argvFor = (file: string, ...more: string[]): string[] => [
    'data',
    'check',
    file,
    '--schema',
    'schema.yaml',
    ...more,
  ];

  it('says of a good file what is in it, and ends with 0', async () => {
    const { exitCode, stdout, stderr } = await diabetes(argvFor('good.csv'), { cwd });
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`${join(cwd, 'good.csv')} can be used for training`);
    expect(stdout).toMatch(/^rows {6}60$/m);
    expect(stdout).toMatch(/^Coldest {2}Coldest night {2}\S/m);
    expect(stderr).toMatch(/^read +60 rows in /);
  });

  it('is one document under --json', async () => {
    const document = await diabetesJson<DataCheckDocument>(argvFor('good.csv'), { cwd });
    expect(document).toMatchObject({
      schemaVersion: 1,
      command: 'data check',
      file: join(cwd, 'good.csv'),
      usable: true,
      rows: 60,
      problems: { total: 0, first: [] },
      report: null,
    });
    expect(document.columns.map(({ name }) => name)).toEqual(['Irrigated', 'Slope', 'Soil', 'Trees', 'Coldest']);
    expect(document.classes.reduce((sum, { rows }) => sum + rows, 0)).toBe(60);
    expect(document.columns.every(({ unknown }) => unknown > 0)).toBe(true);
  });

  it.each([
    ['letters in a number', withRows('cold,2,1,3,1,0'), '"cold" is not a number'],
    ['NaN in words', withRows('nan,2,1,3,1,0'), '"nan" is not a number'],
    ['infinity', withRows('1,2,1,inf,1,0'), '"inf" is not a number'],
    ['a number that is none', withRows('1e999,2,1,3,1,0'), '"1e999" is not a number'],
    [
      'a code that the schema does not have',
      withRows('1,3,1,3,1,0'),
      '3 is none of the codes 2 (clay), 5 (sand), 9 (loam)',
    ],
    ['a value out of range', withRows('99,2,1,3,1,0'), '99 is outside -15 to 12.5 °C'],
    ['a fraction of a count', withRows('1,2,1,3.5,1,0'), '3.5 is not a whole number'],
    ['a label that is no class', withRows('1,2,7,3,1,0'), '7 is none of the labels 1, 5'],
    ['a row without a label', withRows('1,2,,3,1,0'), 'is empty, none of the labels 1, 5'],
    ['a row that is too short', withRows('1,2'), 'has 2 cells, the header has 6'],
  ])('reports %s with its place, and ends with 3', async (_, content, message) => {
    await writeFile(join(cwd, 'bad.csv'), content);
    const { exitCode, stdout, stderr } = await diabetes(argvFor('bad.csv', '--json'), { cwd });
    const document = JSON.parse(stdout) as DataCheckDocument;
    expect(exitCode).toBe(3);
    expect(document).toMatchObject({
      usable: false,
      rows: 61,
      problems: { total: 1, first: [{ row: 61, line: 62, message }] },
    });
    expect(stderr).not.toContain('"error"');
    const text = await diabetes(argvFor('bad.csv', '--quiet'), { cwd });
    expect(text).toMatchObject({ exitCode: 3, stderr: '' });
    expect(text.stdout).toContain('bad.csv cannot be used for training');
    expect(text.stdout).toMatch(/^row 61 \(line 62\)/m);
  });

  it('cannot use a file of one class, nor one with too few rows to divide', async () => {
    const oneClass = [HEADER, ...GOOD.split('\n').filter((line) => line.split(',')[2] === '1')].join('\n');
    await writeFile(join(cwd, 'one-class.csv'), oneClass);
    await writeFile(join(cwd, 'few.csv'), GOOD.split('\n').slice(0, 4).join('\n'));
    const one = await diabetes(argvFor('one-class.csv'), { cwd });
    expect(one.exitCode).toBe(3);
    expect(one.stdout).toContain('Error: class high (outcome 5) has no row');
    const few = await diabetes(argvFor('few.csv'), { cwd });
    expect(few.exitCode).toBe(3);
    expect(few.stdout).toMatch(/which leaves none for the\s+\w+ part/);
  });

  it('reads what train reads: a byte order mark, CRLF, quoted numbers, another order of columns', async () => {
    const lines = GOOD.trimEnd().split('\n');
    const turned = lines.map((line) =>
      line
        .split(',')
        .reverse()
        .map((cell) => `"${cell}"`)
        .join(','),
    );
    await writeFile(join(cwd, 'windows.csv'), `\uFEFF${turned.join('\r\n')}\r\n`);
    const plain = await diabetesJson<DataCheckDocument>(argvFor('good.csv'), { cwd });
    const windows = await diabetesJson<DataCheckDocument>(argvFor('windows.csv'), { cwd });
    expect(windows).toEqual({ ...plain, file: join(cwd, 'windows.csv') });
  });

  it('agrees with train on which file can be used', async () => {
    const split = (file: string) => ['data', 'split', '--schema', 'schema.yaml', '--data', file, '--out', 'parts'];
    for (const [name, content] of Object.entries({
      good: GOOD,
      range: withRows('99,2,1,3,1,0'),
      few: GOOD.slice(0, 200),
    })) {
      await writeFile(join(cwd, `${name}.csv`), content);
      const checked = await diabetes(argvFor(`${name}.csv`), { cwd });
      const divided = await diabetes(split(`${name}.csv`), { cwd });
      expect([name, checked.exitCode]).toEqual([name, divided.exitCode]);
    }
  });

  it('writes a page that stands alone, for a file that cannot be used too', async () => {
    const evil = `${HEADER},<script>alert(1)</script>`;
    const rows = withRows('99,2,1,3,1,0')
      .split('\n')
      .slice(1, -1)
      .map((row) => `${row},1`);
    await writeFile(join(cwd, 'evil.csv'), [evil, ...rows].join('\n'));
    await mkdir(join(cwd, 'pages'));
    const { exitCode, stdout } = await diabetes(argvFor('evil.csv', '--report', 'pages/check.html'), { cwd });
    expect(exitCode).toBe(3);
    expect(stdout).toContain(`report  ${join(cwd, 'pages/check.html')}`);
    expect(await readdir(join(cwd, 'pages'))).toEqual(['check.html']);
    const page = await readFile(join(cwd, 'pages/check.html'), 'utf8');
    expect(page).toContain('This file cannot be used for training.');
    expect(page).toContain('99 is outside -15 to 12.5 °C');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).not.toMatch(/<script|https?:|src=|href=/);
  });

  it('checks the data of the project where no file is named', async () => {
    const project = join(cwd, 'project');
    await mkdir(join(project, 'data'), { recursive: true });
    await writeFile(join(project, 'params.yaml'), 'data: { path: data/rows.csv }\n');
    await writeFile(join(project, 'data/rows.csv'), GOOD);
    const argv = ['data', 'check', '--schema', '../../schema.yaml'];
    const document = await diabetesJson<DataCheckDocument>(argv, { cwd: join(project, 'data') });
    expect(document).toMatchObject({ file: join(project, 'data/rows.csv'), rows: 60 });
  });
});
