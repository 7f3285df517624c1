import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PipelineEvent } from '../../../src/foundation/events.ts';
import { loadBundle } from '../../../src/pipeline/bundle/load-bundle.ts';
import { parseModelUri } from '../../../src/tracking/mlflow/model-uri.ts';
import { fetchModel, type FetchRequest } from '../../../src/tracking/models/fetch-model.ts';
import { openModelCache } from '../../../src/tracking/models/model-cache.ts';
import { fakeMlflow, networkError, type FakeAnswer } from '../../helpers/fake-mlflow.ts';
import { writeMadeUpBundle } from '../../helpers/write-made-up-bundle.ts';

const MODEL = 'models:/diabetes@champion';
const SERVER = 'http://mlflow:5000';
const NOW = Date.UTC(2026, 0, 31, 12);

let folder: string;
/** Where the server keeps the model, in a folder that this machine sees. */
let artifacts: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fetch-model-'));
  artifacts = join(folder, 'server', 'm-1', 'artifacts');
  await writeMadeUpBundle(artifacts);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What a server answers to an alias: the version, the version again, and where its files are. */
const aliasAnswers = (place = artifacts): readonly FakeAnswer[] => {
  const version = { name: 'diabetes', version: '3', source: 'models:/m-1', run_id: 'f'.repeat(32) };
  return [
    { body: { model_version: version } },
    { body: { model_version: version } },
    { body: { artifact_uri: pathToFileURL(place).href } },
  ];
};

const cache = () => openModelCache(join(folder, 'cache'), SERVER);

function request(text: string, answers: readonly FakeAnswer[], changes: Partial<FetchRequest> = {}) {
  const { client, asked } = fakeMlflow(answers);
  const events: PipelineEvent[] = [];
  const fetching = fetchModel({
    reference: { text, uri: parseModelUri(text) },
    client,
    cache: cache(),
    isOffline: false,
    report: (event) => events.push(event),
    clock: { now: () => NOW, elapsed: () => 0 },
    signal: new AbortController().signal,
    ...changes,
  });
  return { fetching, asked, events };
}

const filesBelow = async (path: string) => (await readdir(path, { recursive: true }).catch(() => [])).sort();

describe('fetchModel', () => {
  it('fetches a model once, and asks for an alias each time', async () => {
    const first = request(MODEL, aliasAnswers());
    const fetched = await first.fetching;
    const bundle = await loadBundle(fetched.folder);
    expect(bundle.digest).toBe((await loadBundle(artifacts)).digest);
    expect(first.events.map(({ type }) => type)).toEqual(['stage-started', 'stage-completed']);
    expect(first.events[1]).toMatchObject({ summary: `version 3 of diabetes from ${SERVER}` });

    await rm(artifacts, { recursive: true });
    const second = request(MODEL, aliasAnswers());
    expect(await second.fetching).toEqual(fetched);
    expect([second.asked.length, second.events]).toEqual([3, []]);
  });

  it.each(['models:/diabetes/3', 'models:/m-1'])(
    'asks nothing for %s, which never changes, once it is here',
    async (text) => {
      const { folder: place } = await request(MODEL, aliasAnswers()).fetching;
      const later = request(text, [new Error('nobody is to be asked')]);
      expect((await later.fetching).folder).toBe(place);
      expect(later.asked).toEqual([]);
    },
  );

  it('takes from the cache alone what it was told before, with the time', async () => {
    const isOffline = true;
    const before = request(MODEL, [], { isOffline });
    await expect(before.fetching).rejects.toMatchObject({ code: 'PATH_NOT_FOUND', exitCode: 2 });
    await request(MODEL, aliasAnswers()).fetching;
    const { fetching, asked } = request(MODEL, [], { isOffline });
    expect(await fetching).toMatchObject({ time: '2026-01-31T12:00:00.000Z', model: { version: '3' } });
    expect([before.asked, asked]).toEqual([[], []]);
  });

  it('says what is possible where the server does not answer', async () => {
    const dead = [networkError('ECONNREFUSED')];
    const alone: unknown = await request(MODEL, dead).fetching.catch((error: unknown) => error);
    expect(alone).toMatchObject({ exitCode: 5, hint: expect.not.stringContaining('--offline') });
    await request(MODEL, aliasAnswers()).fetching;
    await expect(request(MODEL, dead).fetching).rejects.toMatchObject({
      exitCode: 5,
      hint: expect.stringContaining('--offline takes version 3 of diabetes, as of 2026-01-31T12:00:00.000Z'),
    });
  });

  it.each([
    ['has no manifest', { file: 'manifest.json' }, 'is no model that this program can use: it has no manifest.json'],
    ['lacks a file', { file: 'population.json' }, 'population.json is missing'],
    ['was cut off', { file: 'weights.bin', content: '' }, 'weights.bin is not the file that the manifest names'],
    ['was changed', { file: 'golden.json', content: '{}' }, 'golden.json is not the file that the manifest names'],
  ])('leaves nothing of a model that %s', async (_, { file, content }: { file: string; content?: string }, message) => {
    if (content === undefined) await rm(join(artifacts, file));
    else await writeFile(join(artifacts, file), content);
    const error: unknown = await request(MODEL, aliasAnswers()).fetching.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'INVALID_BUNDLE', message: expect.stringContaining(message) });
    expect((error as Error).message).not.toContain(folder);
    expect((await filesBelow(join(folder, 'cache'))).filter((path) => path.includes('.json'))).toEqual([]);
    expect((await filesBelow(join(folder, 'cache'))).filter((path) => path.includes('.new'))).toEqual([]);
  });

  it('fetches again what is damaged here', async () => {
    const { folder: place } = await request(MODEL, aliasAnswers()).fetching;
    await writeFile(join(place, 'weights.bin'), '');
    const again = request('models:/diabetes/3', aliasAnswers().slice(1));
    expect((await again.fetching).folder).toBe(place);
    await expect(loadBundle(place)).resolves.toMatchObject({ folder: place });
  });

  it('lets several processes fetch the same at once', async () => {
    const results = await Promise.all(Array.from({ length: 4 }, () => request(MODEL, aliasAnswers()).fetching));
    expect(new Set(results.map((result) => result.folder)).size).toBe(1);
    await loadBundle(results[0]!.folder);
    expect((await filesBelow(join(folder, 'cache'))).filter((path) => path.includes('.new'))).toEqual([]);
  });

  it('follows an alias to another model', async () => {
    const other = join(folder, 'server', 'm-2', 'artifacts');
    await cp(artifacts, other, { recursive: true });
    const first = await request(MODEL, aliasAnswers()).fetching;
    const second = await request(MODEL, aliasAnswers(other)).fetching;
    expect(second.folder).not.toBe(first.folder);
    expect(await request(MODEL, [], { isOffline: true }).fetching).toEqual(second);
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    controller.abort(new Error('stopped'));
    const { fetching } = request(MODEL, aliasAnswers(), { signal: controller.signal });
    await expect(fetching).rejects.toThrow('stopped');
    expect(await filesBelow(join(folder, 'cache'))).toEqual([]);
  });
});
