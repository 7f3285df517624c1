import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secondSurveyRows } from '../fixtures/second-survey/make-rows.ts';
import { describeWith } from '../helpers/describe-with.ts';
import {
  diabetes,
  diabetesWithoutPower,
  missingBuild,
  missingPermissions,
  PROGRAM,
  QUICK,
} from '../helpers/diabetes.ts';
import { runCommand } from '../helpers/run-command.ts';
import { snapshotFolder } from '../helpers/snapshot-folder.ts';
import { PROJECT_ROOT } from '../helpers/working-tree.ts';
import { writeMadeUpBundle } from '../helpers/write-made-up-bundle.ts';

interface ErrorLine {
  readonly type: string;
  readonly message: string;
  readonly details: readonly { readonly message: string }[];
}

function parseLine(line: string): ErrorLine {
  return JSON.parse(line) as ErrorLine;
}

/** What is typed, the exit code, and a piece of the message or of a detail. */
type Case = readonly [argv: readonly string[], exitCode: number, message: string];

const HEADER = 'Coldest,Soil,outcome,Trees,Slope,Irrigated';
const GOOD = secondSurveyRows(60, 1);
const withRows = (...rows: readonly string[]): string => `${GOOD}${rows.join('\n')}\n`;

const FILES: Readonly<Record<string, string | Uint8Array>> = {
  'good.csv': GOOD,
  'empty.csv': '',
  'header.csv': `${HEADER}\n`,
  'no-header.csv': GOOD.slice(HEADER.length + 1),
  'wrong-label.csv': GOOD.replace('outcome', 'outcom'),
  'other-survey.csv': 'a,b\n1,2\n',
  'letters.csv': withRows('cold,2,1,3,1,0'),
  'range.csv': withRows('99,3,1,3,1,0'),
  'bad-label.csv': withRows('1,2,7,3,1,0', '1,2,,3,1,0'),
  'ragged.csv': withRows('1,2', '1,2,1,3,1,0,9'),
  'quote.csv': withRows('"1,2,1,3,1,0'),
  'twice.csv': GOOD.replace('Slope', 'Soil'),
  'semicolons.csv': GOOD.replaceAll(',', ';'),
  'page.csv': '<!DOCTYPE html>\n<html><body>Sign in</body></html>\n',
  'rubbish.csv': Uint8Array.from({ length: 3000 }, (_, i) => (i * 7919) % 256),
  'utf16.csv': Buffer.from(`\uFEFF${GOOD}`, 'utf16le'),
  'one-class.csv': [HEADER, ...GOOD.split('\n').filter((line) => line.split(',')[2] === '1')].join('\n'),
  'lacking.csv': GOOD.replaceAll(/^([^,]*),[^,]*/gm, '$1'),
  'few.csv': GOOD.split('\n').slice(0, 4).join('\n'),
  'predicted.csv': 'I0,p_none\n1,0.5\n',
  'people.csv': 'I0,I1\n1,2\n',
  'bad-people.csv': 'I0,I1\n1,2\n1,9\n',
  'thesis/chapter.md': 'years of work',
  'project/requirements.txt': 'flask\n',
  'titanic/train.csv': 'Survived\n1\n',
  'unknown-key.yaml': 'train:\n  epocs: 3\n',
  'wrong-type.yaml': 'train: 3\nsplit:\n  test: "0.2"\n',
  'tabs.yaml': 'train:\n\tepochs: 3\n',
  'two.yaml': '---\ntrain: {}\n---\nsplit: {}\n',
  'list.yaml': '- train\n',
  'no-schema.yaml': 'name: x\n',
  'broken/manifest.json': '{"formatVersion":1,',
  'newer/manifest.json': '{"formatVersion":99}',
};

