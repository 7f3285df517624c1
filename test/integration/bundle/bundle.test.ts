import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '../../../src/foundation/hashing.ts';
import { checkGolden } from '../../../src/pipeline/bundle/golden.ts';
import { loadBundle, loadGolden, loadPopulation, loadProfile } from '../../../src/pipeline/bundle/load-bundle.ts';
import { mlflowFiles } from '../../../src/pipeline/bundle/mlflow-files.ts';
import { mlmodelText } from '../../../src/pipeline/bundle/mlmodel.ts';
import { onnxFile } from '../../../src/pipeline/bundle/onnx/onnx-file.ts';
import { createPredictor } from '../../../src/pipeline/prediction/predictor.ts';
import { MADE_UP_CONTENT, writeMadeUpBundle } from '../../helpers/write-made-up-bundle.ts';

let outside: string;
let folder: string;
beforeEach(async () => {
  outside = await mkdtemp(join(tmpdir(), 'bundle-'));
  folder = join(outside, 'model');
});
afterEach(() => rm(outside, { recursive: true, force: true }));

const path = (name: string): string => join(folder, name);
const edit = async (name: string, change: (text: string) => string): Promise<void> => {
  await writeFile(path(name), change(await readFile(path(name), 'utf8')));
};

describe('a bundle', () => {
  it('is read back as it was written', async () => {
    await writeMadeUpBundle(folder);
    const { manifest, weights, digest, version } = await loadBundle(folder);
    const { files, ...rest } = manifest;
    expect(rest).toEqual(JSON.parse(JSON.stringify(MADE_UP_CONTENT.manifest)));
    expect(weights).toEqual(MADE_UP_CONTENT.weights);
    expect(digest).toBe(sha256(await readFile(path('manifest.json'))));
    expect(version).toBe(digest.slice(0, 12));
    for (const [name, hash] of Object.entries(files)) expect(sha256(await readFile(path(name)))).toBe(hash);
    expect(await readdir(outside)).toEqual(['model']);
  });

  it('has the same digest whoever made it, when and where, and another for another content', async () => {
    await writeMadeUpBundle(folder);
    const { digest } = await loadBundle(folder);
    await writeMadeUpBundle(folder, {
      provenance: { ...MADE_UP_CONTENT.provenance, createdBy: 'another', runId: 'x' },
    });
    expect((await loadBundle(folder)).digest).toBe(digest);
    await writeMadeUpBundle(folder, { profile: { ...MADE_UP_CONTENT.profile, rows: 5 } });
    expect((await loadBundle(folder)).digest).not.toBe(digest);
  });

  it('says what it said when it was made', async () => {
    await writeMadeUpBundle(folder);
    const bundle = await loadBundle(folder);
    const golden = await loadGolden(bundle);
    expect(golden.cases).toHaveLength(20);
    expect(Object.keys(golden.cases[0]!.answers).length).toBeGreaterThan(Object.keys(golden.cases[19]!.answers).length);
    const predictor = createPredictor(bundle.manifest, bundle.weights);
    expect(() => {
      checkGolden(predictor, golden);
    }).not.toThrow();

    const other = createPredictor(
      bundle.manifest,
      bundle.weights.map((weight) => weight * 1.01),
    );
    expect(() => {
      checkGolden(other, golden);
    }).toThrow(/^golden prediction \d+ of 20 differs by /);
  });

  it('is read from its predecessor while it is being replaced', async () => {
    await writeMadeUpBundle(folder);
    const { digest } = await loadBundle(folder);
    await rename(folder, `${folder}.previous`);
    expect(await loadBundle(folder)).toMatchObject({ digest, folder: `${folder}.previous` });
  });

  it('says what its training rows looked like', async () => {
    await writeMadeUpBundle(folder);
    expect(await loadProfile(await loadBundle(folder))).toEqual(MADE_UP_CONTENT.profile);
  });

  it('holds the same model as ONNX', async () => {
    await writeMadeUpBundle(folder);
    const { manifest, weights } = await loadBundle(folder);
    expect(Buffer.compare(await readFile(path('model.onnx')), onnxFile(manifest, weights))).toBe(0);
    expect(Object.keys(manifest.files)).toContain('model.onnx');
  });

  it('is a model of MLflow, whose files follow from the others', async () => {
    await writeMadeUpBundle(folder);
    const bundle = await loadBundle(folder);
    const { manifest } = bundle;
    expect(await readFile(path('MLmodel'), 'utf8')).toBe(mlmodelText(manifest));
    const beside = Object.entries(mlflowFiles(manifest.schema, await loadGolden(bundle)));
    for (const [name, text] of beside) expect(await readFile(path(name), 'utf8')).toBe(text);
    expect(Object.keys(manifest.files)).toEqual(expect.arrayContaining(beside.map(([name]) => name)));
    // What MLflow gives back holds the ids of its server.
    await edit('MLmodel', (text) => `run_id: x\n${text}`);
    expect(await loadBundle(folder)).toEqual(bundle);
  });

  it('of an earlier program has neither ONNX nor population nor what MLflow reads, and is read', async () => {
    await writeMadeUpBundle(folder);
    const first = ['model.json', 'weights.bin', 'golden.json', 'profile.json'];
    const { files, ...manifest } = JSON.parse(await readFile(path('manifest.json'), 'utf8')) as { files: object };
    for (const name of await readdir(folder)) if (![...first, 'manifest.json'].includes(name)) await rm(path(name));
    const kept = Object.entries(files).filter(([name]) => first.includes(name));
    await writeFile(path('manifest.json'), JSON.stringify({ ...manifest, files: Object.fromEntries(kept) }));
    const bundle = await loadBundle(folder);
    expect(Object.keys(bundle.manifest.files)).toEqual(first);
    checkGolden(createPredictor(bundle.manifest, bundle.weights), await loadGolden(bundle));
    expect(await loadPopulation(bundle)).toBeUndefined();
    await writeMadeUpBundle(folder);
    expect(await readdir(folder)).toContain('MLmodel');
  });

  it('of a later program may hold a population that this one cannot read', async () => {
    await writeMadeUpBundle(folder, { population: { ...MADE_UP_CONTENT.population, formatVersion: 2 } });
    await expect(loadPopulation(await loadBundle(folder))).rejects.toMatchObject({
      code: 'INVALID_BUNDLE',
      message: `${path('population.json')} has format version 2, this program reads up to 1`,
    });
  });

  it('needs no provenance', async () => {
    await writeMadeUpBundle(folder);
    const { digest } = await loadBundle(folder);
    await rm(path('provenance.json'));
    expect((await loadBundle(folder)).digest).toBe(digest);
  });
});

