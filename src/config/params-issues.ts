import type * as z from 'zod';
import { DiabetesError } from '../foundation/errors.ts';
import type { ErrorDetail } from '../foundation/errors.ts';
import { nearestName } from '../foundation/nearest-name.ts';
import { DEFAULT_PARAMS } from '../pipeline/params.ts';
import { PARAMS_RULES, ruleOf } from './params-rules.ts';

/** Params put together from all their sources, not yet checked. */
export interface ParamsDraft {
  /** By section; a section is a record of its params unless the sources say otherwise. */
  readonly values: Readonly<Record<string, unknown>>;
  /** By section and by dotted key. */
  readonly origins: Readonly<Record<string, string>>;
}

const DEFAULTS: ReadonlyMap<string, unknown> = new Map(
  Object.entries(DEFAULT_PARAMS).flatMap(([section, params]) =>
    Object.entries(params as object).map(([key, value]): [string, unknown] => [`${section}.${key}`, value]),
  ),
);

/** Every param's dotted key, in the order of params.yaml. */
export const PARAM_KEYS: readonly string[] = [...DEFAULTS.keys()];

const SECTIONS = Object.keys(PARAMS_RULES.shape);

const MAX_SHOWN = 60;

const ALTERNATIVES = new Intl.ListFormat('en-GB', { type: 'disjunction' });

/** One detail a param: what it must be, what it is, and what set it so. */
export function describeIssues(issues: readonly z.core.$ZodIssue[], draft: ParamsDraft): readonly ErrorDetail[] {
  const details = issues.flatMap((issue): ErrorDetail[] => {
    const path = issue.path.map(String);
    const detail = (at: readonly string[], message: string): ErrorDetail => {
      const where = at.join('.');
      return { where, message: `${message} (${draft.origins[where]!})` };
    };
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => detail([...path, key], describeUnknown([...path, key])));
    }
    // A rule for several params names them and their values, which may differ in origin.
    if (issue.code === 'custom') return [{ where: path.join('.'), message: issue.message }];
    // An element of a list that breaks the rule is told as the list.
    return [detail(path.slice(0, 2), describeWrong(path, draft))];
  });
  return [...new Map(details.map((detail) => [detail.where, detail])).values()];
}

/** The one error for all that is wrong with the params. */
export function invalidParams(details: readonly ErrorDetail[]): DiabetesError {
  const defaults = details
    .filter(({ where }) => DEFAULTS.has(where))
    .map(({ where }) => `${where}=${JSON.stringify(DEFAULTS.get(where))}`);
  const [first] = details;
  const message = details.length === 1 ? `${first!.where} ${first!.message}` : `${details.length} params are invalid`;
  const hint =
    defaults.length === 0
      ? 'Correct or remove what is named above.'
      : `Correct what is named above; the ${defaults.length === 1 ? 'default is' : 'defaults are'} ${defaults.join(', ')}.`;
  return new DiabetesError('INVALID_PARAMS', message, { hint, details });
}

function describeWrong([section = '', key]: readonly string[], { values }: ParamsDraft): string {
  const params = values[section];
  if (key === undefined) return `must be a section with its params below it, got ${showValue(params)}`;
  return `must be ${ruleOf(section, key)!}, got ${showValue((params as Readonly<Record<string, unknown>>)[key])}`;
}

function describeUnknown(path: readonly string[]): string {
  const suggestions = suggestionsFor(path);
  if (suggestions.length > 0) return `is not known; did you mean ${ALTERNATIVES.format(suggestions)}?`;
  const [section] = path;
  const keys = PARAM_KEYS.filter((key) => key.startsWith(`${section!}.`));
  if (keys.length > 0) return `is not known; ${section!} has ${keys.map(nameOf).join(', ')}`;
  return SECTIONS.includes(section!)
    ? `is not known; ${section!} has no params`
    : `is not known; the sections are ${SECTIONS.join(', ')}`;
}

/** Sections and dotted keys that may be meant: those of the same name first, those of the same section before others. */
function suggestionsFor(path: readonly string[]): readonly string[] {
  const name = path.at(-1)!;
  const known = path.length === 1 ? [...SECTIONS, ...PARAM_KEYS] : PARAM_KEYS;
  const meant = known.map(nameOf).includes(name) ? name : nearestName(name, known.map(nameOf));
  const candidates = known.filter((candidate) => nameOf(candidate) === meant);
  const inSection = candidates.filter((candidate) => candidate.startsWith(`${path[0]!}.`));
  return inSection.length > 0 ? inSection : candidates;
}

function nameOf(key: string): string {
  return key.slice(key.lastIndexOf('.') + 1);
}

/** A value for a message, cut where it is long. */
export function showValue(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  const text = textOf(value);
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}…`;
}

function textOf(value: unknown): string {
  // JSON has no words for Infinity and NaN.
  if (typeof value === 'number') return String(value);
  try {
    return JSON.stringify(value);
  } catch {
    return 'a value that holds itself';
  }
}
