import { describe, expect, it } from '@jest/globals';
import { columnsOf } from '../../../src/commands/track/runs.ts';
import { fitTable, oneLine } from '../../../src/terminal/fit-table.ts';
import { renderBestRun } from '../../../src/terminal/render-best-run.ts';
import { renderReapedRuns } from '../../../src/terminal/render-reaped-runs.ts';
import { renderRun, type RunDocument } from '../../../src/terminal/render-run.ts';
import { renderRunDiff } from '../../../src/terminal/render-run-diff.ts';
import { renderRunList } from '../../../src/terminal/render-run-list.ts';
import { plainStyle } from '../../../src/terminal/style.ts';
import { diffRuns } from '../../../src/tracking/runs/diff-runs.ts';
import type { GoneRun } from '../../../src/tracking/runs/reap-runs.ts';
import type { RunSummary } from '../../../src/tracking/runs/run.ts';
import { madeUpRun } from '../../helpers/made-up-run.ts';

const style = plainStyle(true);
const LOOK = { style, width: 120, now: Date.parse('2026-01-31T12:03:00Z'), idLength: 8 };

describe('fitTable', () => {
  const columns = [
    { title: 'id', rank: 0, cells: ['aaaa'] },
    { title: 'least', rank: 2, cells: ['x'] },
    { title: 'more', rank: 1, cells: ['1234567'] },
  ];

  it.each([
    [Infinity, 'id    least  more\naaaa  x      1234567', []],
    [20, 'id    least  more\naaaa  x      1234567', []],
    [19, 'id    more\naaaa  1234567', ['least']],
    [13, 'id    more\naaaa  1234567', ['least']],
    [12, 'id\naaaa', ['least', 'more']],
    [1, 'id\naaaa', ['least', 'more']],
  ])('in %d characters', (width, text, leftOut) => {
    expect(fitTable(columns, width, style)).toEqual({ text, leftOut });
  });
});

describe('oneLine', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['a\nb\tc', 9, 'a b c'],
    ['\u001b[31mred\u001b[0m\u0007', 9, 'red'],
  ])('%j', (text, longest, shown) => {
    expect(oneLine(text, longest, style)).toBe(shown);
  });
});

describe('renderReapedRuns', () => {
  const gone = {
    id: 'c'.repeat(32),
    name: 'night',
    command: 'train',
    startTime: '2026-01-31T12:00:00.000Z',
    lastSign: '2026-01-31T12:02:00.000Z',
    isResumed: false,
  };
  const reaped = (dryRun: boolean, runs: readonly GoneRun[], alive = 0) =>
    renderReapedRuns({ schemaVersion: 1, command: 'track reap', dryRun, runs, alive }, LOOK).split('\n');

  it('has a line each, and says what was done', () => {
    expect(reaped(false, [gone])).toEqual([
      'run       name   command  started        last sign of life',
      'cccccccc  night  train    3 minutes ago  1 minute ago',
      '',
      '1 run closed as KILLED.',
    ]);
    expect(reaped(true, [gone, gone], 1).slice(-2)).toEqual([
      '2 runs would be closed as KILLED; without --dry-run they are.',
      '1 run goes on.',
    ]);
  });

  it('says that there is nothing to do', () => {
    const nothing = 'Nothing to close: every run has its end, or a process at work on it.';
    expect(reaped(false, [], 2)).toEqual([nothing, '2 runs go on.']);
  });
});

describe('renderRunList', () => {
  const list = (runs: readonly RunSummary[], width = 120, matching = runs.length) =>
    renderRunList(
      { schemaVersion: 1, command: 'track list', recorded: Math.max(matching, 1), matching, runs },
      columnsOf(runs, undefined),
      { ...LOOK, width },
    );
  const runs = [
    madeUpRun(),
    madeUpRun({ id: 'b'.repeat(32), status: 'RUNNING', durationMs: null, metrics: {}, command: 'evaluate' }),
  ];

  it('has a line each', () => {
    expect(list(runs)).toBe(
      [
        'run       command   status    started         took  roc_auc_any  log_loss  macro_f1',
        'aaaaaaaa  train     FINISHED  3 minutes ago  9.0 s        0.820     0.400         -',
        'bbbbbbbb  evaluate  RUNNING   3 minutes ago      -            -         -         -',
      ].join('\n'),
    );
  });

  it('says whose process is gone, and what closes it', () => {
    const gone = { ...runs[1]!, isGone: true };
    const lines = list([gone]).split('\n');
    expect(lines[1]).toMatch(/^bbbbbbbb {2}evaluate {2}RUNNING \(gone\) /);
    expect(lines.at(-1)).toBe('The process of 1 run is gone: `diabetes track reap` records the end.');
    expect(list(runs)).not.toContain('gone');
  });

  it('has names where a run has one', () => {
    expect(list([madeUpRun({ name: 'night' })])).toMatch(/^run {7}name {3}command/);
  });

  it.each([60, 80, 100])('fits %d characters', (width) => {
    const lines = list(runs, width).split('\n');
    expect(Math.max(...lines.slice(0, 3).map((line) => line.length))).toBeLessThanOrEqual(width);
  });

  it('tells what is not shown', () => {
    expect(list(runs, 120, 7)).toContain('2 of 7 runs; --limit shows more.');
    expect(list(runs, 60)).toContain('Not enough room for: command, took, ');
    expect(list([], 80)).toBe('No run of 1 matches the filter.');
  });

  it('tells how a run comes about', () => {
    const document = { schemaVersion: 1, command: 'track list', recorded: 0, matching: 0, runs: [] } as const;
    expect(renderRunList(document, [], LOOK)).toBe('No run is recorded here yet; `diabetes train` records one.');
  });
});

