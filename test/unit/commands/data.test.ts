import { describe, expect, it } from '@jest/globals';
import type { Command } from 'commander';
import { createFitSynthCommand } from '../../../src/commands/data/fit-synth.ts';
import { createSplitCommand } from '../../../src/commands/data/split.ts';
import { fakeContext } from '../../helpers/fake-context.ts';

type Create = (run: (options: object) => Promise<void>) => Command;

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
