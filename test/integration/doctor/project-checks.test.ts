import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { perform } from '../../../src/commands/doctor/check.ts';
import { MODEL_CHECK } from '../../../src/commands/doctor/model-check.ts';
import { PROJECT_CHECKS } from '../../../src/commands/doctor/project-checks.ts';
import { sha256 } from '../../../src/foundation/hashing.ts';
import { fakeContext } from '../../helpers/fake-context.ts';
import { writeMadeUpBundle } from '../../helpers/write-made-up-bundle.ts';
import { SHIPPED_SCHEMA } from '../../unit/schema/shipped-schema.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'doctor-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(cwd, path)), { recursive: true });
  await writeFile(join(cwd, path), text);
}

async function find(name: string) {
  const check = [...PROJECT_CHECKS, MODEL_CHECK].find((one) => one.name === name)!;
  const { name: _, ...finding } = await perform(check, { context: fakeContext({ cwd }), options: { online: false } });
  return finding;
}

const HEADER = ['Diabetes_012', ...SHIPPED_SCHEMA.indicators.map(({ name }) => name)].join(',');

describe('the project', () => {
  it('is where params.yaml is', async () => {
    expect(await find('project')).toMatchObject({ state: 'note', fix: 'diabetes init' });
    await write('params.yaml', '');
    expect(await find('project')).toEqual({ state: 'ok', value: cwd });
    const root = cwd;
    await mkdir((cwd = join(root, 'below')));
    expect(await find('project')).toEqual({ state: 'ok', value: root });
    cwd = root;
  });
});

describe('the params', () => {
  it('are the defaults or other than them', async () => {
    expect(await find('params')).toEqual({ state: 'ok', value: 'the defaults' });
    await write('params.yaml', 'train: { epochs: 3, seed: 42, hidden: [] }');
    expect(await find('params')).toEqual({
      state: 'ok',
      value: '2 params other than the default',
      detail: 'train.hidden=[]\ntrain.epochs=3',
    });
  });

  it.each([
    ['train: [', /is not valid YAML: /],
    ['train: { epochs: 0 }', /^train\.epochs must be a whole number of 1 or more, got 0 \(params\.yaml\)$/],
  ])('%j are a problem', async (text, value) => {
    await write('params.yaml', text);
    expect(await find('params')).toMatchObject({ state: 'problem', value: expect.stringMatching(value) });
    expect(await find('data')).toMatchObject({ state: 'note' });
  });
});

describe('the rows', () => {
  it('are synthetic, a file, or a folder of parts', async () => {
    expect(await find('data')).toMatchObject({
      state: 'note',
      value: 'there is no data/raw/diabetes.csv: training uses 200,000 synthetic rows',
    });
    await write('data/raw/diabetes.csv', `${HEADER}\n`);
    const value = `data/raw/diabetes.csv: ${HEADER.length + 1} B, 21 of 21 indicators`;
    expect(await find('data')).toEqual({ state: 'ok', value });
    await write('params.yaml', 'data: { path: parts }');
    await write('parts/split.json', '{}');
    expect(await find('data')).toEqual({ state: 'ok', value: `${join(cwd, 'parts')}: rows that were split` });
  });

  it.each([
    ['a,b\n1,2\n', /has no column Diabetes_012, which holds the label$/],
    ['<html>', /is HTML or XML, not CSV/],
    ['', /is empty$/],
  ])('that are %j are a problem', async (text, value) => {
    await write('data/raw/diabetes.csv', text);
    expect(await find('data')).toMatchObject({ state: 'problem', value: expect.stringMatching(value) });
  });

  it('that were named and are not there are a problem', async () => {
    await write('params.yaml', 'data: { path: mine.csv }');
    expect(await find('data')).toMatchObject({
      state: 'problem',
      value: expect.stringMatching(/mine\.csv does not exist/),
    });
  });

  it('that DVC keeps elsewhere are fetched by it', async () => {
    await write('data/raw/diabetes.csv.dvc', 'outs: []');
    expect(await find('data')).toMatchObject({ state: 'problem', fix: 'DVC keeps it: run `diabetes data fetch`.' });
  });
});

describe('the model', () => {
  const model = (): string => join(cwd, 'models/diabetes');

  it('is none at first', async () => {
    expect(await find('model')).toEqual({ state: 'note', value: 'none was trained yet', fix: 'diabetes train' });
  });

  it('is whole, also while it is being replaced, and without its provenance', async () => {
    const { digest } = await writeMadeUpBundle(model());
    expect(await find('model')).toMatchObject({ state: 'ok', detail: expect.stringContaining(digest) });
    await rename(model(), `${model()}.previous`);
    expect(await find('model')).toMatchObject({ state: 'ok', value: expect.stringContaining('trained 2020-01-01 on') });
    await rm(join(`${model()}.previous`, 'provenance.json'));
    expect(await find('model')).toMatchObject({ state: 'ok', value: expect.stringContaining('trained on 4') });
  });

  it.each([
    ['manifest.json', '{"formatVersion":', /is not JSON/],
    ['golden.json', '{}', /golden\.json is not the file that the manifest names/],
  ])('with another %s is a problem', async (file, text, value) => {
    await writeMadeUpBundle(model());
    await write(`models/diabetes/${file}`, text);
    expect(await find('model')).toMatchObject({ state: 'problem', value: expect.stringMatching(value) });
  });

  it('without a manifest is a problem', async () => {
    await mkdir(model(), { recursive: true });
    expect(await find('model')).toMatchObject({
      state: 'problem',
      value: expect.stringMatching(/has no manifest\.json$/),
    });
  });

  it('that says something else than it did is a problem', async () => {
    await writeMadeUpBundle(model());
    const read = async (file: string) => JSON.parse(await readFile(join(model(), file), 'utf8')) as unknown;
    const golden = (await read('golden.json')) as { cases: { probabilities: number[] }[] };
    golden.cases[2]!.probabilities[0]! += 0.01;
    const changed = JSON.stringify(golden);
    await write('models/diabetes/golden.json', changed);
    const manifest = (await read('manifest.json')) as { files: Record<string, string> };
    manifest.files['golden.json'] = sha256(changed);
    await write('models/diabetes/manifest.json', JSON.stringify(manifest));
    await rm(join(model(), 'provenance.json'));
    expect(await find('model')).toMatchObject({
      state: 'problem',
      value: expect.stringMatching(/^golden prediction 3 of 20 differs by 1\.0e-2/),
    });
  });
});
