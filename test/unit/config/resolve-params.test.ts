import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { resolveParams } from '../../../src/config/resolve-params.ts';
import type { ParamSources } from '../../../src/config/resolve-params.ts';
import type { DiabetesError } from '../../../src/foundation/errors.ts';
import { PARAM_KEYS } from '../../../src/config/params-issues.ts';
import { DEFAULT_PARAMS } from '../../../src/pipeline/params.ts';

function errorOf(sources: ParamSources): DiabetesError {
  try {
    resolveParams(sources);
  } catch (error) {
    return error as DiabetesError;
  }
  throw new Error('the params were accepted');
}

const detailsOf = (sources: ParamSources): Record<string, string> =>
  Object.fromEntries(errorOf(sources).details.map(({ where, message }) => [where, message]));

describe('resolveParams', () => {
  it('gives the defaults where nothing is set', () => {
    const { params, origins } = resolveParams({});
    expect(params).toEqual(DEFAULT_PARAMS);
    expect(Object.keys(origins)).toHaveLength(PARAM_KEYS.length);
    expect(new Set(Object.values(origins))).toEqual(new Set(['default']));
  });

  it('takes flags over --set over the file over the defaults, and says which', () => {
    const { params, origins } = resolveParams({
      text: 'train:\n  epochs: 3\n  batch_size: 64\n  hidden: [8]\n',
      path: '/project/experiments/wide.yaml',
      set: ['train.epochs=4', 'train.hidden=[32, 16]', 'train.hidden=[]', 'data.path=a b.csv'],
      flags: { '--epochs': { train: { epochs: 5 } }, '--seed': { split: { seed: 7 }, train: { seed: undefined } } },
    });
    expect(params.train).toEqual({ ...DEFAULT_PARAMS.train, epochs: 5, batch_size: 64, hidden: [] });
    expect(params.split.seed).toBe(7);
    expect(params.data.path).toBe('a b.csv');
    expect(origins).toMatchObject({
      'train.epochs': '--epochs',
      'train.batch_size': 'wide.yaml',
      'train.hidden': '--set',
      'train.seed': 'default',
      'split.seed': '--seed',
    });
  });

  it.each([[''], ['# nothing yet\n'], ['train:\nevaluate:\n'], ['evaluate: {}\n']])(
    'takes %j as all defaults',
    (text) => {
      expect(resolveParams({ text }).params).toEqual(DEFAULT_PARAMS);
    },
  );

  it('says what a param must be, what it is and what set it', () => {
    const error = errorOf({ set: ['train.epochs=0'] });
    expect(error).toMatchObject({
      code: 'INVALID_PARAMS',
      exitCode: 2,
      message: 'train.epochs must be a whole number of 1 or more, got 0 (--set)',
      hint: 'Correct what is named above; the default is train.epochs=8.',
      details: [{ where: 'train.epochs', message: 'must be a whole number of 1 or more, got 0 (--set)' }],
    });
  });

  it('tells all that is wrong at once, from every source', () => {
    const sources: ParamSources = {
      text: 'split: {test: 0.95, validation: .inf}\ntrain:\n  hidden: [128, 0, 2.5]\n  epochs:\nfeatures: 8\n',
      set: ['train.backend=gpu', 'train.epochs', 'train.learning_rate=[1', '=3'],
      flags: { '--seed': { train: { seed: -1 } } },
    };
    expect(errorOf(sources).message).toBe('10 params are invalid');
    expect(errorOf(sources).details.filter(({ where }) => where === '--set')).toHaveLength(2);
    expect(detailsOf(sources)).toMatchObject({
      'split.test': 'must be a number of 0 to 0.9, got 0.95 (params.yaml)',
      'split.validation': 'must be a number above 0, of 0.9 at most, got Infinity (params.yaml)',
      'train.hidden':
        'must be a list of 0 to 4 whole numbers of 1 to 1024, as in [128, 64], got [128,0,2.5] (params.yaml)',
      'train.epochs': 'must be a whole number of 1 or more, got nothing (params.yaml)',
      features: 'must be a section with its params below it, got 8 (params.yaml)',
      'train.backend': 'must be one of auto, wasm, node, cpu, got "gpu" (--set)',
      'train.seed': 'must be a whole number of 0 to 2^53 - 1, got -1 (--seed)',
      'train.learning_rate': expect.stringMatching(/^is not valid YAML: .* \(--set\)$/),
    });
  });

  it('leaves rows to train on', () => {
    expect(errorOf({ set: ['split.test=0.6', 'split.validation=0.4'] }).message).toBe(
      'split.validation and split.test together must be less than 1, got 0.4 + 0.6',
    );
    expect(Object.keys(detailsOf({ set: ['split.test=2'] }))).toEqual(['split.test']);
    expect(resolveParams({ set: ['split.test=0', 'split.validation=0.9'] }).params.split.test).toBe(0);
  });

  it.each([
    ['train.epoch=3', 'train.epoch', 'did you mean train.epochs?'],
    ['epochs=3', 'epochs', 'did you mean train.epochs?'],
    ['seed=3', 'seed', 'did you mean split.seed, train.seed or evaluate.seed?'],
    ['train.seeds=3', 'train.seeds', 'did you mean train.seed?'],
    ['train.test=0.1', 'train.test', 'did you mean split.test?'],
    ['trian.epochs=3', 'trian', 'did you mean train?'],
    ['split.proportions=3', 'split.proportions', 'split has seed, test, validation'],
    ['evaluate.zzzzz=3', 'evaluate.zzzzz', 'evaluate has slices, gates, resamples, seed'],
    ['mlflow.uri=x', 'mlflow', 'the sections are data, split, features, train, decision, evaluate'],
    ['train.__proto__=3', 'train.__proto__', 'train has seed, backend'],
    ['__proto__=3', '__proto__', 'the sections are'],
  ])('refuses --set %s and helps', (setting, where, help) => {
    expect(detailsOf({ set: [setting] })[where]).toContain(`is not known; ${help}`);
  });

  it('names the line of a syntax error', () => {
    expect(errorOf({ text: 'train:\n  epochs: 3\n\tseed: 1\n', path: 'conf/params.yaml' })).toMatchObject({
      code: 'INVALID_PARAMS',
      message: 'conf/params.yaml is not valid YAML: line 3: Tabs are not allowed as indentation',
      details: expect.arrayContaining([{ where: 'line 3', message: 'Tabs are not allowed as indentation' }]),
    });
    expect(errorOf({ text: 'train:\n  epochs: 3\n  epochs: 4\n' }).message).toMatch(/line 3: Map keys must be unique/);
    expect(errorOf({ text: 'train: *none\n' }).message).toMatch(/an alias: Unresolved alias/);
    expect(errorOf({ text: '- train\n' }).message).toBe(
      'params.yaml must hold sections such as "train:", got ["train"]',
    );
  });

  it('takes every whole number of epochs above 0 and refuses every other number', () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer(), fc.double()), (epochs) => {
        const isValid = Number.isSafeInteger(epochs) && epochs >= 1;
        const resolve = () => resolveParams({ flags: { '--epochs': { train: { epochs } } } }).params.train.epochs;
        if (isValid) expect(resolve()).toBe(epochs);
        else expect(resolve).toThrow(/^train\.epochs must be/);
      }),
    );
  });
});