describe('renderRun', () => {
  const show = (document: Partial<RunDocument>, all = false) =>
    renderRun(
      {
        schemaVersion: 1,
        command: 'track show',
        run: madeUpRun(),
        changedParams: [],
        bundle: null,
        deliveries: [],
        ...document,
      },
      { ...LOOK, all, bundlePath: document.bundle ?? null },
    );

  it('shows what tells most', () => {
    const run = madeUpRun({
      name: 'night',
      metrics: { roc_auc_any: 0.82, f1_none: 0.9 },
      intervals: { roc_auc_any: [0.81, 0.83] },
      series: { val_loss: [3, 2, 1], learning_rate: [0.01, 0.00001] },
      passed: false,
    });
    expect(show({ run, changedParams: ['train.seed'], bundle: '.diabetes/runs/aa/model' })).toBe(
      `run      ${'a'.repeat(32)}
name     night
command  train
status   FINISHED
started  2026-01-31T12:00:00.000Z  3 minutes ago
took     9.0 s
gates    not passed
rows     100
data     sha256:aa
digest   dd
bundle   .diabetes/runs/aa/model

Params
train.seed  1
1 other param is the default; --verbose shows them

Metrics
roc_auc_any  0.820 [0.810, 0.830]
1 more metric; --verbose shows them

Epochs
val_loss       █▅▁  3.000 → 1.000
learning_rate  █▁   0.010 → 1.0e-5

Tags
git_commit  abc`,
    );
  });

  it('shows how each gate was judged', () => {
    const gate = { operator: '>=', threshold: 0.5, value: 0.4 } as const;
    const gates = [
      { ...gate, gate: 'macro_f1>=0.5', key: 'macro_f1', passed: false },
      { ...gate, gate: 'roc_auc_any>=0.5', key: 'roc_auc_any', value: 0.8, passed: true },
    ];
    const lines = show({ run: madeUpRun({ passed: false, gates }) }).split('\n');
    expect(lines).toEqual(expect.arrayContaining(['✖  macro_f1>=0.5     0.4000', '✔  roc_auc_any>=0.5  0.8000']));
    expect(lines).toContain('✖ 1 of 2 gates passed: macro_f1>=0.5 is not met.');
    expect(show({ run: madeUpRun() })).not.toContain('Gates');
  });

  it('shows all when asked', () => {
    const text = show({ run: madeUpRun({ metrics: { roc_auc_any: 0.82, f1_none: 0.9 } }) }, true);
    expect(text).toContain('f1_none      0.900');
    expect(text).toContain('train.hidden  [256]');
    expect(text).not.toContain('--verbose');
  });

  it('tells why it failed, that it has no end, and what was not read', () => {
    expect(show({ run: madeUpRun({ status: 'FAILED', error: 'the disk is full' }) })).toContain('\nthe disk is full');
    const dropped = [
      { line: 4, reason: 'not a record' },
      { line: 9, reason: 'cut off' },
    ] as const;
    const text = show({
      run: madeUpRun({ status: 'RUNNING', isGone: true, durationMs: null, endTime: null, dropped }),
    });
    expect(text).toContain('RUNNING (gone)  its process is gone: `diabetes track reap` records the end');
    expect(text).toContain('not read  line 4 of its journal and the last line of its journal, which is cut off');
  });
});

describe('renderRunDiff', () => {
  const [a, b] = [madeUpRun(), madeUpRun({ id: 'b'.repeat(32), metrics: { roc_auc_any: 0.83, log_loss: 0.4 } })];
  const diff = (one: RunSummary, other: RunSummary) =>
    renderRunDiff(
      { schemaVersion: 1, command: 'track diff', a: one, b: other, ...diffRuns(one, other) },
      { ...LOOK, width: 80, all: false },
    );

  it('shows only what differs', () => {
    expect(diff(a, b)).toBe(
      `A  aaaaaaaa  3 minutes ago
B  bbbbbbbb  3 minutes ago

Metrics
             A      B        B - A
roc_auc_any  0.820  0.830  +0.0100`,
    );
  });

  it('says that nothing does', () => {
    expect(diff(a, a)).toContain('They have the same params, metrics, tags and data.');
  });

  it('fits long values', () => {
    const long = diff(
      madeUpRun({ params: { path: 'x'.repeat(200) } }),
      madeUpRun({ params: { path: 'y'.repeat(200) } }),
    );
    expect(Math.max(...long.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

describe('renderBestRun', () => {
  const best = { direction: 'maximize', value: 0.82, run: madeUpRun(), compared: 3, dataSets: 1 } as const;
  const render = (changes: Partial<typeof best> | { dataSets: number }) =>
    renderBestRun(
      { schemaVersion: 1, command: 'track best', metric: 'roc_auc_any', ...best, ...changes },
      columnsOf([best.run], undefined),
      LOOK,
    );

  it('is a line of a list below its value', () => {
    expect(render({})).toMatch(/^roc_auc_any 0\.82, the greatest of 3 runs\n\nrun .*\naaaaaaaa .*$/);
  });

  it('warns of figures of different rows', () => {
    expect(render({ dataSets: 2 })).toContain(
      'These runs were measured on 2 different sets of rows, so that their figures do\nnot compare well.\nThose on',
    );
  });
});
