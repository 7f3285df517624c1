import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFiles } from '../../../src/foundation/write-files.ts';
import { snapshotFolder } from '../../helpers/snapshot-folder.ts';

const FILES = new Map([
  ['metrics.json', 'new metrics'],
  ['plots/roc.json', 'new curve'],
]);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'write-files-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('makes the folders, replaces what was there, and leaves the rest', async () => {
  await writeFiles(join(folder, 'reports'), FILES);
  await writeFile(join(folder, 'reports/plots/own.json'), 'mine');
  await writeFile(join(folder, 'reports/plots/roc.json'), 'stale and longer than the new one');
  await writeFiles(join(folder, 'reports'), FILES);
  const names = (await snapshotFolder(folder)).map((line) => line.slice(folder.length + 1).split(' ')[0]);
  expect(names).toEqual([
    'reports/',
    'reports/metrics.json',
    'reports/plots/',
    'reports/plots/own.json',
    'reports/plots/roc.json',
  ]);
  expect(await readFile(join(folder, 'reports/plots/roc.json'), 'utf8')).toBe('new curve');
  expect(await readFile(join(folder, 'reports/plots/own.json'), 'utf8')).toBe('mine');
});

it.each<[string, () => Promise<unknown>, string]>([
  [
    'a folder is where a file belongs',
    () => mkdir(join(folder, 'reports/plots/roc.json'), { recursive: true }),
    'reports/plots/roc.json: it is a folder',
  ],
  [
    'a file is where a folder belongs',
    async () => {
      await mkdir(join(folder, 'reports'));
      await writeFile(join(folder, 'reports/plots'), '');
    },
    'reports/plots/roc.json: a part of the path is a file, not a folder',
  ],
])('writes nothing where %s', async (_, prepare, message) => {
  await prepare();
  const before = await snapshotFolder(folder);
  await expect(writeFiles(join(folder, 'reports'), FILES)).rejects.toThrow(`cannot write ${join(folder, message)}`);
  expect(await snapshotFolder(folder)).toEqual(before);
});
