import { describe, expect, it } from '@jest/globals';
import { createTrainCommand, type TrainOptions } from '../../../src/commands/train.ts';
import { fakeContext } from '../../helpers/fake-context.ts';

async function optionsOf(...argv: string[]): Promise<TrainOptions | undefined> {
  let options: TrainOptions | undefined;
  const run = (given: TrainOptions): Promise<void> => {
    options = given;
    return Promise.resolve();
  };
  const command = createTrainCommand(fakeContext(), run)
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  await command.parseAsync(argv, { from: 'user' });
  return options;
}

const DEFAULTS = {
  set: [],
  ignoreColumn: [],
  printConfig: false,
  resume: false,
  verifyRepro: false,
  track: true,
  tag: [],
  json: false,
  quiet: false,
  verbose: false,
};

describe('the options of train', () => {
  it.each([
    [[], {}],
    [
      ['--data', 'a.csv', '--out', 'm', '--schema', 's.yaml', '--config', 'p.yaml'],
      { data: 'a.csv', out: 'm', schema: 's.yaml', config: 'p.yaml' },
    ],
    [['--seed', '7'], { seed: 7 }],
    [['--seed=9007199254740991'], { seed: Number.MAX_SAFE_INTEGER }],
    [['--set', 'train.epochs=1', '--set', 'split.test=0'], { set: ['train.epochs=1', 'split.test=0'] }],
    [['--ignore-column', 'BMI', '--ignore-column=Sex'], { ignoreColumn: ['BMI', 'Sex'] }],
    [['--backend', 'gpu'], { backend: 'gpu' }],
    [['--max-memory', '800MB'], { maxMemory: 800e6 }],
    [['--max-memory', '1.5g'], { maxMemory: 1.5e9 }],
    [['--max-memory', '1 GiB'], { maxMemory: 2 ** 30 }],
    [['--no-track'], { track: false }],
    [['--experiment', 'heart', '--run-name', 'night'], { experiment: 'heart', runName: 'night' }],
    [
      ['--tag', 'team=heart', '--tag=note=a=b'],
      {
        tag: [
          ['team', 'heart'],
          ['note', 'a=b'],
        ],
      },
    ],
    [['--resume', '--verify-repro', '--print-config'], { resume: true, verifyRepro: true, printConfig: true }],
    [['--json', '-q', '-v'], { json: true, quiet: true, verbose: true }],
    [['--data', 'a.csv', '--data', 'b.csv'], { data: 'b.csv' }],
  ])('%j', async (argv, expected) => {
    expect(await optionsOf(...argv)).toEqual({ ...DEFAULTS, ...expected });
  });

  it.each([
    [['--seed', '-1'], "'-1' is invalid. It must be a whole number of 0 to 2^53 - 1"],
    [['--seed', '1.5'], 'must be a whole number'],
    [['--seed', '9007199254740992'], 'must be a whole number'],
    [['--seed', ''], 'must be a whole number'],
    [['--out', ''], 'must not be empty'],
    [['--data', ' '], 'must not be empty'],
    [['--max-memory', '0'], 'must be a size such as 800MB or 1GiB'],
    [['--max-memory', 'much'], 'must be a size'],
    [['--max-memory', '-1GB'], 'must be a size'],
    [['--tag', 'heart'], 'must be a name and a value, as in team=heart'],
    [['--data'], 'argument missing'],
    [['--epochs', '3'], "unknown option '--epochs'"],
    [['a.csv'], 'too many arguments'],
  ])('refuses %j', async (argv, message) => {
    await expect(optionsOf(...argv)).rejects.toThrow(message);
  });
});
