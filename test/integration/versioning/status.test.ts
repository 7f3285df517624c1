import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { computeStatus } from '../../../src/versioning/compute-status.ts';
import type { Change, DataStatus, StageStatus } from '../../../src/versioning/describe-status.ts';
import { createDvc } from '../../../src/versioning/dvc-command.ts';
import { parseDvcStatus } from '../../../src/versioning/dvc-status.ts';
import { readInventory } from '../../../src/versioning/inventory.ts';
import { readStatus } from '../../../src/versioning/read-status.ts';
import { describeWith } from '../../helpers/describe-with.ts';
import { dvcEnvironment, missingDvc } from '../../helpers/dvc.ts';
import { runOrThrow } from '../../helpers/run-command.ts';

const PIPELINE = `
stages:
  prepare:
    desc: a folder from a folder
    cmd: mkdir -p prepared/deep && cp raw/rows.csv prepared/train.csv && cp raw/rows.csv 'prepared/deep/ärger "1".csv'
    deps: [raw, script.sh]
    params: [split, data.path]
    outs: [prepared]
  train:
    cmd:
      - cp prepared/train.csv model.bin
      - >-
        echo '{"a": 1}' > metrics.json && echo '[{"x": 1}]' >
        plot.json
    deps: [prepared]
    params: [train.lr, train.nested, {other.yaml: [deep.list]}, {whole.json: null}]
    outs: [{model.bin: {desc: the model}}]
    metrics: [metrics.json: {cache: false}]
    plots: [plot.json]
  rare:
    cmd: cat model.bin model.bin > rare.bin
    deps: [model.bin]
    outs: [rare.bin]
  still:
    cmd: cp script.sh still.bin
    deps: [script.sh]
    outs: [still.bin]
    frozen: true
`;

const FILES: Readonly<Record<string, string>> = {
  'dvc.yaml': PIPELINE,
  'params.yaml': 'split: {seed: 1, test: 0.2}\ndata: {path: raw}\ntrain: {lr: 1.0e-3, nested: {a: null, b: [1, 2]}}\n',
  'other.yaml': 'deep: {list: [1, {x: y}]}\n',
  'whole.json': '{"one": 1, "two": true}',
  'script.sh': 'echo hello\n',
  '.dvcignore': '*.tmp\n/raw/scratch/\n!keep.tmp\n',
  '.gitignore': 'vendor/\n',
  'raw/rows.csv': 'a,b\n1,2\n',
  'raw/notes.tmp': 'not part of raw',
  'raw/keep.tmp': 'part of raw',
  'raw/scratch/draft.csv': 'not part of raw',
  'images/one.txt': '1',
  'images/sub/ünï.txt': '2',
  'vendor/dvc.yaml': 'stages: {}',
  'lib/dvc.yaml': 'stages: {copy: {cmd: cp ../../script.sh x, wdir: parts, deps: [../../script.sh], outs: [x]}}\n',
  'lib/parts/.gitkeep': '',
};

/** What `dvc status --json` prints for each folder that is named on a line; DVC is loaded once for all of them. */
const STATUS_OF_EACH = `
import json, os, sys
from dvc.repo import Repo
for line in sys.stdin:
    os.chdir(line.rstrip("\\n"))
    print(json.dumps(Repo().status()), flush=True)
`;