describeWith(missingBuild, 'bad input', () => {
  let cwd: string;
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'bad-input-'));
    for (const folder of ['thesis', 'empty', 'broken', 'newer', 'project', 'titanic']) await mkdir(join(cwd, folder));
    for (const [name, content] of Object.entries(FILES)) await writeFile(join(cwd, name), content);
    const schema = await readFile(join(PROJECT_ROOT, 'test/fixtures/second-survey/schema.yaml'));
    await writeFile(join(cwd, 'schema.yaml'), schema);
    await symlink('people.csv', join(cwd, 'link.csv'));
    await writeMadeUpBundle(join(cwd, 'model'));
    await writeMadeUpBundle(join(cwd, 'edited'));
    await writeFile(join(cwd, 'edited/weights.bin'), 'other weights');
  });
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  const train = (...argv: string[]): string[] => [
    'train',
    '--schema',
    'schema.yaml',
    '--out',
    'new',
    ...QUICK,
    ...argv,
  ];
  const trainOn = (file: string): string[] => train('--data', file);
  const predict = (...argv: string[]): string[] => ['predict', '--model', 'model', ...argv];

  /** One error on stderr, nothing on stdout, and a folder as it was. */
  const check = (...one: Case): Promise<void> => checkWith(diabetes, one);

  async function checkWith(run: typeof diabetes, [argv, exitCode, message]: Case): Promise<void> {
    const before = await snapshotFolder(cwd);
    const result = await run([...argv, '--json'], { cwd });
    const lines = result.stderr.trimEnd().split('\n').map(parseLine);
    const errors = lines.filter(({ type }) => type === 'error');
    expect(errors).toEqual([lines.at(-1)]);
    const [error] = errors;
    expect([error!.message, ...error!.details.map((detail) => detail.message)].join('\n')).toContain(message);
    expect(error).toMatchObject({ exitCode, message: expect.not.stringMatching(/\.$|This is a bug/) });
    expect(result).toMatchObject({ exitCode, stdout: '' });
    expect(await snapshotFolder(cwd)).toEqual(before);
  }

  describe('for train', () => {
    it.each<Case>([
      [trainOn('missing.csv'), 2, 'missing.csv does not exist'],
      [trainOn('empty'), 2, 'empty has no split.json'],
      [trainOn(''), 2, "option '--data <path>' argument '' is invalid: it must not be empty"],
      [trainOn('empty.csv'), 3, 'empty.csv is empty'],
      [trainOn('header.csv'), 3, 'header.csv has a header but no rows'],
      [trainOn('no-header.csv'), 3, 'no-header.csv has no header'],
      [trainOn('wrong-label.csv'), 3, 'has no column outcome, which holds the label; the nearest name is "outcom"'],
      [trainOn('other-survey.csv'), 3, 'has no column outcome'],
      [trainOn('letters.csv'), 3, '"cold" is not a number'],
      [trainOn('range.csv'), 3, 'range.csv has 2 problems'],
      [trainOn('bad-label.csv'), 3, '7 is none of the labels 1, 5'],
      [trainOn('ragged.csv'), 3, 'has 2 cells, the header has 6'],
      [trainOn('quote.csv'), 3, 'has a quoted cell that is not closed'],
      [trainOn('twice.csv'), 3, 'holds "Soil" more than once'],
      [trainOn('semicolons.csv'), 3, 'is separated by semicolons, not by commas'],
      [trainOn('page.csv'), 3, 'is HTML or XML, not CSV'],
      [trainOn('rubbish.csv'), 3, 'is not a text file'],
      [trainOn('utf16.csv'), 3, 'is UTF-16 text; only UTF-8 is read'],
      [trainOn('one-class.csv'), 3, 'class high (outcome 5) has no row'],
      [trainOn('few.csv'), 3, 'which leaves none for the '],
    ])('%j', check);

    it.each<Case>([
      [train(), 2, 'there are no built-in rows of the survey orchard-frost'],
      [train('--data', 'good.csv', '--out', 'good.csv'), 1, 'good.csv: a part of the path is a file, not a folder'],
      [train('--data', 'good.csv', '--out', 'good.csv/m'), 1, 'a part of the path is a file, not a folder'],
      [train('--data', 'good.csv', '--out', 'thesis'), 1, 'cannot replace the folder'],
      [train('--data', 'good.csv', '--out', 'project'), 1, 'it holds requirements.txt, but no manifest.json'],
      [train('--data', 'good.csv', '--out', '/dev/full'), 1, 'cannot write /dev/full'],
      [train('--data', 'good.csv', '--seed', '-1'), 2, 'it must be a whole number of 0 to 2^53 - 1'],
      [train('--data', 'good.csv', '--set', 'nonsense'), 2, '--set must be as in train.epochs=20, got "nonsense"'],
      [train('--data', 'good.csv', '--set', 'train.epochs=&a [*a]'), 2, 'got a value that holds itself (--set)'],
      [train('--data', 'good.csv', '--set', '__proto__.x=1'), 2, '__proto__ is not known'],
      [train('--data', 'good.csv', '--config', 'missing.yaml'), 2, 'missing.yaml does not exist'],
      [train('--data', 'good.csv', '--config', 'empty'), 2, 'empty is a folder, not a file'],
      [
        train('--data', 'good.csv', '--config', 'unknown-key.yaml'),
        2,
        'train.epocs is not known; did you mean train.epochs? (unknown-key.yaml)',
      ],
      [train('--data', 'good.csv', '--config', 'wrong-type.yaml'), 2, 'got 3 (wrong-type.yaml)'],
      [train('--data', 'good.csv', '--config', 'tabs.yaml'), 2, 'tabs.yaml is not valid YAML: line 2'],
      [train('--data', 'good.csv', '--config', 'two.yaml'), 2, 'a second document begins; only one is read'],
      [train('--data', 'good.csv', '--config', 'list.yaml'), 2, 'must hold sections such as "train:", got ["train"]'],
      [train('--data', 'good.csv', '--backend', 'gpu'), 2, 'train.backend must be one of'],
      [train('--data', 'good.csv', '--max-memory', 'much'), 2, 'it must be a size such as 800MB or 1GiB'],
      [train('--data', 'good.csv', '--max-memory', '1MB'), 1, ' MB of memory, and --max-memory allows 1 MB'],
      [
        ['train', '--set', 'data.synthetic_rows=50000000', '--max-memory', '1GB'],
        1,
        'training on 50,000,000 rows or more',
      ],
      [['train', '--schema', 'no-schema.yaml'], 3, 'does not describe a survey: '],
      [['train', '--schema', 'rubbish.csv'], 3, 'rubbish.csv '],
      [['train', '--schema', 'missing.yaml'], 2, 'missing.yaml does not exist'],
    ])('%j', check);
  });

  describe('for data', () => {
    const split = ['data', 'split', '--schema', 'schema.yaml', '--data'];
    const checkData = (...argv: string[]): string[] => ['data', 'check', '--schema', 'schema.yaml', ...argv];
    const fitSynth = ['data', 'fit-synth', '--schema', 'schema.yaml', '--data'];
    it.each<Case>([
      [['data', 'splt'], 2, "unknown command 'splt'"],
      [[...split, 'letters.csv', '--out', 'parts'], 3, 'is not a number'],
      [[...split, 'good.csv', '--out', 'thesis'], 1, 'cannot replace the folder'],
      [[...split, 'good.csv', '--out', 'titanic'], 1, 'it holds train.csv, but no split.json'],
      [[...split, 'good.csv', '--out', 'good.csv'], 1, 'a part of the path is a file, not a folder'],
      [[...fitSynth, 'good.csv'], 2, "required option '--out <file>' not specified"],
      [[...fitSynth, 'empty.csv', '--out', 's.json'], 3, 'empty.csv is empty'],
      [[...fitSynth, 'lacking.csv', '--out', 's.json'], 3, 'lacks Soil; synthetic rows need every indicator'],
      [[...fitSynth, 'missing.csv', '--out', 's.json'], 2, 'missing.csv does not exist'],
    ])('%j', check);

    // What train says of such files; rows that can be read are a report instead: data-check.test.ts.
    it.each<Case>([
      [checkData('missing.csv'), 2, 'missing.csv does not exist'],
      [checkData('thesis'), 2, 'thesis is a folder, not a file'],
      [checkData(''), 2, "command-argument value '' is invalid for argument 'file': it must not be empty"],
      [checkData(), 2, 'there is nothing to check: the data file '],
      [checkData('empty.csv'), 3, 'empty.csv is empty'],
      [checkData('header.csv'), 3, 'header.csv has a header but no rows'],
      [checkData('no-header.csv'), 3, 'no-header.csv has no header'],
      [checkData('wrong-label.csv'), 3, 'has no column outcome, which holds the label; the nearest name is "outcom"'],
      [checkData('other-survey.csv'), 3, 'has no column outcome'],
      [checkData('quote.csv'), 3, 'has a quoted cell that is not closed'],
      [checkData('twice.csv'), 3, 'holds "Soil" more than once'],
      [checkData('semicolons.csv'), 3, 'is separated by semicolons, not by commas'],
      [checkData('page.csv'), 3, 'is HTML or XML, not CSV'],
      [checkData('rubbish.csv'), 3, 'is not a text file'],
      [checkData('utf16.csv'), 3, 'is UTF-16 text; only UTF-8 is read'],
      [checkData('good.csv', '--config', 'missing.yaml'), 2, 'missing.yaml does not exist'],
      [checkData('good.csv', '--report', 'good.csv'), 2, '--report is the file that is checked'],
      [checkData('people.csv', '--report', 'link.csv'), 2, '--report is the file that is checked'],
      [checkData('good.csv', '--report', 'thesis'), 1, 'thesis: it is a folder'],
      [checkData('good.csv', '--report', 'good.csv/r.html'), 1, 'a part of the path is a file, not a folder'],
    ])('%j', check);
  });

  describe('for predict', () => {
    const intoNew = (file: string): string[] => predict('--input', file, '--out', 'new.csv');
    it.each<Case>([
      [predict(), 2, 'there is nothing to predict from'],
      [predict('--i1', '2', '--i1', '3'), 2, '--i1: I1 was given twice'],
      [predict('--i1', '99'), 2, '--i1: "99" is not valid'],
      [predict('--person', '[1]'), 2, '--person must be a JSON object'],
      [predict('--person', '{"__proto__": 1}'), 2, 'no column or flag of this survey'],
      [predict('--person', '-'), 2, '--person is empty'],
      [predict('--person', '{"i1": 2, "i1": 3}'), 2, 'i1: I1 was given twice'],
      [predict('--person', '{"i1": 2, "I1": 3}'), 2, 'I1: the same answer as i1; give one'],
      [predict('--person', '{"i1": 1e400}'), 2, 'i1: Infinity is not valid'],
      [predict('--person', '{"": 1}'), 2, '"": no column or flag of this survey'],
      [predict('--input', 'people.csv', '--out', 'people.csv'), 2, '--input and --out are the same file'],
      [predict('--input', 'people.csv', '--out', 'link.csv'), 2, '--input and --out are the same file'],
      [predict('--input', 'people.csv', '--out', 'thesis'), 1, 'thesis: it is a folder'],
      [predict('--input', 'people.csv', '--out', 'people.csv/new.csv'), 1, 'a part of the path is a file'],
      [intoNew('missing.csv'), 2, 'missing.csv does not exist'],
      [intoNew('thesis'), 2, 'thesis is a folder, not a file'],
      [intoNew('bad-people.csv'), 3, 'bad-people.csv, row 2 (line 3), column I1: 9 is outside 1 to 5'],
      [intoNew('other-survey.csv'), 3, "other-survey.csv has none of the survey's columns"],
      [intoNew('predicted.csv'), 3, 'predicted.csv already has the column p_none'],
      [intoNew('page.csv'), 3, 'is HTML or XML, not CSV'],
    ])('%j', check);

    const whatIf = (...changes: string[]): string[] =>
      predict('--i1', '2', ...changes.flatMap((change) => ['--what-if', change]));
    it.each<Case>([
      [whatIf('i1'), 2, "option '--what-if <answer=value>' argument 'i1' is invalid: it must be a name and a value"],
      [whatIf('bmi=26'), 2, '--what-if bmi: no column or flag of this survey'],
      [whatIf('i10=26'), 2, '--what-if i10: unknown; did you mean i0?'],
      [whatIf('y=1'), 2, '--what-if y: the column to predict; leave it out'],
      [whatIf('i1=99'), 2, '--what-if i1: "99" is not valid; give a number, 1 to 5'],
      [whatIf('I1=99'), 2, '--what-if I1: 99 is outside 1 to 5'],
      [whatIf('I1='), 2, '--what-if I1: "" is not a number: column names take codes'],
      [whatIf('i1=3', 'i1=4'), 2, '--what-if i1: I1 was given twice'],
      [whatIf('i1=3', 'I1=4'), 2, '--what-if I1: the same answer as --what-if i1; give one'],
      [whatIf('i1=99', 'i2=200'), 2, '2 answers cannot be used'],
      [predict('--i1', '2', '--counterfactual'), 2, '--counterfactual has nothing to change: '],
      [predict('--explain'), 2, 'there is nothing to predict from'],
      [predict('--person', '{"i1": null}', '--explain'), 2, 'there is nothing to predict from: --person holds no'],
      [predict('--input', 'people.csv', '--explain'), 2, '--explain is about one person, not about each row of'],
      [predict('--input', 'people.csv', '--what-if', 'i1=2'), 2, '--what-if is about one person'],
    ])('%j', check);

    it.each<Case>([
      [['predict', '--age', '52'], 2, 'there is no model in '],
      [['predict', '--model', 'thesis', '--age', '52'], 2, 'thesis: it has no manifest.json'],
      [['predict', '--model', 'good.csv', '--age', '52'], 2, 'good.csv: it has no manifest.json'],
      [['predict', '--model', 'broken', '--age', '52'], 3, 'manifest.json is not JSON: it is truncated or was changed'],
      [['predict', '--model', 'newer', '--age', '52'], 3, 'has format version 99, this program reads up to'],
      [['predict', '--model', 'edited', '--age', '52'], 3, 'weights.bin is not the file that the manifest names'],
    ])('%j', check);
  });

  it('is one message, with its places and a hint, for a person', async () => {
    expect(await diabetes(trainOn('letters.csv').concat('--quiet'), { cwd })).toEqual({
      exitCode: 3,
      stdout: '',
      stderr: expect.stringMatching(
        /^(note .*\n)?Error: .*letters\.csv has 1 problem: 1 in Coldest\n {2}row 61 \(line 62\), column Coldest {2}"cold" is not a number\nHint: .*\n$/,
      ),
    });
  });

  describe('for standard output', () => {
    /** Runs the program as `"$@"` inside a line of shell. */
    const inShell = (line: string, argv: readonly string[], input = '') =>
      runCommand(['sh', '-c', line, 'sh', process.execPath, PROGRAM, ...argv], { cwd, input });

    it('is not asked for twice', async () => {
      const { exitCode, stdout, stderr } = await diabetes(predict('--input', 'people.csv', '--json'), { cwd });
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(JSON.parse(stderr)).toMatchObject({ code: 'USAGE' });
    });

    it.each([
      ['one person', predict('--i1', '2')],
      ['a file', predict('--input', 'people.csv')],
    ])('that is full is told, for %s', async (_, argv) => {
      const { exitCode, stderr } = await inShell('"$@" > /dev/full', argv);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(
        /^(note .*\n)?Error: cannot write the (result|rows) to standard output: no space left on the device\n/,
      );
    });

    it('whose reader goes away is no error', async () => {
      const many = `I0,I1\n${'1,2\n'.repeat(40_000)}`;
      const pipe = '{ "$@"; echo "ended with $?" >&2; } | head -n 1';
      const { stdout, stderr } = await inShell(pipe, predict('--input', '-', '--quiet'), many);
      expect(stdout).toBe('I0,I1,p_none,p_prediabetes,p_diabetes,p_any,predicted_class\n');
      expect(stderr).toBe('ended with 0\n');
    });
  });

  describeWith(missingPermissions, 'what may not be touched', () => {
    beforeAll(async () => {
      await mkdir(join(cwd, 'locked'));
      await chmod(join(cwd, 'locked'), 0o555);
    });

    it.each<Case>([
      [train('--data', 'good.csv', '--out', 'locked/m', '--no-track'), 1, 'locked/m: permission denied'],
      [predict('--input', 'people.csv', '--out', 'locked/new.csv'), 1, 'locked/new.csv: permission denied'],
      [
        ['data', 'check', 'good.csv', '--schema', 'schema.yaml', '--report', 'locked/r.html'],
        1,
        'locked/r.html: permission denied',
      ],
    ])('%j', (...one) => checkWith(diabetesWithoutPower, one));

    it('is not taken for absent', async () => {
      await writeMadeUpBundle(join(cwd, 'private'));
      await chmod(join(cwd, 'private/manifest.json'), 0o000);
      const { exitCode, stderr } = await diabetesWithoutPower(['predict', '--model', 'private', '--i1', '2'], { cwd });
      expect(exitCode).toBe(2);
      expect(stderr).toContain('manifest.json may not be read: permission denied');
    });
  });
});
