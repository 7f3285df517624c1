import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, open, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { replaceFile, replaceFiles, writeFileAtomically } from '../../../src/foundation/atomic-files.ts';

const run = promisify(execFile);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atomic-files-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function* failing(): AsyncGenerator<string> {
  yield 'first half';
  await Promise.resolve();
  throw new Error('the source failed');
}

describe('writeFileAtomically', () => {
  it('writes text, bytes and chunks, and leaves nothing beside them', async () => {
    await writeFileAtomically(join(folder, 'text'), 'täxt');
    await writeFileAtomically(join(folder, 'bytes'), new Uint8Array([1, 2, 3]));
    await writeFileAtomically(join(folder, 'chunks'), ['a', 'b', new Uint8Array([99])]);
    expect(await readFile(join(folder, 'text'), 'utf8')).toBe('täxt');
    expect([...(await readFile(join(folder, 'bytes')))]).toEqual([1, 2, 3]);
    expect(await readFile(join(folder, 'chunks'), 'utf8')).toBe('abc');
    expect(await readdir(folder)).toHaveLength(3);
  });

  it('makes missing parent folders', async () => {
    await writeFileAtomically(join(folder, 'reports/today/x.csv'), 'x');
    expect(await readFile(join(folder, 'reports/today/x.csv'), 'utf8')).toBe('x');
  });

  it('keeps the old file and removes its own when the content fails', async () => {
    const path = join(folder, 'x.csv');
    await writeFile(path, 'old');
    await expect(writeFileAtomically(path, failing())).rejects.toThrow('the source failed');
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['x.csv']);
  });

  it.each([0o640, 0o400])('keeps the permissions of the file that it replaces: %o', async (mode) => {
    const path = join(folder, 'x.csv');
    await writeFile(path, 'old');
    await chmod(path, mode);
    await writeFileAtomically(path, 'new');
    expect((await stat(path)).mode & 0o777).toBe(mode);
    expect(await readFile(path, 'utf8')).toBe('new');
  });

  it.each([
    ['an existing file', 'target.csv', 'old'],
    ['a file that is not there yet', 'deeper/target.csv', undefined],
  ])('writes through a symbolic link to %s', async (_title, target, before) => {
    if (before !== undefined) await writeFile(join(folder, target), before);
    await symlink(target, join(folder, 'link.csv'));
    await writeFileAtomically(join(folder, 'link.csv'), 'new');
    expect(await readFile(join(folder, target), 'utf8')).toBe('new');
    expect((await readdir(folder, { withFileTypes: true })).find((x) => x.name === 'link.csv')?.isSymbolicLink()).toBe(
      true,
    );
  });

  it('writes into a named pipe and leaves it a pipe', async () => {
    const path = join(folder, 'pipe');
    await run('mkfifo', [path]);
    const reader = run('cat', [path]);
    await writeFileAtomically(path, ['one ', 'two']);
    expect((await reader).stdout).toBe('one two');
    expect((await stat(path)).isFIFO()).toBe(true);
  });

  it('writes into an open file that /proc names, without replacing it', async () => {
    const path = join(folder, 'redirected');
    const handle = await open(path, 'a');
    await handle.write('before ');
    const before = await handle.stat();
    await writeFileAtomically(`/proc/self/fd/${handle.fd}`, 'after');
    await handle.close();
    expect(await readFile(path, 'utf8')).toBe('before after');
    expect((await stat(path)).ino).toBe(before.ino);
  });

  it('says in plain words why a path cannot be written', async () => {
    await writeFile(join(folder, 'file'), '');
    await symlink('circle', join(folder, 'circle'));
    await mkdir(join(folder, 'folder'));
    const reasonFor = (path: string): Promise<unknown> =>
      writeFileAtomically(path, 'x').then(
        () => undefined,
        (error: unknown) => error,
      );
    expect(await reasonFor(join(folder, 'folder'))).toMatchObject({
      code: 'WRITE_FAILED',
      exitCode: 1,
      message: `cannot write ${join(folder, 'folder')}: it is a folder`,
      hint: 'Name a file inside it.',
    });
    expect(await reasonFor(join(folder, 'file/x.csv'))).toMatchObject({
      message: expect.stringContaining('is a file'),
    });
    expect(await reasonFor(join(folder, 'file/deeper/x.csv'))).toMatchObject({ code: 'WRITE_FAILED' });
    expect(await reasonFor(join(folder, 'circle'))).toMatchObject({ message: expect.stringContaining('circle') });
    expect(await reasonFor(join(folder, 'n'.repeat(300)))).toMatchObject({
      message: expect.stringMatching(/too long$/),
    });
    expect(await reasonFor('/proc/x.csv')).toMatchObject({ code: 'WRITE_FAILED' });
    expect(await reasonFor('/dev/full')).toMatchObject({ message: expect.stringMatching(/no space left/) });
  });
});

describe('replaceFile', () => {
  it('has the new file filled by its path, beside the old one, as open to others as that one', async () => {
    const path = join(folder, 'x.csv');
    await writeFile(path, 'old');
    await chmod(path, 0o600);
    await replaceFile(path, async (place) => {
      expect((await stat(place)).mode & 0o777).toBe(0o600);
      expect(dirname(place)).toBe(folder);
      await writeFile(place, 'new');
      expect(await readFile(path, 'utf8')).toBe('old');
    });
    expect(await readFile(path, 'utf8')).toBe('new');
    expect(await readdir(folder)).toEqual(['x.csv']);
  });

  it('gives the path itself where that is no regular file', async () => {
    const places: string[] = [];
    await replaceFile('/dev/null', (place) => {
      places.push(place);
      return Promise.resolve();
    });
    expect(places).toEqual(['/dev/null']);
  });
});

describe('replaceFiles', () => {
  const contents = async (): Promise<readonly string[]> =>
    Promise.all((await readdir(folder)).sort().map((name) => readFile(join(folder, name), 'utf8')));
  let paths: readonly string[];
  beforeEach(async () => {
    paths = [join(folder, 'a.csv'), join(folder, 'b.csv')];
    await writeFile(paths[0]!, 'old');
  });

  it('replaces none before all are filled', async () => {
    await replaceFiles(paths, async ([first, second]) => {
      await writeFile(first!, 'one');
      await writeFile(second!, 'two');
      expect(await readFile(paths[0]!, 'utf8')).toBe('old');
    });
    expect(await contents()).toEqual(['one', 'two']);
  });

  it('leaves all as they were when filling fails', async () => {
    const filling = replaceFiles(paths, async ([first]) => {
      await writeFile(first!, 'one');
      throw new Error('the source failed');
    });
    await expect(filling).rejects.toThrow('the source failed');
    expect(await contents()).toEqual(['old']);
  });

  it('names the one that cannot be written, and leaves nothing of the others', async () => {
    const filling = replaceFiles([...paths, folder], () => Promise.reject(new Error('never filled')));
    await expect(filling).rejects.toMatchObject({ code: 'WRITE_FAILED', message: expect.stringContaining(folder) });
    expect(await contents()).toEqual(['old']);
  });

  it('writes directly to what is no regular file', async () => {
    await replaceFiles(['/dev/null', paths[1]!], async ([device, place]) => {
      expect(device).toBe('/dev/null');
      await writeFile(place!, 'two');
    });
    expect(await contents()).toEqual(['old', 'two']);
  });
});
