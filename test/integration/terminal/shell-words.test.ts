import { describe, expect, it } from '@jest/globals';
import { shellPath, shellWord } from '../../../src/terminal/shell-words.ts';
import { runCommand } from '../../helpers/run-command.ts';

const WORDS = [
  'plain/path-1.csv',
  'a b',
  "it's",
  'say "no"',
  '$HOME',
  '`id`',
  'back\\slash',
  'wow!',
  'a\'b"c$d',
  '*',
  '',
];

describe('shellWord', () => {
  it.each(WORDS)('is one word for a shell: %j', async (word) => {
    const { stdout } = await runCommand(['sh', '-c', `printf '<%s>' ${shellWord(word)}`]);
    expect(stdout).toBe(`<${word}>`);
  });

  it('quotes only where it has to', () => {
    expect(['data/a.csv', 'a b (1)', 'a$b'].map(shellWord)).toEqual(['data/a.csv', '"a b (1)"', "'a$b'"]);
  });
});

describe('shellPath', () => {
  it.each([
    ['/project/data/a.csv', '/project', 'data/a.csv'],
    ['/project/data/a.csv', '/project/models', '../data/a.csv'],
    ['/project/-a.csv', '/project', './-a.csv'],
    ['/project', '/project', '.'],
  ])('%s from %s is %s', (path, cwd, word) => {
    expect(shellPath(path, cwd)).toBe(word);
  });
});