describeWith(missingDvc, 'the status of a repository', () => {
  let outside: string;
  /** A repository whose stages have run once; each test works in a copy. */
  let fresh: string;
  let dvc: ChildProcessByStdio<Writable, Readable, null>;
  let printed: AsyncIterator<string>;

  beforeAll(async () => {
    outside = await realpath(await mkdtemp(join(tmpdir(), 'status-')));
    fresh = join(outside, 'fresh');
    await writeFiles(fresh, FILES);
    await run(fresh, 'git', 'init', '--quiet');
    await run(fresh, 'dvc', 'init', '--quiet', '--force');
    await writeFile(join(fresh, '.dvcignore'), FILES['.dvcignore']!);
    await run(fresh, 'dvc', 'add', '--quiet', 'raw/rows.csv', 'images');
    // A frozen stage cannot run: it freezes afterwards.
    await writeFile(join(fresh, 'dvc.yaml'), PIPELINE.replace('frozen: true', 'frozen: false'));
    await run(fresh, 'dvc', 'repro', '--quiet', '--all-pipelines');
    await writeFile(join(fresh, 'dvc.yaml'), PIPELINE);
    const argv = ['-c', STATUS_OF_EACH];
    dvc = spawn('python', argv, { env: dvcEnvironment(outside), stdio: ['pipe', 'pipe', 'ignore'] });
    printed = createInterface({ input: dvc.stdout })[Symbol.asyncIterator]();
  }, 120_000);
  afterAll(async () => {
    dvc.stdin.end();
    await once(dvc, 'close');
    await rm(outside, { recursive: true, force: true });
  });

  const run = (cwd: string, ...argv: [string, ...string[]]): Promise<string> =>
    runOrThrow(argv, { cwd, env: dvcEnvironment(outside) });

  const noDvc = createDvc(() => Promise.resolve({ exitCode: null, stdout: '', stderr: '', isMissing: true }), {});

  /** What DVC says in a repository, once it is clear that our own reading says the same. */
  async function statusIn(dvcRoot: string, from = dvcRoot) {
    const place = { dvcRoot, from, signal: new AbortController().signal };
    dvc.stdin.write(`${from}\n`);
    const stdout = String((await printed.next()).value);
    const own = await computeStatus(await readInventory(dvcRoot, from), place);
    expect(own).toEqual(parseDvcStatus(stdout));
    const asked = await readStatus(
      createDvc(() => Promise.resolve({ exitCode: 0, stdout, stderr: '' }), {}),
      place,
    );
    const read = await readStatus(noDvc, place);
    expect([asked.source, read.source]).toEqual(['dvc', 'files']);
    expect(read).toEqual({ ...asked, source: 'files' });
    return read;
  }

  const copies = { count: 0 };
  async function openCopy(change: (project: string) => Promise<unknown>): Promise<string> {
    const project = join(outside, `copy-${copies.count++}`);
    await cp(fresh, project, { recursive: true, preserveTimestamps: true });
    await change(project);
    return project;
  }

  const edit = (name: string, from: string, to: string) => async (project: string) => {
    const text = await readFile(join(project, name), 'utf8');
    expect(text).toContain(from);
    await writeFile(join(project, name), text.replace(from, to));
  };
  const append = (name: string) => (project: string) => appendFile(join(project, name), 'more\n');
  const write = (name: string, text: string) => (project: string) => writeFile(join(project, name), text);
  const remove = (name: string) => (project: string) => rm(join(project, name), { recursive: true });

  /** By stage why it is stale, or that it has never run; by data file its state. What is as it was recorded is left out. */
  type Expected = Readonly<Record<string, StageStatus['reasons'] | StageStatus['state'] | DataStatus['state']>>;
  type Case = readonly [title: string, change: (project: string) => Promise<unknown>, expected: Expected];

  const EVERY = ['prepare', 'train', 'rare', 'still', 'lib/dvc.yaml:copy'];
  const dep = (path: string, change: Change = 'modified') => ({ kind: 'dep', path, change }) as const;
  const out = (path: string, change: Change = 'modified') => ({ kind: 'out', path, change }) as const;
  const param = (key: string, change: Change = 'modified', path = 'params.yaml') =>
    ({ kind: 'param', path, key, change }) as const;
  const COMMAND = { kind: 'command', change: 'modified' } as const;

  it.each<Case>([
    ['all is fresh', () => Promise.resolve(), {}],
    // A frozen stage is made from it, too.
    [
      'a file is changed',
      append('script.sh'),
      { prepare: [dep('script.sh')], 'lib/dvc.yaml:copy': [dep('script.sh')] },
    ],
    [
      'a file is missing',
      remove('script.sh'),
      { prepare: [dep('script.sh', 'deleted')], 'lib/dvc.yaml:copy': [dep('script.sh', 'deleted')] },
    ],
    ['data are changed', append('raw/rows.csv'), { prepare: [dep('raw')], 'raw/rows.csv': 'modified' }],
    ['data are missing', remove('raw/rows.csv'), { prepare: [dep('raw')], 'raw/rows.csv': 'missing' }],
    ['a folder of data has another file', write('images/two.txt', '2'), { images: 'modified' }],
    ['a folder has another file', write('raw/new.csv', '2'), { prepare: [dep('raw')] }],
    ['an ignored file is changed', append('raw/notes.tmp'), {}],
    ['a file in an ignored folder is changed', append('raw/scratch/draft.csv'), {}],
    ['a file that is not ignored after all is changed', append('raw/keep.tmp'), { prepare: [dep('raw')] }],
    [
      'a folder has a link to a file',
      (project) => symlink('../script.sh', join(project, 'raw/link')),
      { prepare: [dep('raw')] },
    ],
    ['a folder has an empty folder', (project) => mkdir(join(project, 'raw/empty')), {}],
    ['a param is changed', edit('params.yaml', 'lr: 1.0e-3', 'lr: 0.1'), { train: [param('train.lr')] }],
    ['a param is spelt otherwise', edit('params.yaml', 'lr: 1.0e-3', 'lr: 0.001'), {}],
    ['one of a section of params is changed', edit('params.yaml', 'seed: 1', 'seed: 2'), { prepare: [param('split')] }],
    [
      'params are gone',
      write('params.yaml', 'split: {seed: 1, test: 0.2}\n'),
      {
        prepare: [param('data.path', 'deleted')],
        train: [param('train.lr', 'deleted'), param('train.nested', 'deleted')],
      },
    ],
    [
      'the params file is gone',
      remove('params.yaml'),
      {
        prepare: [{ kind: 'param', path: 'params.yaml', change: 'deleted' }],
        train: [{ kind: 'param', path: 'params.yaml', change: 'deleted' }],
      },
    ],
    [
      'a param of another file is changed',
      edit('other.yaml', 'x: y', 'x: z'),
      { train: [param('deep.list', 'modified', 'other.yaml')] },
    ],
    [
      'a whole file of params is changed',
      write('whole.json', '{"one": 2, "three": 3}'),
      {
        train: [
          param('one', 'modified', 'whole.json'),
          param('three', 'new', 'whole.json'),
          param('two', 'deleted', 'whole.json'),
        ],
      },
    ],
    [
      'a stage has another param',
      edit('dvc.yaml', 'params: [split,', 'params: [train, split,'),
      { prepare: [param('train', 'new')] },
    ],
    [
      'a stage has another file of params',
      edit('dvc.yaml', 'params: [split,', 'params: [{other.yaml: [deep]}, split,'),
      { prepare: [{ kind: 'param', path: 'other.yaml', change: 'new' }] },
    ],
    [
      'a stage has another input',
      edit('dvc.yaml', 'deps: [raw,', 'deps: [other.yaml, raw,'),
      { prepare: [dep('other.yaml')] },
    ],
    [
      'a stage has another output',
      edit('dvc.yaml', 'outs: [prepared]', 'outs: [prepared, second]'),
      { prepare: [out('second', 'deleted')] },
    ],
    ['a command is changed', edit('dvc.yaml', 'cat model.bin model.bin', 'cat model.bin'), { rare: [COMMAND] }],
    ['one of several commands is changed', edit('dvc.yaml', '"a": 1', '"a": 2'), { train: [COMMAND] }],
    ['an output is changed', append('model.bin'), { train: [out('model.bin')], rare: [dep('model.bin')] }],
    [
      'an output is missing',
      remove('prepared'),
      { prepare: [out('prepared', 'deleted')], train: [dep('prepared', 'deleted')] },
    ],
    [
      'a file of an output folder is missing',
      remove('prepared/train.csv'),
      { prepare: [out('prepared')], train: [dep('prepared')] },
    ],
    ['an output that DVC does not keep is changed', append('metrics.json'), { train: [out('metrics.json')] }],
    ['a plot is missing', remove('plot.json'), { train: [out('plot.json', 'deleted')] }],
    ['a stage always runs', edit('dvc.yaml', 'frozen: true', 'always_changed: true'), { still: [{ kind: 'always' }] }],
    [
      'nothing has run',
      async (project) => {
        for (const lock of ['dvc.lock', 'lib/dvc.lock']) await remove(lock)(project);
      },
      Object.fromEntries(EVERY.map((name) => [name, 'never-run'])),
    ],
    ['one stage has never run', edit('dvc.yaml', '  rare:', '  rarer:'), { rarer: 'never-run' }],
    [
      'it is a fresh clone',
      async (project) => {
        const outs = ['prepared', 'model.bin', 'plot.json', 'rare.bin', 'still.bin', 'lib/parts/x'];
        for (const path of ['.dvc/cache', 'raw/rows.csv', ...outs]) await remove(path)(project);
      },
      {
        prepare: [dep('raw'), out('prepared', 'deleted')],
        train: [dep('prepared', 'deleted'), out('model.bin', 'deleted'), out('plot.json', 'deleted')],
        rare: [dep('model.bin', 'deleted'), out('rare.bin', 'deleted')],
        still: [out('still.bin', 'deleted')],
        'lib/dvc.yaml:copy': [out('lib/parts/x', 'deleted')],
        'raw/rows.csv': 'missing',
        images: 'not-in-cache',
      },
    ],
    [
      'the cache has lost a file of a folder',
      // The md5 of "1".
      remove('.dvc/cache/files/md5/c4/ca4238a0b923820dcc509a6f75849b'),
      { images: 'not-in-cache' },
    ],
    [
      'the cache has lost an output',
      async (project) => {
        const lock = await readFile(join(project, 'dvc.lock'), 'utf8');
        const md5 = /path: rare\.bin\n.*\n +md5: (\w+)/.exec(lock)![1]!;
        await remove(`.dvc/cache/files/md5/${md5.slice(0, 2)}/${md5.slice(2)}`)(project);
      },
      { rare: [out('rare.bin', 'not-in-cache')] },
    ],
  ])(
    'is as DVC says where %s',
    async (_, change, expected) => {
      const { stages, data } = await statusIn(await openCopy(change));
      const told = [
        ...stages.map(({ name, state, reasons }) => [name, reasons.length > 0 ? reasons : state] as const),
        ...data.map(({ path, state }) => [path, state] as const),
      ];
      expect(Object.fromEntries(told.filter(([, state]) => state !== 'fresh' && state !== 'ok'))).toEqual(expected);
    },
    30_000,
  );

  it('is told from a folder below the repository', async () => {
    const project = await openCopy(append('script.sh'));
    const { stages, data } = await statusIn(project, join(project, 'lib'));
    expect(stages.map(({ name }) => name)).toEqual([...EVERY.slice(0, 4).map((name) => `../dvc.yaml:${name}`), 'copy']);
    expect(stages.at(-1)!.reasons).toEqual([{ kind: 'dep', path: '../script.sh', change: 'modified' }]);
    expect(data.map(({ path }) => path)).toEqual(['../images', '../raw/rows.csv']);
  }, 30_000);

  it('finds the cache where the configuration puts it', async () => {
    const project = await openCopy(async (root) => {
      await run(root, 'dvc', 'config', '--local', 'cache.dir', '../elsewhere');
      await run(root, 'dvc', 'config', 'cache.dir', '/nowhere');
      await cp(join(root, '.dvc/cache'), join(dirname(root), 'elsewhere'), { recursive: true });
      await rm(join(root, '.dvc/cache'), { recursive: true });
    });
    const { stages } = await statusIn(project);
    expect(stages.map(({ state }) => state)).toEqual(EVERY.map(() => 'fresh'));
  }, 30_000);

  it('does not look into a repository within the repository', async () => {
    const project = await openCopy(async (root) => {
      await writeFiles(join(root, 'inner'), { '.dvc/config': '', 'dvc.yaml': 'stages: {own: {cmd: "true"}}' });
    });
    const { stages } = await statusIn(project);
    expect(stages.map(({ name }) => name)).toEqual(EVERY);
  }, 30_000);
});

async function writeFiles(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
}
