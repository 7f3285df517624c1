import { describe, expect, it } from '@jest/globals';
import type { Command } from 'commander';
import { createDataCheckCommand } from '../../../src/commands/data/check.ts';
import { createFitSynthCommand } from '../../../src/commands/data/fit-synth.ts';
import { createSplitCommand } from '../../../src/commands/data/split.ts';
import { fakeContext } from '../../helpers/fake-context.ts';

type Create = (run: (options: object) => Promise<void>) => Command;

const check: Create = (run) => createDataCheckCommand(fakeContext(), run);
const split: Create = (run) => createSplitCommand(fakeContext(), run);
const fitSynth: Create = (run) => createFitSynthCommand(fakeContext(), run);

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
    [['--json'], { json: true }],
  ])('%j', async (argv, expected) => {
    expect(await optionsOf(split, argv)).toEqual({ set: [], ...COMMON, ...expected });
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
