import { describe, expect, it } from '@jest/globals';
import { parseAbsent, parseRemotes, parseSummary } from '../../../src/versioning/transfer.ts';

const NOTHING = { pushed: 0, fetched: 0, added: 0, modified: 0, deleted: 0 };

describe('parseSummary', () => {
  it.each([
    ['1 file pushed', { pushed: 1 }],
    ['12 files pushed\n', { pushed: 12 }],
    ['Everything is up to date.', {}],
    ['A       data/raw/d.csv\n1 file fetched and 1 file added', { fetched: 1, added: 1 }],
    [
      '2 files fetched, 1 file modified, 3 files added and 10 files deleted',
      { fetched: 2, modified: 1, added: 3, deleted: 10 },
    ],
    // A file may be named like a summary.
    ['A       5 files pushed\n1 file added', { added: 1 }],
    ['', {}],
  ])('of %j', (stdout, counts) => {
    expect(parseSummary(stdout)).toEqual({ ...NOTHING, ...counts });
  });
});

describe('parseRemotes', () => {
  it.each([
    ['', { names: [] }],
    ['core.analytics=false\n', { names: [] }],
    ['remote.storage.url=/mnt/data\ncore.remote=storage', { names: ['storage'], default: 'storage' }],
    [
      'remote.my.own.url=s3://user:pw@bucket/x\nremote.my.own.region=eu\nremote.b.url=/b\nremote.b.url=/c\n',
      { names: ['my.own', 'b'] },
    ],
  ])('of %j', (config, remotes) => {
    expect(parseRemotes(config)).toEqual(remotes);
  });
});

describe('parseAbsent', () => {
  it.each([
    ['', 0],
    ['WARNING: something else\nmd5: d632eba71107bf7bc3ec423eab256d78', 0],
    [
      `WARNING: Some of the cache files do not exist neither locally nor on remote. Missing cache files:
md5: d632eba71107bf7bc3ec423eab256d78
md5: 12f4a8bd00424f8d42f4d24cf9ec4c04.dir
`,
      2,
    ],
  ])('of %j', (stderr, count) => {
    expect(parseAbsent(stderr)).toBe(count);
  });
});
