import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { openRows } from '../../../src/pipeline/dataset/open-rows.ts';
import { readDataset } from '../../../src/pipeline/dataset/read-dataset.ts';
import { collect, rejection } from '../../unit/dataset/csv-reading.ts';
import { SMALL_SURVEY as schema } from '../../unit/dataset/small-survey.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-csv-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/** Waits until a stream is closed; the test's time runs out when it is not. */
async function closing(stream: Readable): Promise<void> {
  if (!stream.closed) await new Promise((resolve) => stream.once('close', resolve));
}

describe('readDataset from a file', () => {
  it('reads rows that straddle the pieces in which the file is read', async () => {
    const rows = 60_000;
    const lines = Array.from(
      { length: rows },
      (_, i) => `${i % 2},${i % 301},${10 + (i % 80)}.5,${i % 3 === 0 ? 7 : 0}`,
    );
    const path = await write('large.csv', `smoker,days,bmi,ill\r\n${lines.join('\r\n')}`);
    const { dataset } = await readDataset({ source: path, schema });
    expect(dataset.rows).toBe(rows);
    expect(dataset.columns[0]).toEqual(Uint8Array.from({ length: rows }, (_, i) => i % 2));
    expect(dataset.columns[1]).toEqual(Float32Array.from({ length: rows }, (_, i) => i % 301));
    expect(dataset.columns[2]).toEqual(Float32Array.from({ length: rows }, (_, i) => 10.5 + (i % 80)));
    expect(dataset.labels).toEqual(Uint8Array.from({ length: rows }, (_, i) => (i % 3 === 0 ? 1 : 0)));
  });

  it('names the file in an error', async () => {
    const path = await write('bad.csv', 'smoker,ill\n9,0\n');
    const error = await rejection(readDataset({ source: path, schema }));
    expect(error.message).toBe(`${path} has 1 problem: 1 in smoker`);
  });
});

describe('openRows on a path', () => {
  it.each([
    ['is not there', () => Promise.resolve(join(folder, 'absent.csv')), 'does not exist'],
    ['leads through a file', async () => join(await write('plain', 'a\n'), 'x.csv'), 'does not exist'],
    ['is a folder', () => Promise.resolve(folder), 'is a folder, not a file'],
  ])('that %s', async (_, makePath, message) => {
    const path = await makePath();
    const error = await rejection(openRows(path, { columns: [] }));
    expect(error).toMatchObject({ code: 'PATH_NOT_FOUND', exitCode: 2, message: `${path} ${message}` });
    expect(error.hint).toBeDefined();
  });

  it('that may not be read', async () => {
    const stream = new Readable({
      read() {
        this.destroy(Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' }));
      },
    });
    const error = await rejection(openRows(stream, { columns: [] }));
    expect(error).toMatchObject({ code: 'PATH_NOT_FOUND', message: 'the input may not be read: permission denied' });
  });

  it('closes the file when the header is refused', async () => {
    const stream = createReadStream(await write('page.csv', '<html>'.repeat(100_000)));
    await rejection(openRows(stream, { columns: [] }));
    await closing(stream);
  });

  it.each([
    ['plain', '1,2\n'],
    ['quoted', '"1",2\n'],
  ])('closes the file when the batches of %s rows are left early', async (_, row) => {
    const stream = createReadStream(await write('rows.csv', `a,b\n${row.repeat(500_000)}`));
    const { batches } = await openRows(stream, { columns: ['a'] });
    for await (const batch of batches()) {
      expect(batch.values[0]![0]).toBe(1);
      break;
    }
    await closing(stream);
  });

  it('passes on an error of the stream, from plain and from quoted rows', async () => {
    for (const row of ['1,2\n', '"1",2\n']) {
      const stream = createReadStream(await write('broken.csv', `a,b\n${row.repeat(500_000)}`));
      const { batches } = await openRows(stream, { columns: ['a'] });
      stream.destroy(new Error('the disk is gone'));
      expect((await collect(batches())).error).toBe('the disk is gone');
    }
  });

  it('refuses a folder in the way of the dataset', async () => {
    const path = join(folder, 'data.csv');
    await mkdir(path);
    expect(await rejection(readDataset({ source: path, schema }))).toMatchObject({ code: 'PATH_NOT_FOUND' });
  });
});
