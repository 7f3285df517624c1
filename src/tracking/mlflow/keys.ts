import { posix } from 'node:path';
import { checkId, checkLength, checkText, refused } from './values.ts';

// The rules of mlflow/utils/validation.py in MLflow 3.17.

/** The most characters of a param's value, and of a tag's on a run; MLflow cuts off the rest and says nothing. */
export const MAX_PARAM_LENGTH = 6_000;
export const MAX_TAG_LENGTH = 8_000;

/** The same for experiments; and in the registry. */
export const MAX_EXPERIMENT_TAG_LENGTH = 20_000;
export const MAX_REGISTRY_TAG_LENGTH = 100_000;

const MAX_KEY_LENGTH = 250;

/**
 * The key of a metric, param or tag: letters, digits and `_ . - : /` and space, and a path that leads to itself.
 *
 * @throws MlflowError invalid-value
 */
export function checkKey(value: unknown, name: string): string {
  const key = checkLength(checkId(value, name), name, MAX_KEY_LENGTH);
  if (!/^[/\p{L}\p{N}_.\- :]*$/u.test(key)) throw refused(name, key, 'of letters, digits, spaces and _ . - : / alone');
  const normal = posix.normalize(key);
  if (normal !== key || /^(\/|\.\.)|\/$|^\.$/.test(key)) {
    throw refused(name, key, 'a path that leads to itself: no / at its ends, no //, . or ..');
  }
  return key;
}

/** One `{key, value}` of MLflow's lists. */
export interface Pair {
  readonly key: string;
  readonly value: string;
}

/**
 * Params or tags as the list that MLflow takes.
 *
 * @param what `param` or `tag`, for messages
 * @throws MlflowError invalid-value for a key, or for a value that is no text or too long
 */
export function pairsOf(values: Readonly<Record<string, string>>, what: string, most: number): readonly Pair[] {
  return Object.entries(values).map(([key, value]) => ({
    key: checkKey(key, `the key of a ${what}`),
    value: checkLength(value, `the ${what} ${key}`, most),
  }));
}

/** What `fitValues` gives. */
export interface FittedValues {
  readonly values: Readonly<Record<string, string>>;
  /** The keys whose values were cut, with the lengths that they had. */
  readonly cut: Readonly<Record<string, number>>;
}

/**
 * Params or tags with the values that are too long cut off at their end. The client itself refuses them: whoever cuts
 * should say so.
 *
 * @param most characters, as Python counts them: `MAX_PARAM_LENGTH` or `MAX_TAG_LENGTH`
 */
export function fitValues(values: Readonly<Record<string, string>>, most: number): FittedValues {
  const cut: Record<string, number> = {};
  const fitted = Object.entries(values).map(([key, value]) => {
    const characters = value.length > most ? Array.from(value) : [];
    if (characters.length <= most) return [key, value] as const;
    cut[key] = characters.length;
    return [key, characters.slice(0, most).join('')] as const;
  });
  return { values: Object.fromEntries(fitted), cut };
}

const MAX_EXPERIMENT_NAME_LENGTH = 500;

/** The name of an experiment. @throws MlflowError invalid-value */
export function checkExperimentName(value: unknown): string {
  const name = 'the name of an experiment';
  return checkLength(checkId(value, name), name, MAX_EXPERIMENT_NAME_LENGTH);
}

const MAX_RUN_NAME_LENGTH = 250;

/** The name of a run: longer ones do not fit the column of MLflow's database. @throws MlflowError invalid-value */
export function checkRunName(value: unknown): string {
  return checkLength(checkId(value, 'the name of a run'), 'the name of a run', MAX_RUN_NAME_LENGTH);
}

/** The name of a registered model. @throws MlflowError invalid-value */
export function checkModelName(value: unknown): string {
  const name = checkId(value, 'the name of a registered model');
  if (/[/:]/.test(name) || /^\.{1,2}$/.test(name)) {
    throw refused('the name of a registered model', name, 'without / and :, and neither . nor ..');
  }
  return name;
}

/** The name of a logged model. @throws MlflowError invalid-value */
export function checkLoggedModelName(value: unknown): string {
  const name = checkId(value, 'the name of a logged model');
  if (/[/:.%"']/.test(name)) throw refused('the name of a logged model', name, 'without / : . % " and \'');
  return name;
}

const MAX_ALIAS_LENGTH = 255;

/** An alias that a version can be given. @throws MlflowError invalid-value */
export function checkAlias(value: unknown): string {
  const alias = checkLength(value, 'the alias', MAX_ALIAS_LENGTH);
  const isReserved = /^(latest|v\d+)$/i.test(alias);
  if (/^[\p{L}\p{N}_-]+$/u.test(alias) && !isReserved) return alias;
  throw refused('the alias', alias, 'of letters, digits, _ and - alone, and neither "latest" nor like "v3"');
}

/** A version's number as MLflow takes it, a text. @throws MlflowError invalid-value */
export function checkVersion(value: unknown): string {
  const version = checkText(value, 'the version');
  if (/^\d+$/.test(version)) return version;
  throw refused('the version', version, 'a number written as a text');
}
