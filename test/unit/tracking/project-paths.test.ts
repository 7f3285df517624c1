import { describe, expect, it } from '@jest/globals';
import { tellFromRoot } from '../../../src/tracking/project-paths.ts';

const told = (text: string, root = '/home/a.b/project') => tellFromRoot(root)('', text);

describe('paths from the root of a project', () => {
  it.each([
    ['/home/a.b/project/data/rows.csv', 'data/rows.csv'],
    ['/home/a.b/project', '.'],
    ['cannot write /home/a.b/project/x: no space; nor "/home/a.b/project/y"', 'cannot write x: no space; nor "y"'],
    ['/home/a.b/projects/x', '/home/a.b/projects/x'],
    ['/home/acb/project/x', '/home/acb/project/x'],
    ['/mnt/home/a.b/project/x', '/mnt/home/a.b/project/x'],
    ['data/rows.csv', 'data/rows.csv'],
  ])('%s', (text, expected) => {
    expect(told(text)).toBe(expected);
  });

  it('are told where the root is that of the disk', () => {
    expect(told('see /data/rows.csv', '/')).toBe('see data/rows.csv');
  });
});
