import { describe, expect, it } from '@jest/globals';
import { describeStatus } from '../../../src/versioning/describe-status.ts';
import type { StageDefinition } from '../../../src/versioning/dvc-files.ts';
import { parseDvcStatus } from '../../../src/versioning/dvc-status.ts';
import type { Inventory, StageEntry } from '../../../src/versioning/inventory.ts';
import { refuseWhatOnlyDvcKnows } from '../../../src/versioning/only-dvc.ts';

const LOCK = { cmd: 'run', deps: [], params: {}, outs: [] };
const DEFINITION: StageDefinition = {
  cmd: 'run',
  deps: [],
  params: ['split'],
  outs: [],
  metrics: [],
  plots: [],
  frozen: false,
  always_changed: false,
};

function stage(address: string, changes: Partial<StageDefinition> = {}, lock: StageEntry['lock'] = LOCK): StageEntry {
  return { address, folder: '/project', definition: { ...DEFINITION, ...changes }, lock };
}

const DATA = { address: 'raw/d.csv.dvc', folder: '/project/raw', content: { outs: [{ path: 'd.csv' }] } };

/** Recorded from DVC 3.67. */
const PRINTED =
  '{"prepare": [{"changed deps": {"data/raw": "modified", "params.yaml": {"split": "modified"}}}, ' +
  '{"changed outs": {"out": "deleted"}}], "train": [{"changed deps": {"out": "deleted", "params.yaml": "deleted"}}], ' +
  '"noparam": [{"changed outs": {"hi.txt": "modified"}}, "changed command"], "always": ["always changed"], ' +
  '"each@two": [{"changed deps": {"x": "modified"}}], "raw/d.csv.dvc": [{"changed outs": {"raw/d.csv": "not in cache"}}]}';

describe('describeStatus', () => {
  it('tells why each stage is stale, and where the data are', () => {
    const stages = ['prepare', 'train', 'noparam', 'always', 'fine', 'each@one'].map((name) => stage(name));
    const { lock: _, ...never } = stage('never');
    const inventory: Inventory = { stages: [...stages, never], data: [DATA] };
    expect(describeStatus(inventory, parseDvcStatus(PRINTED), '/project')).toEqual({
      stages: [
        {
          name: 'prepare',
          state: 'stale',
          reasons: [
            { kind: 'dep', path: 'data/raw', change: 'modified' },
            { kind: 'param', path: 'params.yaml', key: 'split', change: 'modified' },
            { kind: 'out', path: 'out', change: 'deleted' },
          ],
        },
        {
          name: 'train',
          state: 'stale',
          reasons: [
            { kind: 'dep', path: 'out', change: 'deleted' },
            { kind: 'param', path: 'params.yaml', change: 'deleted' },
          ],
        },
        {
          name: 'noparam',
          state: 'stale',
          reasons: [
            { kind: 'out', path: 'hi.txt', change: 'modified' },
            { kind: 'command', change: 'modified' },
          ],
        },
        { name: 'always', state: 'stale', reasons: [{ kind: 'always' }] },
        { name: 'fine', state: 'fresh', reasons: [] },
        { name: 'each@one', state: 'fresh', reasons: [] },
        { name: 'never', state: 'never-run', reasons: [] },
        { name: 'each@two', state: 'never-run', reasons: [] },
      ],
      data: [{ path: 'raw/d.csv', state: 'missing' }],
    });
  });

  it('has nothing to tell of an empty repository', () => {
    expect(describeStatus({ stages: [], data: [] }, {}, '/project')).toEqual({ stages: [], data: [] });
  });
});

describe('parseDvcStatus', () => {
  it.each(['', 'Data and pipelines are up to date.', '[]', '{"a": "changed"}', '{"a": [{"changed outs": {"x": 1}}]}'])(
    'refuses %j',
    (stdout) => {
      expect(() => parseDvcStatus(stdout)).toThrow('dvc status printed something else than the status of DVC 3');
    },
  );
});

describe('refuseWhatOnlyDvcKnows', () => {
  const record = { path: 'x', md5: 'aa', hash: 'md5' };
  const refuse = (entry: StageEntry) => () => {
    refuseWhatOnlyDvcKnows({ stages: [entry], data: [] });
  };

  it.each<[string, StageEntry]>([
    ['the stage is a template', stage('train', { foreach: ['a'] })],
    ['the stage is a template', stage('train', { matrix: { x: [1] } })],
    ['the stage is a template', stage('train', { deps: ['${path}'] })],
    ['it depends on something that is not a file here', stage('train', { deps: ['s3://bucket/rows.csv'] })],
    ['its params are in a file that is not YAML', stage('train', { params: [{ 'params.toml': ['a'] }] })],
    ['the checksum of x is none of DVC 3', stage('train', {}, { ...LOCK, deps: [{ path: 'x', md5: 'aa' }] })],
    ['the checksum of x is none of DVC 3', stage('train', {}, { ...LOCK, outs: [{ path: 'x', hash: 'md5' }] })],
  ])('because %s', (reason, entry) => {
    expect(refuse(entry)).toThrow(`dvc is not installed, and only it can judge train: ${reason}`);
  });

  it('of data that were imported or are of DVC 2', () => {
    const judge = (content: Inventory['data'][number]['content']) => () => {
      refuseWhatOnlyDvcKnows({ stages: [], data: [{ ...DATA, content }] });
    };
    expect(judge({ outs: [record], deps: [{}] })).toThrow('its data are imported');
    expect(judge({ outs: [{ path: 'x', md5: 'aa' }] })).toThrow('the checksum of x is none of DVC 3');
    expect(judge({ outs: [record] })).not.toThrow();
  });

  it('not of what it understands', () => {
    const params = ['a', { 'other.yml': null }, { 'other.json': ['b'] }];
    expect(refuse(stage('train', { params, deps: ['a/b'] }, { ...LOCK, deps: [record] }))).not.toThrow();
  });
});
