import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { gunzipSync } from 'node:zlib';
import { parseSchema } from '../../src/pipeline/schema/parse-schema.ts';
import { readDataset } from '../../src/pipeline/dataset/read-dataset.ts';
import { parseSynthesizer } from '../../src/pipeline/synthesis/parse-synthesizer.ts';
import { sampleRows } from '../../src/pipeline/synthesis/sample-rows.ts';
import { PROBABILITY_TOTAL, WEIGHT_TOTAL, type SynthesisQuality } from '../../src/pipeline/synthesis/synthesizer.ts';
import { describeWith } from '../helpers/describe-with.ts';
import { diabetes, diabetesJson, missingBuild, PROGRAM } from '../helpers/diabetes.ts';
import { runCommand } from '../helpers/run-command.ts';
import { PROJECT_ROOT } from '../helpers/working-tree.ts';

jest.setTimeout(120_000);

const schemaFile = join(PROJECT_ROOT, 'data/schema.yaml');
const schema = parseSchema(await readFile(schemaFile, 'utf8'), schemaFile);
const synthesizerFile = join(PROJECT_ROOT, 'data/synthesizer.json');
const synthesizer = parseSynthesizer(await readFile(synthesizerFile, 'utf8'), synthesizerFile);

/** The most memory that any number of rows may take, in bytes: measured are 115 MB for 1 and for 10 million. */
const MOST_MEMORY = 200_000_000;

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'data-synth-'));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

const synth = (...argv: readonly string[]) => diabetesJson<object>(['data', 'synth', ...argv], { cwd });
const content = (name: string): Promise<string> => readFile(join(cwd, name), 'utf8');

