import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { currentFolder, REPLACE_STEPS, replaceFolder } from '../../../src/foundation/atomic-files.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

let folder: string;
let target: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replace-folder-'));
  target = join(folder, 'model');
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** What such a folder holds. */
const OURS = { kind: { names: ['manifest.json', 'weights'], mark: 'manifest.json' } };

/** Two files that must always be of one age. */
const filler = (content: string) => async (fresh: string) => {
  await writeFile(join(fresh, 'manifest.json'), content);
  await mkdir(join(fresh, 'weights'));
  await writeFile(join(fresh, 'weights/weights.bin'), content);
};

async function contentOf(path: string): Promise<string> {
  const manifest = await readFile(join(path, 'manifest.json'), 'utf8');
  const weights = await readFile(join(path, 'weights/weights.bin'), 'utf8');
  return manifest === weights ? manifest : `torn: ${manifest} and ${weights}`;
}

describe('replaceFolder', () => {
  it('makes a folder, replaces it, and leaves nothing beside it', async () => {
    await replaceFolder(target, filler('old'), OURS);
    expect(await contentOf(target)).toBe('old');
    await replaceFolder(target, filler('new'), OURS);
    expect(await contentOf(target)).toBe('new');
    expect(await readdir(folder)).toEqual(['model']);
  });

  it('keeps the old folder when filling fails', async () => {
    await replaceFolder(target, filler('old'), OURS);
    const failure = replaceFolder(target, () => Promise.reject(new Error('no weights')), OURS);
    await expect(failure).rejects.toThrow('no weights');
    expect(await contentOf(target)).toBe('old');
    expect(await readdir(folder)).toEqual(['model']);
  });

  it('replaces what a symbolic link leads to', async () => {
    await replaceFolder(target, filler('old'), OURS);
    await symlink('model', join(folder, 'link'));
    await replaceFolder(join(folder, 'link'), filler('new'), OURS);
    expect(await contentOf(target)).toBe('new');
    expect((await readdir(folder)).sort()).toEqual(['link', 'model']);
  });

  it('refuses a file, and a folder of other things', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(replaceFolder(join(folder, 'file'), filler('new'), OURS)).rejects.toMatchObject({
      code: 'WRITE_FAILED',
    });
    await mkdir(join(folder, 'thesis'));
    await writeFile(join(folder, 'thesis/chapter-1.md'), 'years of work');
    const refused = replaceFolder(join(folder, 'thesis'), filler('new'), OURS);
    await expect(refused).rejects.toMatchObject({
      code: 'WRITE_FAILED',
      message: expect.stringMatching(/it holds chapter-1\.md, which is not ours$/),
    });
    expect(await readdir(join(folder, 'thesis'))).toEqual(['chapter-1.md']);
  });

  it('refuses a folder of our names without the one that tells it from others', async () => {
    await mkdir(join(target, 'weights'), { recursive: true });
    await expect(replaceFolder(target, filler('new'), OURS)).rejects.toMatchObject({
      code: 'WRITE_FAILED',
      message: `cannot replace the folder ${target}: it holds weights, but no manifest.json`,
    });
    expect(await readdir(target)).toEqual(['weights']);
  });

  it('refuses where a folder of other things stands in for the new or the set-aside one', async () => {
    await replaceFolder(target, filler('old'), OURS);
    for (const beside of ['model.new', 'model.previous']) {
      await mkdir(join(folder, beside));
      await writeFile(join(folder, beside, 'notes.txt'), 'mine');
      await expect(replaceFolder(target, filler('new'), OURS)).rejects.toMatchObject({ code: 'WRITE_FAILED' });
      expect(await readdir(join(folder, beside))).toEqual(['notes.txt']);
      await rm(join(folder, beside), { recursive: true });
    }
  });

  it('refuses while another one is under way, and minds no lock of a process that is gone', async () => {
    const slow = replaceFolder(
      target,
      async (fresh) => {
        await expect(replaceFolder(target, filler('other'), OURS)).rejects.toThrow(/is writing it$/);
        await filler('first')(fresh);
      },
      OURS,
    );
    await slow;
    expect(await contentOf(target)).toBe('first');
    await writeFile(`${target}.lock`, '999999999');
    await replaceFolder(target, filler('second'), OURS);
    expect(await contentOf(target)).toBe('second');
    expect(await readdir(folder)).toEqual(['model']);
  });

  it('replaces an empty folder and one that holds only what is ours', async () => {
    await mkdir(target);
    await replaceFolder(target, filler('old'), OURS);
    await replaceFolder(target, filler('new'), OURS);
    expect(await contentOf(target)).toBe('new');
  });
});

