import { describe, expect, it } from '@jest/globals';
import type { Command } from 'commander';
import { createDataCheckCommand } from '../../../src/commands/data/check.ts';
import { createFitSynthCommand } from '../../../src/commands/data/fit-synth.ts';
import { createPullCommand } from '../../../src/commands/data/pull.ts';
import { createSplitCommand } from '../../../src/commands/data/split.ts';
import { createSynthCommand } from '../../../src/commands/data/synth.ts';
import { createStatusCommand } from '../../../src/commands/data/status.ts';
import { createFetchCommand, createPushCommand } from '../../../src/commands/data/transfer.ts';
import { createVersionCommand } from '../../../src/commands/data/version.ts';
import { fakeContext } from '../../helpers/fake-context.ts';

type Create = (run: (options: object) => Promise<void>) => Command;

const check: Create = (run) => createDataCheckCommand(fakeContext(), run);
const split: Create = (run) => createSplitCommand(fakeContext(), run);
const pull: Create = (run) => createPullCommand(fakeContext(), run);
const synth: Create = (run) => createSynthCommand(fakeContext(), run);
const fitSynth: Create = (run) => createFitSynthCommand(fakeContext(), run);
const version: Create = (run) => createVersionCommand(fakeContext(), run);
const push: Create = (run) => createPushCommand(fakeContext(), run);
const fetch: Create = (run) => createFetchCommand(fakeContext(), run);
const status: Create = (run) => createStatusCommand(fakeContext(), run);

