import { describe, expect, it } from '@jest/globals';
import { quote, tagIs } from '../../../../src/tracking/mlflow/filters.ts';
import {
  checkAlias,
  checkLoggedModelName,
  checkExperimentName,
  checkModelName,
  checkRunName,
  checkVersion,
} from '../../../../src/tracking/mlflow/keys.ts';

describe('names of the registry', () => {
  it.each(['champion', 'a_b-C', 'größer', 'v', 'vx1', 'x'.repeat(255)])('%p is an alias', (alias) => {
    expect(checkAlias(alias)).toBe(alias);
  });

  it.each([7, '', 'a b', 'a.b', 'latest', 'Latest', 'v1', 'V23', 'x'.repeat(256)])('%p is no alias', (alias) => {
    expect(() => checkAlias(alias)).toThrow('the alias is');
  });

  it('are checked for what MLflow does not take', () => {
    expect(checkModelName('Diabetes (v2)')).toBe('Diabetes (v2)');
    for (const name of ['', ' ', 'a/b', 'a:b', '.', '..', 3])
      expect(() => checkModelName(name)).toThrow('registered model');
    expect(checkLoggedModelName('model 1')).toBe('model 1');
    for (const name of ['', 'a/b', 'a.b', 'a:b', '5%', 'a"', "a'"]) {
      expect(() => checkLoggedModelName(name)).toThrow('logged model');
    }
    expect(checkExperimentName('Heart: /a b')).toBe('Heart: /a b');
    for (const name of ['', ' ', 'x'.repeat(501), 7]) expect(() => checkExperimentName(name)).toThrow('an experiment');
    expect(checkRunName('x'.repeat(250))).toHaveLength(250);
    for (const name of ['', 'x'.repeat(251), 7]) expect(() => checkRunName(name)).toThrow('the name of a run');
    expect(checkVersion('12')).toBe('12');
    for (const version of [12, '', 'latest', '1.0']) expect(() => checkVersion(version)).toThrow('the version');
  });
});

describe('conditions of filters', () => {
  it('quote keys and texts, with the quotes that the text has not', () => {
    expect(tagIs('diabetes.run_id', 'abc')).toBe("tags.`diabetes.run_id` = 'abc'");
    expect(tagIs('k', "it's")).toBe('tags.`k` = "it\'s"');
    expect(() => quote(`'"`)).toThrow('one of the two kinds of quotes');
    expect(() => tagIs('a`b', 'c')).toThrow('without quotes');
  });
});