describe('currentFolder', () => {
  it('is the path itself where neither the folder nor its predecessor exists', async () => {
    expect(await currentFolder(target)).toBe(target);
  });

  it('finds the predecessor of what a symbolic link leads to', async () => {
    await mkdir(`${target}.previous`);
    await symlink('model', join(folder, 'link'));
    expect(await currentFolder(join(folder, 'link'))).toBe(`${target}.previous`);
  });
});

describe('a process killed while it replaces a folder', () => {
  let built: string;
  let child: string;
  beforeAll(async () => {
    built = await mkdtemp(join(tmpdir(), 'replace-folder-child-'));
    child = join(built, 'child.mjs');
    const bundle = ['--bundle', '--format=esm', '--platform=node', `--outfile=${join(built, 'atomic-files.mjs')}`];
    const { status } = spawnSync(join(root, 'node_modules/.bin/esbuild'), [
      join(root, 'src/foundation/atomic-files.ts'),
      ...bundle,
    ]);
    expect(status).toBe(0);
    await writeFile(
      child,
      `import { mkdirSync, writeFileSync } from 'node:fs';
       import { replaceFolder } from './atomic-files.mjs';
       const [, , target, killAt] = process.argv;
       const dieAt = (step) => step === killAt && process.kill(process.pid, 'SIGKILL');
       await replaceFolder(target, async (fresh) => {
         writeFileSync(fresh + '/manifest.json', 'new');
         dieAt('half-filled');
         mkdirSync(fresh + '/weights');
         writeFileSync(fresh + '/weights/weights.bin', 'new');
       }, { kind: { names: ['manifest.json', 'weights'], mark: 'manifest.json' }, afterStep: dieAt });`,
    );
  });
  afterAll(() => rm(built, { recursive: true, force: true }));

  async function killAt(step: string): Promise<void> {
    const [, signal] = (await once(spawn(process.execPath, [child, target, step]), 'exit')) as [number, string];
    expect(signal).toBe('SIGKILL');
  }

  const finishedAt = REPLACE_STEPS.indexOf('in-place');

  it.each(['half-filled', ...REPLACE_STEPS])(
    'leaves a complete folder at %s, and the next one replaces it',
    async (step) => {
      await replaceFolder(target, filler('old'), OURS);
      await killAt(step);
      const isFinished = REPLACE_STEPS.findIndex((name) => name === step) >= finishedAt;
      expect(await contentOf(await currentFolder(target))).toBe(isFinished ? 'new' : 'old');

      await replaceFolder(target, filler('newer'), OURS);
      expect(await contentOf(await currentFolder(target))).toBe('newer');
      expect(await readdir(folder)).toEqual(['model']);
    },
  );

  it('leaves a complete folder when it is killed twice, the second time with only a predecessor left', async () => {
    await replaceFolder(target, filler('old'), OURS);
    await killAt('set-aside');
    for (const step of ['half-filled', 'filled', 'synced']) {
      await killAt(step);
      expect(await contentOf(await currentFolder(target))).toBe('old');
    }
    await killAt('in-place');
    expect(await contentOf(await currentFolder(target))).toBe('new');
  });
});
