import { describe, expect, it } from '@jest/globals';
import { judgeDisk, judgeMemory, judgeNode } from '../../../../src/commands/doctor/machine-checks.ts';

describe('the version of Node', () => {
  it.each([
    ['20.19.0', 'ok'],
    ['20.20.2', 'ok'],
    ['22.0.0', 'ok'],
    ['20.18.9', 'problem'],
    ['20.9.0', 'problem'],
    ['9.20.20', 'problem'],
    ['20.19.0-nightly', 'ok'],
  ])('%s is %s', (version, state) => {
    expect(judgeNode(version, '20.19.0')).toMatchObject({ state });
  });

  it('that is too old is told with the one that is needed', () => {
    expect(judgeNode('18.1.0', '20.19.0').value).toBe('18.1.0 is too old: 20.19.0 or newer is needed');
  });
});

describe('memory', () => {
  const memory = (totalBytes: number, limitBytes: number) => judgeMemory({ totalBytes, limitBytes, processors: 1 });

  it.each([
    [8e9, 0, 'ok', /^8.0 GB, 1 processor; /],
    [8e9, 2 ** 63, 'ok', /^8.0 GB, 1 processor; /],
    [8e9, 512e6, 'ok', /^512 MB \(the limit of the container; the machine has 8.0 GB\), 1 processor; /],
    [8e9, 128e6, 'note', /^128 MB .*: training with the default params needs \d+ MB$/],
    [180e6, 0, 'note', /^180 MB, 1 processor: /],
  ])('of %d bytes with a limit of %d is %s', (total, limit, ...[state, value]) => {
    expect(memory(total, limit)).toMatchObject({ state, value: expect.stringMatching(value) });
  });

  it('that is too little comes with a smaller training', () => {
    expect(memory(128e6, 0).fix).toBe('diabetes train --set data.synthetic_rows=20000');
  });
});

describe('the disk', () => {
  it('has room, or is a problem', () => {
    expect(judgeDisk(5e9)).toEqual({ state: 'ok', value: '5.0 GB free' });
    expect(judgeDisk(0)).toMatchObject({ state: 'problem', value: '0 B free: rows, runs and a model need 100 MB' });
  });
});