async function optionsOf(create: Create, argv: readonly string[]): Promise<object | undefined> {
  let options: object | undefined;
  const command = create((given) => {
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

describe('the options of data check', () => {
  it.each([
    [[], {}],
    [['a.csv'], { file: 'a.csv' }],
    [
      ['a.csv', '--report', 'r.html', '--schema', 's.yaml', '--config', 'p.yaml', '-q'],
      { file: 'a.csv', report: 'r.html', schema: 's.yaml', config: 'p.yaml', quiet: true },
    ],
    [['--json', 'a.csv'], { file: 'a.csv', json: true }],
  ])('%j', async (argv, expected) => {
    expect(await optionsOf(check, argv)).toEqual({ ...COMMON, ...expected });
  });

  it.each([
    [[''], 'must not be empty'],
    [['a.csv', '--report', ''], 'must not be empty'],
    [['a.csv', 'b.csv'], 'too many arguments'],
  ])('refuses %j', async (argv, message) => {
    await expect(optionsOf(check, argv)).rejects.toThrow(message);
  });
});

describe('the options of data split', () => {
  it.each([
    [[], {}],
    [['--data', 'a.csv', '--out', 'parts', '--seed', '3'], { data: 'a.csv', out: 'parts', seed: 3 }],
    [
      ['--set', 'split.test=0.3', '--config', 'p.yaml', '--schema', 's.yaml'],
      { set: ['split.test=0.3'], config: 'p.yaml', schema: 's.yaml' },
    ],
    [['--ignore-column', 'BMI', '--ignore-column', 'Sex'], { ignoreColumn: ['BMI', 'Sex'] }],
    [['--json'], { json: true }],
  ])('%j', async (argv, expected) => {
    expect(await optionsOf(split, argv)).toEqual({ set: [], ignoreColumn: [], ...COMMON, ...expected });
  });

  it.each([
    [['--seed', 'x'], 'must be a whole number'],
    [['--out', ''], 'must not be empty'],
    [['a.csv'], 'too many arguments'],
  ])('refuses %j', async (argv, message) => {
    await expect(optionsOf(split, argv)).rejects.toThrow(message);
  });
});

describe('the options of data fit-synth', () => {
  const NEEDED = ['--data', 'a.csv', '--out', 's.json'];

  it.each([
    [NEEDED, {}],
    [[...NEEDED, '--seed', '0', '--schema', 's.yaml', '-q'], { seed: 0, schema: 's.yaml', quiet: true }],
  ])('%j', async (argv, expected) => {
    expect(await optionsOf(fitSynth, argv)).toEqual({ data: 'a.csv', out: 's.json', seed: 42, ...COMMON, ...expected });
  });

  it.each([[[]], [['--data', 'a.csv']], [['--out', 's.json']]])('needs --data and --out: %j', async (argv) => {
    await expect(optionsOf(fitSynth, argv)).rejects.toThrow('not specified');
  });
});

describe('the options of data pull', () => {
  const SUM = 'a9'.repeat(32);

  it.each([
    [[], {}],
    [['--from', 'a.zip', '--force'], { from: 'a.zip', force: true }],
    [
      ['--from', 'https://example.org/a', '--sha256', SUM.toUpperCase(), '--out', 'b.csv'],
      { from: 'https://example.org/a', sha256: SUM, out: 'b.csv' },
    ],
    [['--member', 'in/a.csv', '--schema', 's.yaml'], { member: 'in/a.csv', schema: 's.yaml' }],
  ])('%j', async (argv, expected) => {
    expect(await optionsOf(pull, argv)).toEqual({ force: false, ...COMMON, ...expected });
  });

  it.each([
    [['--from', ''], 'must not be empty'],
    [['--sha256', SUM.slice(1)], 'must be 64 hexadecimal digits'],
    [['--sha256', `g${SUM.slice(1)}`], 'must be 64 hexadecimal digits'],
    [['a.zip'], 'too many arguments'],
  ])('refuses %j', async (argv, message) => {
    await expect(optionsOf(pull, argv)).rejects.toThrow(message);
  });
});

describe('the options of data synth', () => {
  it.each([
    [['--out', 'a.csv'], {}],
    [['--out', 'a.csv', '--rows', '5', '--seed', '0', '--unlabelled'], { rows: 5, seed: 0, unlabelled: true }],
    [['--out', 'a.csv', '--schema', 's.yaml', '--synthesizer', 's.json'], { schema: 's.yaml', synthesizer: 's.json' }],
  ])('%j', async (argv, expected) => {
    const defaults = { out: 'a.csv', rows: 10_000, seed: 42, unlabelled: false };
    expect(await optionsOf(synth, argv)).toEqual({ ...defaults, ...COMMON, ...expected });
  });

  it.each([
    [[], 'not specified'],
    [['--out', 'a.csv', '--rows', '0'], 'must be 1 or more'],
    [['--out', 'a.csv', '--rows', '1.5'], 'must be a whole number'],
  ])('refuses %j', async (argv, message) => {
    await expect(optionsOf(synth, argv)).rejects.toThrow(message);
  });
});

describe('the options of data version, push, fetch and status', () => {
  it.each<[Create, readonly string[], object]>([
    [version, [], { commit: false }],
    [version, ['a.csv', '--commit', '--config', 'p.yaml'], { file: 'a.csv', commit: true, config: 'p.yaml' }],
    [push, [], {}],
    [push, ['--remote', 'storage', '--json'], { remote: 'storage', json: true }],
    [fetch, ['-q', '--remote', 'archive'], { remote: 'archive', quiet: true }],
    [status, ['-v'], { verbose: true }],
  ])('%p %j', async (create, argv, expected) => {
    expect(await optionsOf(create, argv)).toEqual({ ...COMMON, ...expected });
  });

  it.each<[Create, readonly string[], string]>([
    [version, ['a.csv', 'b.csv'], 'too many arguments'],
    [version, [''], 'must not be empty'],
    [push, ['--remote', ''], 'must not be empty'],
    [push, ['a.csv'], 'too many arguments'],
    [fetch, ['--force'], 'unknown option'],
    [status, ['a.csv'], 'too many arguments'],
  ])('%p refuses %j', async (create, argv, message) => {
    await expect(optionsOf(create, argv)).rejects.toThrow(message);
  });
});
