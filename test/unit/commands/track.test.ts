import { describe, expect, it } from '@jest/globals';
import type { Command } from 'commander';
import { createBestCommand } from '../../../src/commands/track/best.ts';
import { createDiffCommand } from '../../../src/commands/track/diff.ts';
import { createReapCommand } from '../../../src/commands/track/reap.ts';
import { createListCommand } from '../../../src/commands/track/list.ts';
import { createModelsCommand } from '../../../src/commands/track/models.ts';
import { createOpenCommand } from '../../../src/commands/track/open.ts';
import { createPromoteCommand } from '../../../src/commands/track/promote.ts';
import { createRollbackCommand } from '../../../src/commands/track/rollback.ts';
import { createExportCommand } from '../../../src/commands/track/export.ts';
import { createReportCommand } from '../../../src/commands/track/report.ts';
import { createShowCommand } from '../../../src/commands/track/show.ts';
import { createUiCommand } from '../../../src/commands/track/ui.ts';
import { createSyncCommand } from '../../../src/commands/track/sync.ts';
import { fakeContext } from '../../helpers/fake-context.ts';

type Create = (run: (options: object) => Promise<void>) => Command;

const COMMANDS: Readonly<Record<string, Create>> = {
  list: (run) => createListCommand(fakeContext(), run),
  show: (run) => createShowCommand(fakeContext(), run),
  diff: (run) => createDiffCommand(fakeContext(), run),
  reap: (run) => createReapCommand(fakeContext(), run),
  best: (run) => createBestCommand(fakeContext(), run),
  promote: (run) => createPromoteCommand(fakeContext(), run),
  rollback: (run) => createRollbackCommand(fakeContext(), run),
  models: (run) => createModelsCommand(fakeContext(), run),
  open: (run) => createOpenCommand(fakeContext(), run),
  export: (run) => createExportCommand(fakeContext(), run),
  report: (run) => createReportCommand(fakeContext(), run),
  ui: (run) => createUiCommand(fakeContext(), run),
  sync: (run) => createSyncCommand(fakeContext(), run),
};

async function optionsOf(name: string, argv: readonly string[]): Promise<object | undefined> {
  let options: object | undefined;
  const command = COMMANDS[name]!((given) => {
    options = given;
    return Promise.resolve();
  });
  await command
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .parseAsync([...argv], { from: 'user' });
  return options;
}

const COMMON = { json: false, quiet: false, verbose: false };
const LIST = { sort: 'start_time', reverse: false, limit: 20 };

describe('the options of track', () => {
  it.each([
    ['list', [], LIST],
    [
      'list',
      ['--where', 'x', '--sort', 'log_loss', '--reverse', '--columns', 'run_id, params.a,', '--limit', '3'],
      { where: 'x', sort: 'log_loss', reverse: true, columns: ['run_id', 'params.a', ''], limit: 3 },
    ],
    ['list', ['--json'], { ...LIST, json: true }],
    ['show', ['abcd', '-v'], { run: 'abcd', verbose: true }],
    ['diff', ['abcd', 'latest'], { a: 'abcd', b: 'latest' }],
    ['reap', [], { dryRun: false }],
    ['reap', ['--dry-run', '--json'], { dryRun: true, json: true }],
    ['sync', [], { runs: [] }],
    ['sync', ['abcd', 'latest', '--json'], { runs: ['abcd', 'latest'], json: true }],
    ['best', ['--metric', 'brier'], { metric: 'brier', maximize: false, minimize: false }],
    [
      'best',
      ['--metric', 'own', '--minimize', '--where', 'x'],
      { metric: 'own', where: 'x', maximize: false, minimize: true },
    ],
    ['promote', ['abcd', '--as', 'champion'], { run: 'abcd', as: 'champion', name: 'diabetes' }],
    [
      'promote',
      ['abcd', '--as', 'x', '--name', 'other', '--force', ' it is urgent '],
      { run: 'abcd', as: 'x', name: 'other', force: 'it is urgent' },
    ],
    ['rollback', ['champion', '--name', 'other'], { alias: 'champion', name: 'other' }],
    ['models', ['-q'], { quiet: true }],
    ['open', ['abcd'], { run: 'abcd', print: false }],
    ['open', ['abcd', '--print'], { run: 'abcd', print: true }],
    ['export', ['--to', 'csv'], { to: 'csv', runs: [], series: false }],
    [
      'export',
      ['abcd', 'latest', '--to', 'mlruns', '--out', 'x', '--where', 'y'],
      { to: 'mlruns', runs: ['abcd', 'latest'], series: false, out: 'x', where: 'y' },
    ],
    ['report', [], { runs: [], out: 'runs.html', open: false }],
    ['report', ['abcd', '--out', 'x.html', '--open'], { runs: ['abcd'], out: 'x.html', open: true }],
    ['ui', [], { port: 5000, open: false }],
    ['ui', ['--port', '81', '--python', 'py', '--open'], { port: 81, python: 'py', open: true }],
  ])('%s %j', async (name, argv, expected) => {
    expect(await optionsOf(name, argv)).toEqual({ ...COMMON, ...expected });
  });

  it.each([
    ['list', ['--limit', '0'], '1 or more'],
    ['list', ['--limit', '-1'], 'whole number'],
    ['export', [], "required option '--to <format>'"],
    ['export', ['--to', 'xml'], 'Allowed choices are csv, mlruns'],
    ['ui', ['--port', '0'], '1 to 65535'],
    ['ui', ['--port', '65536'], '1 to 65535'],
    ['show', [], "missing required argument 'run'"],
    ['diff', ['abcd'], "missing required argument 'b'"],
    ['best', [], "required option '--metric <key>'"],
    ['promote', ['abcd'], "required option '--as <alias>'"],
    ['promote', ['abcd', '--as', 'x', '--force', ' '], 'must say why'],
    ['rollback', [], "missing required argument 'alias'"],
    ['best', ['--metric', 'x', '--maximize', '--minimize'], 'cannot be used with'],
  ])('%s refuses %j', async (name, argv, message) => {
    await expect(optionsOf(name, argv)).rejects.toThrow(message);
  });
});
