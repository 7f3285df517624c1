import { describe, expect, it } from '@jest/globals';
import { renderDataStatus, type DataStatusDocument } from '../../../src/terminal/render-data-status.ts';
import { renderFetched, renderPushed } from '../../../src/terminal/render-data-transfer.ts';
import { renderDataVersion, type DataVersionDocument } from '../../../src/terminal/render-data-version.ts';
import { plainStyle } from '../../../src/terminal/style.ts';

const style = plainStyle(true);

describe('renderDataVersion', () => {
  const document: DataVersionDocument = {
    schemaVersion: 1,
    command: 'data version',
    path: '/project/data/raw/diabetes.csv',
    dvcFile: '/project/data/raw/diabetes.csv.dvc',
    md5: `1234abcd${'0'.repeat(24)}`,
    previousMd5: null,
    changed: true,
    sizeBytes: 22_738_151,
    files: null,
    rows: 253_680,
    commit: {
      paths: ['/project/data/raw/diabetes.csv.dvc', '/project/data/raw/.gitignore'],
      message: 'Track diabetes.csv (md5 1234abcd, 253,680 rows)',
      hash: null,
    },
  };
  const render = (changes: Partial<DataVersionDocument> = {}, cwd = '/project') =>
    renderDataVersion({ ...document, ...changes }, cwd, style);

  it('tells the version, and the commands that commit it from here', () => {
    expect(render()).toBe(
      [
        'data/raw/diabetes.csv is kept by DVC now: md5 1234abcd, 253,680 rows, 23 MB',
        '',
        'Commit that version:',
        '  git add data/raw/diabetes.csv.dvc data/raw/.gitignore',
        '  git commit -m "Track diabetes.csv (md5 1234abcd, 253,680 rows)"',
      ].join('\n'),
    );
    expect(render({}, '/project/models')).toContain('  git add ../data/raw/diabetes.csv.dvc ../data/raw/.gitignore\n');
  });

  it('tells a new version, an unchanged one, and a folder', () => {
    const previousMd5 = `9876fedc${'0'.repeat(24)}`;
    expect(render({ previousMd5, commit: null })).toBe(
      'data/raw/diabetes.csv is a new version, after md5 9876fedc: md5 1234abcd, 253,680 rows, 23 MB',
    );
    expect(render({ previousMd5: document.md5, changed: false, rows: null, commit: null })).toBe(
      'data/raw/diabetes.csv has not changed: md5 1234abcd, 23 MB',
    );
    expect(render({ rows: null, files: 2, commit: null })).toContain('md5 1234abcd, 2 files, 23 MB');
  });

  it('tells the commit that was made', () => {
    const commit = { ...document.commit!, hash: 'bac6b1b4721d423d8cb7ea81a071cfeca612b752' };
    expect(render({ commit }).split('\n').slice(1)).toEqual([
      'Committed as bac6b1b: Track diabetes.csv (md5 1234abcd, 253,680 rows)',
    ]);
  });
});

describe('renderPushed and renderFetched', () => {
  const fetched = { remote: 'storage', fetched: 0, added: 0, modified: 0, deleted: 0 };

  it.each([
    [renderPushed({ remote: 'storage', pushed: 2 }, style), '2 files pushed to storage.'],
    [renderPushed({ remote: 'storage', pushed: 0 }, style), 'storage has everything already.'],
    [renderFetched(fetched, style), 'Everything is up to date with storage.'],
    [
      renderFetched({ ...fetched, fetched: 1, added: 2, deleted: 1 }, style),
      '1 file fetched from storage; in the workspace: 2 added, 1 deleted.',
    ],
    [renderFetched({ ...fetched, fetched: 3 }, style), '3 files fetched from storage; in the workspace: no change.'],
  ])('say %j', (text, expected) => {
    expect(text).toBe(expected);
  });
});

describe('renderDataStatus', () => {
  const document: DataStatusDocument = {
    schemaVersion: 1,
    command: 'data status',
    root: '/project',
    source: 'dvc',
    stages: [],
    data: [],
  };
  const render = (changes: Partial<DataStatusDocument>, cwd = '/project') =>
    renderDataStatus({ ...document, ...changes }, cwd, style).split('\n');

  it('has a line for each stage and data file, and what to type below', () => {
    const lines = render({
      stages: [
        { name: 'prepare', state: 'fresh', reasons: [] },
        {
          name: 'train',
          state: 'stale',
          reasons: [
            { kind: 'dep', path: 'data/prepared', change: 'modified' },
            { kind: 'param', path: 'params.yaml', key: 'train.epochs', change: 'new' },
            { kind: 'param', path: 'other.yaml', key: 'a', change: 'deleted' },
            { kind: 'param', path: 'other.yaml', change: 'deleted' },
            { kind: 'out', path: 'models', change: 'not-in-cache' },
            { kind: 'command', change: 'modified' },
            { kind: 'always' },
          ],
        },
        { name: 'evaluate', state: 'never-run', reasons: [] },
      ],
      data: [
        { path: 'data/a b.csv', state: 'modified' },
        { path: 'data/gone.csv', state: 'missing' },
        { path: 'data/ok.csv', state: 'ok' },
        { path: 'data/lost.csv', state: 'not-in-cache' },
      ],
    });
    expect(lines).toEqual([
      'prepare        fresh',
      'train          stale               its input data/prepared has changed; param train.epochs is new; ' +
        'param a of other.yaml is missing; other.yaml is missing; its output models is not in ' +
        "DVC's cache; its command has changed; it runs every time",
      'evaluate       never run',
      'data/a b.csv   modified',
      'data/gone.csv  missing',
      'data/ok.csv    unchanged',
      "data/lost.csv  not in DVC's cache",
      '',
      '  diabetes data fetch                   brings what is missing',
      '  diabetes data version "data/a b.csv"  keeps it as it is now',
      '  diabetes data version data/lost.csv   keeps it as it is now',
      '  dvc repro                             runs what is out of date',
    ]);
  });

  it('says what can be typed from another folder', () => {
    const stages = [{ name: 'lib/dvc.yaml:train', state: 'never-run', reasons: [] }] as const;
    const data = [{ path: 'data/a.csv', state: 'modified' }] as const;
    const commands = render({ stages, data }, '/project/data')
      .slice(3)
      .map((line) => line.split(/ {2,}/)[1]);
    expect(commands).toEqual(['diabetes data version a.csv', 'dvc --cd .. repro --all-pipelines']);
  });

  it('needs no advice where all is well', () => {
    expect(render({ data: [{ path: 'a.csv', state: 'ok' }] })).toEqual(['a.csv  unchanged']);
  });

  it('says that nothing is kept, and who says so where DVC does not', () => {
    expect(render({ source: 'files' })).toEqual([
      'DVC keeps nothing here yet.',
      '',
      '  diabetes data version FILE  lets DVC keep a data file',
      '',
      'dvc is not installed: read from dvc.lock and the .dvc files.',
    ]);
  });
});