describeWith(missingBuild, 'data synth', () => {
  it('writes rows that read back as those that were drawn', async () => {
    const out = join(cwd, 'rows.csv');
    expect(await synth('--rows', '5000', '--out', 'rows.csv')).toEqual({
      schemaVersion: 1,
      command: 'data synth',
      out,
      rows: 5000,
      seed: 42,
      labelled: true,
    });
    const { dataset, absent } = await readDataset({ source: out, schema });
    expect(absent).toEqual([]);
    expect(dataset).toEqual(sampleRows(synthesizer, 5000, 42));
  });

  it('makes the same bytes of the same seed, packed or not, and fewer rows as the first of more', async () => {
    await synth('--rows', '9000', '--seed', '7', '--out', 'many.csv');
    await synth('--rows', '9000', '--seed', '7', '--out', 'many.csv.gz');
    await synth('--rows', '5000', '--seed', '7', '--out', 'few.csv');
    await synth('--rows', '5000', '--seed', '8', '--out', 'other.csv');
    const many = await content('many.csv');
    const few = await content('few.csv');
    expect(gunzipSync(await readFile(join(cwd, 'many.csv.gz'))).toString() === many).toBe(true);
    expect(many.startsWith(few)).toBe(true);
    expect((await content('other.csv')) === few).toBe(false);
    const piped = await diabetes(['data', 'synth', '--rows', '5000', '--seed', '7', '--out', '-'], { cwd });
    expect(piped.stdout === few).toBe(true);
    expect(piped).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('keeps the shares of answers within a point of those in the figures', async () => {
    await synth('--rows', '40000', '--out', 'shares.csv');
    const { dataset } = await readDataset({ source: join(cwd, 'shares.csv'), schema });
    synthesizer.columns.forEach(({ minimum, probabilities }, index) => {
      probabilities[0]!.forEach((_, level) => {
        let expected = 0;
        for (const [component, weight] of synthesizer.weights.entries()) {
          expected += (weight / WEIGHT_TOTAL) * (probabilities[component]![level]! / PROBABILITY_TOTAL);
        }
        let count = 0;
        for (const code of dataset.columns[index]!) if (code === minimum + level) count += 1;
        expect(Math.abs(count / dataset.rows - expected)).toBeLessThan(0.01);
      });
    });
  });

  it('leaves out the label, and nothing else, of rows to predict', async () => {
    await synth('--rows', '50', '--out', 'labelled.csv');
    await synth('--rows', '50', '--unlabelled', '--out', 'people.csv');
    const withoutLabel = (await content('labelled.csv')).replace(/^[^,]*,/gm, '');
    expect(await content('people.csv')).toBe(withoutLabel);
  });

  it('says for a person what the rows are not', async () => {
    const { stdout } = await diabetes(['data', 'synth', '--rows', '1', '--out', 'one.csv'], { cwd });
    expect(stdout).toBe(`1 synthetic row in ${join(cwd, 'one.csv')}: drawn from figures, nobody's answers\n`);
  });

  it('takes no more memory for a million rows', async () => {
    const tellMemory = 'process.on("exit", () => console.error(process.resourceUsage().maxRSS))';
    const argv = ['--import', `data:text/javascript,${tellMemory}`, PROGRAM, 'data', 'synth', '--rows', '1000000'];
    const { exitCode, stderr } = await runCommand([process.execPath, ...argv, '--out', '/dev/null'], { cwd });
    expect(exitCode).toBe(0);
    const kilobytes = Number(stderr.trimEnd().split('\n').at(-1));
    expect(kilobytes * 1024).toBeLessThan(MOST_MEMORY);
  });

  it('when it is told to stop leaves nothing half-written', async () => {
    await writeFile(join(cwd, 'kept.csv'), 'old\n');
    const before = (await readdir(cwd)).sort();
    const argv = [PROGRAM, 'data', 'synth', '--rows', '1000000000', '--out', 'kept.csv', '--json'];
    const child = spawn(process.execPath, argv, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    const ended = once(child, 'close');
    // Told once: the next progress comes after ten million rows.
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (line.includes('"progress"')) child.kill('SIGINT');
    });
    expect(await ended).toEqual([130, null]);
    expect(await content('kept.csv')).toBe('old\n');
    expect((await readdir(cwd)).sort()).toEqual(before);
  });

  it('draws from figures that data fit-synth fitted', async () => {
    await synth('--rows', '3000', '--out', 'real.csv');
    const fit = ['data', 'fit-synth', '--data', 'real.csv', '--out', 'figures.json'];
    const { quality } = await diabetesJson<{ quality: SynthesisQuality }>(fit, { cwd });
    expect(quality).toEqual({
      rows: 3000,
      marginalError: expect.any(Number),
      meanMarginalError: expect.any(Number),
      correlationError: expect.any(Number),
      copies: expect.any(Number),
      realCopies: expect.any(Number),
    });
    expect(quality.meanMarginalError).toBeLessThan(quality.marginalError);
    const { dataset: real } = await readDataset({ source: join(cwd, 'real.csv'), schema });
    const answers = Array.from({ length: real.rows }, (_, row) => real.columns.map((column) => column[row]).join());
    const repeated = answers.filter((row) => answers.indexOf(row) !== answers.lastIndexOf(row));
    expect(quality.realCopies).toBeCloseTo(repeated.length / real.rows, 4);
    await synth('--rows', '100', '--synthesizer', 'figures.json', '--out', 'fitted.csv');
    const { dataset } = await readDataset({ source: join(cwd, 'fitted.csv'), schema });
    expect(dataset.rows).toBe(100);
  });

  describe('refuses', () => {
    it.each<[string[], number, RegExp]>([
      [[], 2, /required option '--out <file>' not specified/],
      [['--out', 'new.csv', '--rows', '0'], 2, /must be 1 or more/],
      [['--out', 'new.csv', '--rows', 'many'], 2, /must be a whole number/],
      [['--out', '-'], 2, /--json and the rows cannot both go to standard output/],
      [['--out', '/dev/full'], 1, /cannot write \/dev\/full: no space left/],
      [['--out', '.'], 1, /it is a folder/],
      [['--out', 'new.csv', '--synthesizer', 'missing.json'], 2, /missing.json does not exist/],
      [['--out', 'new.csv', '--synthesizer', schemaFile], 3, /is not JSON/],
      [
        ['--out', 'new.csv', '--schema', join(PROJECT_ROOT, 'test/fixtures/second-survey/schema.yaml')],
        2,
        /there are no built-in rows of the survey orchard-frost/,
      ],
    ])('%j', async (argv, exitCode, message) => {
      const before = await readdir(cwd);
      const result = await diabetes(['data', 'synth', ...argv, '--json'], { cwd });
      expect(result).toMatchObject({ exitCode, stdout: '' });
      const error = JSON.parse(result.stderr.trimEnd().split('\n').at(-1)!) as object;
      expect(error).toMatchObject({ exitCode, message: expect.stringMatching(message) });
      expect(await readdir(cwd)).toEqual(before);
    });
  });
});
