import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asInput, checkOutput, placeOf } from '../../../src/spark/places.ts';

describe('placeOf', () => {
  it.each([
    ['people.csv', '/here/people.csv'],
    ['/data/a b%20c', '/data/a b%20c'],
    ['file:/data/x', '/data/x'],
    ['file:///data/x', '/data/x'],
    ['file://localhost/data/x', '/data/x'],
    ['a:b.csv', '/here/a:b.csv'],
  ])('finds %j on this machine', (text, path) => {
    expect(placeOf(text, '/here')).toMatchObject({ name: path, uri: `file:${path}`, path });
  });

  it.each(['s3a://bucket/key', 'hdfs://host:8020/x', 'hdfs:/x'])('leaves %j as it is', (uri) => {
    expect(placeOf(uri, '/here')).toEqual({ name: uri, uri });
  });
});

describe('a place on this machine', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'places-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is read as it stands where it is there, and else as a pattern', async () => {
    await writeFile(join(folder, 'a[1].csv'), '');
    expect(asInput(placeOf('a[1].csv', folder))).toBe(`file:${folder}/a\\[1\\].csv`);
    expect(asInput(placeOf('*.csv', folder))).toBe(`file:${folder}/*.csv`);
    expect(asInput(placeOf('*.csv', join(folder, '[a]')))).toBe(`file:${folder}/\\[a\\]/*.csv`);
    expect(asInput(placeOf('s3a://none/x', folder))).toBe('s3a://none/x');
    expect(() => asInput(placeOf('b.csv', folder))).toThrow(`${folder}/b.csv does not exist`);
    expect(() => asInput(placeOf('b.csv', join(folder, '[a]')))).toThrow(`${folder}/[a]/b.csv does not exist`);
  });

  it.each([
    ['is there', async (path: string) => mkdir(path)],
    ['is not there', () => Promise.resolve()],
  ])('may be written where it %s and is no more than empty, and is so again after a failure', async (_, make) => {
    await make(join(folder, 'out'));
    const before = await readdir(folder);
    const undo = await checkOutput(placeOf('out', folder));
    await mkdir(join(folder, 'out/_temporary/0'), { recursive: true });
    await undo();
    expect(await readdir(folder, { recursive: true })).toEqual(before);
  });

  it('is not written over', async () => {
    await writeFile(join(folder, 'file'), '');
    const message = (path: string) => `cannot write ${path}: it is there already, and is no empty folder`;
    await expect(checkOutput(placeOf('.', folder))).rejects.toMatchObject({ message: message(folder) });
    await expect(checkOutput(placeOf('file', folder))).rejects.toMatchObject({ message: message(`${folder}/file`) });
    await expect(checkOutput(placeOf('file/below', folder))).rejects.toMatchObject({ code: 'WRITE_FAILED' });
    expect(await readdir(folder)).toEqual(['file']);
  });
});
