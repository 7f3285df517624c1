import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InitDocument } from '../../src/terminal/render-init.ts';
import { describeWith } from '../helpers/describe-with.ts';
import { diabetes, diabetesJson, diabetesWithoutPower, missingBuild, missingPermissions } from '../helpers/diabetes.ts';
import { runCommand, runOrThrow } from '../helpers/run-command.ts';
import { snapshotFolder } from '../helpers/snapshot-folder.ts';

const FILES = [
  'params.yaml',
  'dvc.yaml',
  'templates/confusion_counts.json',
  'data/raw/.gitkeep',
  '.gitignore',
  '.dvcignore',
  '.github/workflows/diabetes.yml',
];
const hasPatch = (await runCommand(['patch', '--version'])).exitCode === 0;

describeWith(missingBuild, 'init', () => {
  let cwd: string;
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'init-'));
  });
  afterEach(async () => {
    await chmod(cwd, 0o755);
    await rm(cwd, { recursive: true, force: true });
  });

  const init = (...argv: string[]) => diabetesJson<InitDocument>(['init', ...argv], { cwd });
  const write = (file: string, text: string) => writeFile(join(cwd, file), text);
  const read = (file: string) => readFile(join(cwd, file), 'utf8');
  const statesOf = ({ files }: InitDocument) => Object.fromEntries(files.map(({ path, state }) => [path, state]));

  it('makes a project, in a new folder too, and then finds nothing to do', async () => {
    const made = await init('sub/project');
    expect(made).toEqual({
      schemaVersion: 1,
      command: 'init',
      root: join(cwd, 'sub/project'),
      files: FILES.map((path) => ({ path, state: 'created' })),
    });
    const before = await snapshotFolder(cwd);
    expect(Object.values(statesOf(await init('sub/project')))).toEqual(FILES.map(() => 'unchanged'));
    expect(await init('sub/project', '--diff')).toMatchObject({ diff: '' });
    expect(await snapshotFolder(cwd)).toEqual(before);
    const { stdout, stderr } = await diabetes(['init', 'sub/project'], { cwd });
    expect(stdout).toContain('\nNothing was changed.\n');
    expect(stdout).toMatch(/\nNext\n {2}cd sub\/project +go there\n {2}diabetes train /);
    expect(stderr).toBe('');
  }, 30_000);

  it('keeps what differs until it is forced, and adds to lists', async () => {
    await write('params.yaml', 'train: { epochs: 3 }\n');
    await write('.gitignore', '*.log');
    expect(statesOf(await init())).toMatchObject({
      'params.yaml': 'kept',
      '.gitignore': 'updated',
      'dvc.yaml': 'created',
    });
    expect(await read('params.yaml')).toBe('train: { epochs: 3 }\n');
    expect(await read('.gitignore')).toMatch(/^\*\.log\n\n# What diabetes makes\nnode_modules\/\n/);
    expect(statesOf(await init('--force'))).toMatchObject({ 'params.yaml': 'updated', '.gitignore': 'unchanged' });
    expect(await read('params.yaml')).toContain('epochs: 8');
  }, 30_000);

  it('gives the schema of a survey of its own to the pipeline', async () => {
    await mkdir(join(cwd, 'data'));
    await write('data/schema.yaml', 'anything');
    await init();
    expect(await read('dvc.yaml')).toContain('cmd: diabetes data split --schema data/schema.yaml\n');
    expect((await diabetes(['init'], { cwd })).stdout).toContain('diabetes train --schema data/schema.yaml');
  }, 30_000);

  describeWith(hasPatch ? undefined : 'there is no patch', 'its diff', () => {
    it('is what --force would do, and does nothing itself', async () => {
      await write('params.yaml', 'train: { epochs: 3 }');
      await write('.gitignore', '*.log\n');
      const before = await snapshotFolder(cwd);
      const { exitCode, stdout } = await diabetes(['init', '--diff'], { cwd });
      expect(exitCode).toBe(0);
      expect(await snapshotFolder(cwd)).toEqual(before);
      expect(stdout).toMatch(/^--- a\/params\.yaml\n\+\+\+ b\/params\.yaml\n@@ -1,1 \+1,\d+ @@\n/);

      const patched = `${cwd}-patched`;
      await cp(cwd, patched, { recursive: true });
      await runOrThrow(['patch', '-p1', '--quiet'], { cwd: patched, input: stdout });
      await init('--force');
      expect(await runOrThrow(['diff', '-r', patched, cwd])).toBe('');
      await rm(patched, { recursive: true });
    }, 30_000);
  });

  it.each([
    ['file', 'file/params.yaml: a part of the path is a file, not a folder'],
    ['file/sub', 'file/sub/params.yaml: a part of the path is a file, not a folder'],
    ['taken', 'taken/dvc.yaml: it is a folder'],
    ['blocked', 'blocked/.github/workflows/diabetes.yml: a part of the path is a file, not a folder'],
  ])('writes nothing where one of the files cannot be written: %s', async (dir, message) => {
    await write('file', '');
    await mkdir(join(cwd, 'taken/dvc.yaml'), { recursive: true });
    await mkdir(join(cwd, 'blocked'));
    await write('blocked/.github', '');
    const before = await snapshotFolder(cwd);
    const { exitCode, stdout, stderr } = await diabetes(['init', dir], { cwd });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(/^Error: cannot write .*\nHint: .*\n$/);
    expect(stderr).toContain(message);
    expect(await snapshotFolder(cwd)).toEqual(before);
  });

  describeWith(missingPermissions, 'where nothing may be written', () => {
    it('writes nothing', async () => {
      await mkdir(join(cwd, '.github'));
      await chmod(join(cwd, '.github'), 0o555);
      const { exitCode, stderr } = await diabetesWithoutPower(['init'], { cwd });
      expect(exitCode).toBe(1);
      expect(stderr).toContain('.github/workflows/diabetes.yml: permission denied');
      expect(await snapshotFolder(cwd)).toEqual([`${cwd}/.github/`]);
    });
  });
});