describe('loadBundle refuses', () => {
  beforeEach(() => writeMadeUpBundle(folder));

  const without = (key: string) => (text: string) => {
    const manifest = JSON.parse(text) as Record<string, unknown>;
    return JSON.stringify({ ...manifest, [key]: undefined });
  };

  it.each<[string, string, () => Promise<void>]>([
    [
      'an empty manifest',
      'manifest.json is not JSON: it is truncated or was changed',
      () => truncate(path('manifest.json')),
    ],
    ['a truncated manifest', 'manifest.json is not JSON', () => truncate(path('manifest.json'), 500)],
    [
      'a manifest that is null',
      'manifest.json is not the manifest of a model',
      () => writeFile(path('manifest.json'), 'null'),
    ],
    [
      'a manifest that is a list',
      'manifest.json is not the manifest of a model',
      () => writeFile(path('manifest.json'), '[]'),
    ],
    [
      'a manifest of nothing',
      'manifest.json is not the manifest of a model',
      () => writeFile(path('manifest.json'), '{}'),
    ],
    [
      'version 0',
      'manifest.json is not the manifest of a model',
      () => edit('manifest.json', (text) => text.replace('"formatVersion":1', '"formatVersion":0')),
    ],
    [
      'a newer version',
      'manifest.json has format version 2, this program reads up to 1',
      () => edit('manifest.json', (text) => text.replace('"formatVersion":1', '"formatVersion":2')),
    ],
    [
      'no calibration',
      'manifest.json lacks "calibration": it was changed',
      () => edit('manifest.json', without('calibration')),
    ],
    ['no hashes', 'manifest.json lacks "files": it was changed', () => edit('manifest.json', without('files'))],
    [
      'an edited manifest',
      'manifest.json is not the file that provenance.json names',
      () => edit('manifest.json', (text) => text.replace('"temperature":1.3', '"temperature":9')),
    ],
    ['no weights', 'weights.bin is missing', () => rm(path('weights.bin'))],
    [
      'a folder in place of weights',
      'weights.bin is a folder, not a file',
      async () => {
        await rm(path('weights.bin'));
        await mkdir(path('weights.bin'));
      },
    ],
    [
      'truncated weights',
      'weights.bin is not the file that the manifest names',
      () => truncate(path('weights.bin'), 8),
    ],
    ['empty weights', 'weights.bin is not the file that the manifest names', () => truncate(path('weights.bin'))],
    [
      'edited weights',
      'weights.bin is not the file that the manifest names',
      async () => {
        const bytes = await readFile(path('weights.bin'));
        bytes[5]! ^= 1;
        await writeFile(path('weights.bin'), bytes);
      },
    ],
  ])('%s', async (_, message, corrupt) => {
    await corrupt();
    await expect(loadBundle(folder)).rejects.toMatchObject({
      code: 'INVALID_BUNDLE',
      message: expect.stringContaining(message),
    });
  });

  it('a folder without a model, and a path that is none', async () => {
    const missing = {
      code: 'PATH_NOT_FOUND',
      message: expect.stringMatching(/^there is no model in .*: it has no manifest\.json$/),
    };
    await expect(loadBundle(outside)).rejects.toMatchObject(missing);
    await expect(loadBundle(join(outside, 'nowhere'))).rejects.toMatchObject(missing);
    await expect(loadBundle(path('weights.bin'))).rejects.toMatchObject(missing);
  });

  it.each([
    ['golden.json', loadGolden],
    ['profile.json', loadProfile],
  ] as const)('a changed %s when it is asked for', async (name, load) => {
    await edit(name, (text) => `${text}\n`);
    const bundle = await loadBundle(folder);
    await expect(load(bundle)).rejects.toMatchObject({ code: 'INVALID_BUNDLE' });
  });
});

