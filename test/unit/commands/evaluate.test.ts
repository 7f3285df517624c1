import { describe, expect, it } from '@jest/globals';
import { createEvaluateCommand } from '../../../src/commands/evaluate/evaluate.ts';
import type { EvaluateOptions } from '../../../src/commands/evaluate/options.ts';
import { fakeContext } from '../../helpers/fake-context.ts';

async function optionsOf(...argv: readonly string[]): Promise<EvaluateOptions | undefined> {
  let options: EvaluateOptions | undefined;
  const command = createEvaluateCommand(fakeContext(), (given) => {
    options = given;
    return Promise.resolve();
  });
  await command
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .parseAsync([...argv], { from: 'user' });
  return options;
}

const PLAIN = {
  ignoreColumn: [],
  slice: [],
  gate: [],
  maxDrop: [],
  inspect: false,
  offline: false,
  track: true,
  tag: [],
  json: false,
  quiet: false,
  verbose: false,
};

describe('the options of evaluate', () => {
  it('may all be left out', async () => {
    expect(await optionsOf()).toEqual(PLAIN);
  });

  it('gather what may be repeated', async () => {
    const argv = ['--slice', 'sex', '--slice', 'age*income', '--gate', 'accuracy>0.5', '--gate', 'log_loss<1'];
    const repeated = ['--max-drop', 'brier=0.1', '--ignore-column', 'Sex', '--ignore-column', 'Age'];
    expect(await optionsOf(...argv, ...repeated)).toEqual({
      ...PLAIN,
      slice: ['sex', 'age*income'],
      gate: ['accuracy>0.5', 'log_loss<1'],
      maxDrop: ['brier=0.1'],
      ignoreColumn: ['Sex', 'Age'],
    });
  });

  it('name models, rows, params and reports', async () => {
    const models = ['--model', 'm', '--baseline', 'b', '--data', 'd.csv', '--config', 'p.yaml', '--inspect'];
    const numbers = ['--resamples', '200', '--seed', '7'];
    const reports = [
      '--out',
      'o',
      '--report',
      'r.html',
      '--model-card',
      'c.md',
      '--junit',
      'j.xml',
      '--markdown',
      'm.md',
    ];
    expect(await optionsOf(...models, ...numbers, ...reports)).toEqual({
      ...PLAIN,
      model: 'm',
      baseline: 'b',
      data: 'd.csv',
      config: 'p.yaml',
      inspect: true,
      resamples: 200,
      seed: 7,
      out: 'o',
      report: 'r.html',
      modelCard: 'c.md',
      junit: 'j.xml',
      markdown: 'm.md',
    });
  });

  it('say how the run is recorded', async () => {
    const argv = ['--experiment', 'heart', '--run-name', 'night', '--tag', 'team=heart', '--no-track'];
    const tag = [['team', 'heart']];
    expect(await optionsOf(...argv)).toEqual({ ...PLAIN, experiment: 'heart', runName: 'night', tag, track: false });
  });

  it.each([
    [['--resamples', 'many'], 'It must be a whole number'],
    [['--report', ''], 'It must not be empty'],
    [['--gates', 'x'], "unknown option '--gates'"],
    [['rows.csv'], 'too many arguments'],
  ])('refuse %j', async (argv, words) => {
    await expect(optionsOf(...argv)).rejects.toThrow(words);
  });
});
