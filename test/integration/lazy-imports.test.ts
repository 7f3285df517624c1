import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describeWith } from '../helpers/describe-with.ts';
import { missingBuild, PROGRAM } from '../helpers/diabetes.ts';
import { runOrThrow } from '../helpers/run-command.ts';
import { PROJECT_ROOT } from '../helpers/working-tree.ts';
import { writeMadeUpBundle } from '../helpers/write-made-up-bundle.ts';

const RECORDER = pathToFileURL(join(PROJECT_ROOT, 'test/fixtures/record-imports.mjs')).href;

describeWith(missingBuild, 'what is loaded', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lazy-imports-'));
    await writeMadeUpBundle(join(folder, 'model'));
    await writeFile(join(folder, 'people.csv'), 'I0,I1\n1,2\n');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** The packages that a run of the built program loads, and its own modules. */
  async function loadedBy(...argv: string[]): Promise<{ packages: string[]; own: string[] }> {
    const record = join(folder, 'imports.txt');
    await writeFile(record, '');
    const env = { ...process.env, DIABETES_TEST_IMPORTS: record, NODE_OPTIONS: '', FORCE_COLOR: undefined };
    await runOrThrow([process.execPath, '--import', RECORDER, PROGRAM, ...argv], { cwd: folder, env });
    const urls = (await readFile(record, 'utf8')).split('\n');
    const packages = urls.flatMap((url) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? []);
    const own = urls.flatMap((url) => /\/dist\/(.*)\.js$/.exec(url)?.[1] ?? []);
    return { packages: [...new Set(packages)].sort(), own: [...new Set(own)] };
  }

  it.each([
    ['help', ['--help']],
    ['the version', ['--version']],
    ['the help of train', ['train', '--help']],
    ['one person', ['predict', '--model', 'model', '--i1', '2']],
    ['one person as JSON', ['predict', '--model', 'model', '--person', '{"I1": 2}', '--json']],
  ])('for %s is the program alone: commander is part of it', async (_, argv) => {
    const { packages, own } = await loadedBy(...argv);
    expect(packages).toEqual([]);
    expect(own).toContain('program/main');
  });

  it('for one person is no explanation unless it is asked for', async () => {
    const person = ['predict', '--model', 'model', '--i1', '2'];
    const parts = async (...argv: string[]) =>
      (await loadedBy(...person, ...argv)).own.filter((name) => name.startsWith('program/explain-'));
    expect(await parts()).toEqual([]);
    expect(await parts('--explain')).toHaveLength(1);
  });

  it('for one person is nothing that writes ONNX', async () => {
    const program = join(PROJECT_ROOT, 'dist/program');
    const texts = await Promise.all((await readdir(program)).map((name) => readFile(join(program, name), 'utf8')));
    const writesOnnx = (text: string) => text.includes('GreaterOrEqual');
    expect(texts.filter(writesOnnx)).toHaveLength(1);

    const { own } = await loadedBy('predict', '--model', 'model', '--i1', '2');
    const loaded = await Promise.all(own.map((name) => readFile(join(PROJECT_ROOT, 'dist', `${name}.js`), 'utf8')));
    expect(loaded.filter(writesOnnx)).toEqual([]);
  });

  it('for a file is csv-parse besides', async () => {
    const { packages } = await loadedBy('predict', '--model', 'model', '--input', 'people.csv', '--out', 'risks.csv');
    expect(packages).toEqual(['csv-parse']);
  });

  describe('for --help', () => {
    it('is what every command starts with, in one file', async () => {
      const { own } = await loadedBy('--help');
      const others = own.filter((name) => !/^program\/(main|rolldown-runtime-[\w-]+)$/.test(name));
      expect(others).toEqual([expect.stringMatching(/^program\/start-/)]);
    });
  });
});
