import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { isUnicode } from '../../../src/terminal/streams.ts';
import { loadStyle } from '../../../src/terminal/style.ts';
import { fakeStreams } from '../../helpers/fake-streams.ts';

let loads = 0;
jest.unstable_mockModule('chalk', () => {
  loads += 1;
  return {
    Chalk: class {
      readonly red = (text: string): string => `<${text}>`;
    },
  };
});
beforeEach(() => {
  loads = 0;
  jest.resetModules();
});

describe('loadStyle', () => {
  it.each([
    { isTTY: false, env: {} },
    { isTTY: true, env: { NO_COLOR: '1' } },
    { isTTY: true, env: { NO_COLOR: '1', FORCE_COLOR: '1' } },
    { isTTY: true, env: { FORCE_COLOR: '0' } },
    { isTTY: true, env: { TERM: 'dumb' } },
  ])('has no colours and does not load chalk: %j', async (given) => {
    expect((await loadStyle(fakeStreams(given), 'stderr')).bad('text')).toBe('text');
    expect(loads).toBe(0);
  });

  it.each([
    { isTTY: true, env: {} },
    { isTTY: true, env: { NO_COLOR: '' } },
    { isTTY: false, env: { FORCE_COLOR: '1' } },
    { isTTY: false, env: { FORCE_COLOR: '' } },
  ])('has colours: %j', async (given) => {
    expect((await loadStyle(fakeStreams(given), 'stdout')).bad('text')).toBe('<text>');
    expect(loads).toBe(1);
  });
});

describe('isUnicode', () => {
  it.each([
    [{}, false],
    [{ LANG: 'en_US.UTF-8' }, true],
    [{ LANG: 'C.utf8' }, true],
    [{ LANG: 'en_US.UTF-8', LC_ALL: 'C' }, false],
    [{ LANG: 'C', LC_CTYPE: 'de_DE.UTF-8', LC_ALL: '' }, true],
  ])('%j: %s', (env, expected) => {
    expect(isUnicode(env)).toBe(expected);
  });
});