describe('writeBundle', () => {
  it('keeps the old bundle where the new one does not say what its golden predictions say', async () => {
    await writeMadeUpBundle(folder);
    const { digest } = await loadBundle(folder);
    const weights = MADE_UP_CONTENT.weights.map((weight) => weight + 0.1);
    await expect(writeMadeUpBundle(folder, { weights })).rejects.toMatchObject({ code: 'INVALID_BUNDLE' });
    expect((await loadBundle(folder)).digest).toBe(digest);
    expect(await readdir(outside)).toEqual(['model']);
  });

  it('replaces no folder that holds anything else', async () => {
    await mkdir(folder);
    await writeFile(path('manifest.json'), '{"name": "somebody\'s web app"}');
    await writeFile(path('thesis.md'), 'years of work');
    await expect(writeMadeUpBundle(folder)).rejects.toMatchObject({ code: 'WRITE_FAILED' });
    expect((await readdir(folder)).sort()).toEqual(['manifest.json', 'thesis.md']);
    expect(await readdir(outside)).toEqual(['model']);
  });

  it('replaces no folder without a manifest, though its files have names that a bundle has too', async () => {
    await mkdir(folder);
    await writeFile(path('requirements.txt'), 'flask\n');
    await expect(writeMadeUpBundle(folder)).rejects.toMatchObject({
      code: 'WRITE_FAILED',
      message: `cannot replace the folder ${folder}: it holds requirements.txt, but no manifest.json`,
    });
    expect(await readFile(path('requirements.txt'), 'utf8')).toBe('flask\n');
  });
});
