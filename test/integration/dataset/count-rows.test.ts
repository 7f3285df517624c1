import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countRows } from '../../../src/pipeline/dataset/count-rows.ts';

describe('countRows', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'count-rows-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each<[string | Uint8Array, number | undefined]>([
    ['a,b\n1,2\n3,4', 2],
    ['a,b\n\n1,"two\nlines"\r\n3,4\n\n', 2],
    ['name,answer\nAnna,yes\nBo,no\n', 2],
    ['a,b\n', 0],
    [`a\n${'1\n'.repeat(100_000)}`, 100_000],
    ['', undefined],
    ['<html></html>', undefined],
    ['a,b\n1,"2\n', undefined],
    [new Uint8Array(1000), undefined],
  ])('of %j', async (content, rows) => {
    const path = join(folder, 'rows.csv');
    await writeFile(path, content);
    expect(await countRows(path)).toBe(rows);
  });

  it('needs a file', async () => {
    await expect(countRows(join(folder, 'no.csv'))).rejects.toMatchObject({ code: 'PATH_NOT_FOUND' });
  });
});
