import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIgnoreRules } from '../../../src/versioning/ignore-rules.ts';
import { runCommand, runOrThrow } from '../../helpers/run-command.ts';

const RULES = `
# a comment
*.tmp
!keep.tmp
/top.txt
logs/
a/b
**/deep/file
vendor/**
x/**/z
[ab]?.csv
[!ab]1.dat
\\#literal
\\!literal
spaces\\   
trailing   
name.with+regex(chars)
only*
/data/raw/?*
!/data/raw/*.dvc
`;

const PATHS = [
  ...['one.tmp', 'sub/one.tmp', 'keep.tmp', 'sub/keep.tmp', 'tmp', 'one.tmpx'],
  ...['top.txt', 'sub/top.txt', 'logs/x', 'sub/logs/x', 'logs.txt', 'a/b', 'a/b/c', 'sub/a/b', 'a/bc'],
  ...['deep/file', 'x/deep/file', 'x/y/deep/file', 'vendor/x', 'vendor/x/y', 'sub/vendor/x'],
  ...['x/z', 'x/y/z', 'x/y/y/z', 'z', 'a1.csv', 'c1.csv', 'a12.csv', 'c1.dat', 'a1.dat'],
  ...['#literal', '!literal', 'spaces ', 'spaces', 'trailing', 'name.with+regex(chars)', 'nameXwith+regex(chars)'],
  ...['only', 'only-this', 'not-only', 'data/raw/rows.csv', 'data/raw/rows.csv.dvc', 'data/raw/.gitkeep', 'data/raw'],
  ...['sub/own.txt', 'own.txt', 'sub/other.tmp', 'sub/deeper/own.txt', 'sub/anchored', 'sub/deeper/anchored'],
];

describe('ignore rules', () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'ignore-rules-'));
    await runOrThrow(['git', 'init', '--quiet', root]);
    await mkdir(join(root, 'sub'));
    await writeFile(join(root, '.gitignore'), RULES);
    await writeFile(join(root, 'sub/.gitignore'), 'own.txt\n!other.tmp\n/anchored\n');
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it.each(PATHS)('are as git takes them for %j', async (path) => {
    const { exitCode } = await runCommand(['git', '-C', root, 'check-ignore', '--quiet', '--no-index', path]);
    expect(createIgnoreRules(root, ['.gitignore'])(join(root, path), false)).toBe(exitCode === 0);
  });

  it('leave out the folders of git and DVC, and nothing outside the root', () => {
    const isIgnored = createIgnoreRules(root, []);
    expect([isIgnored(join(root, '.git/config'), false), isIgnored(join(root, 'sub/.dvc'), true)]).toEqual([
      true,
      true,
    ]);
    expect([isIgnored(root, true), isIgnored(join(root, '..', 'x.tmp'), false)]).toEqual([false, false]);
  });
});
