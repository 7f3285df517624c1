import { basename } from 'node:path';
import { DiabetesError } from '../foundation/errors.ts';
import type { ErrorDetail } from '../foundation/errors.ts';
import { DEFAULT_PARAMS } from '../pipeline/params.ts';
import type { Params } from '../pipeline/params.ts';
import { PARAMS_FILE } from './find-root.ts';
import { describeIssues, invalidParams, PARAM_KEYS, showValue } from './params-issues.ts';
import type { ParamsDraft } from './params-issues.ts';
import { PARAMS_RULES } from './params-rules.ts';
import { readYaml } from './read-yaml.ts';

/** Some params of some sections; undefined counts as not given. */
export type ParamOverrides = {
  readonly [Section in keyof Params]?: {
    readonly [Key in keyof Params[Section]]?: Params[Section][Key] | undefined;
  };
};

/** Where params come from, the weakest first; the defaults stand below all. */
export interface ParamSources {
  /** The content of a params file, and the file's path for messages and origins. */
  readonly text?: string;
  readonly path?: string;
  /** As on the command line: `train.epochs=20`; the value is YAML. */
  readonly set?: readonly string[];
  /** What each flag of a command sets: `{'--epochs': {train: {epochs: 20}}}`. */
  readonly flags?: Readonly<Record<`--${string}`, ParamOverrides>>;
}

export interface ResolvedParams {
  readonly params: Params;
  /** By dotted key what set the param: `default`, the params file's name, `--set`, or the flag. */
  readonly origins: Readonly<Record<string, string>>;
}

/** Values from one origin, by section and key, not yet checked. */
interface Layer {
  readonly origin: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * The params that hold: flags over `--set` over the params file over the defaults.
 *
 * @throws DiabetesError `INVALID_PARAMS` with all that is wrong, wherever it came from
 */
export function resolveParams({ text, path = PARAMS_FILE, set = [], flags = {} }: ParamSources): ResolvedParams {
  const settings = set.map(readSetting);
  const draft = mergeLayers([
    { origin: 'default', values: { ...DEFAULT_PARAMS } },
    ...(text === undefined ? [] : [{ origin: basename(path), values: readSections(text, path) }]),
    ...settings.flatMap(({ layers }) => layers),
    ...Object.entries(flags).map(([origin, values]) => ({ origin, values: { ...values } })),
  ]);
  const parsed = PARAMS_RULES.safeParse(draft.values);
  const found = parsed.success ? [] : describeIssues(parsed.error.issues, draft);
  const details = [...settings.flatMap(({ issues }) => issues), ...found];
  if (!parsed.success || details.length > 0) throw invalidParams(details);
  return {
    params: parsed.data,
    origins: Object.fromEntries(PARAM_KEYS.map((key) => [key, draft.origins[key]!])),
  };
}

/** The sections that a params file spells, still unchecked. */
function readSections(text: string, path: string): Readonly<Record<string, unknown>> {
  const { value, issues } = readYaml(text);
  if (issues.length > 0) {
    const [first] = issues;
    throw new DiabetesError('INVALID_PARAMS', `${path} is not valid YAML: ${first!.where}: ${first!.message}`, {
      hint: `Correct ${path}; sections stand at the margin, their params indented by two spaces.`,
      details: issues,
    });
  }
  if (value == null) return {};
  if (isMapping(value)) return value;
  throw new DiabetesError('INVALID_PARAMS', `${path} must hold sections such as "train:", got ${showValue(value)}`, {
    hint: `Correct ${path}; an empty file leaves every param at its default.`,
  });
}

/** One `--set section.key=value` as a layer of its own, or what is wrong with it. */
function readSetting(setting: string): { readonly layers: readonly Layer[]; readonly issues: readonly ErrorDetail[] } {
  const refuse = (where: string, message: string) => ({ layers: [], issues: [{ where, message }] });
  const equals = setting.indexOf('=');
  const name = setting.slice(0, Math.max(equals, 0)).trim();
  if (name === '') return refuse('--set', `must be as in train.epochs=20, got "${setting}"`);
  const { value, issues } = readYaml(setting.slice(equals + 1));
  if (issues.length > 0) return refuse(name, `is not valid YAML: ${issues[0]!.message} (--set)`);
  const dot = name.indexOf('.');
  const values = dot < 0 ? { [name]: value } : { [name.slice(0, dot)]: { [name.slice(dot + 1)]: value } };
  return { layers: [{ origin: '--set', values }], issues: [] };
}

/** Lays each layer over those before it, param by param. */
function mergeLayers(layers: readonly Layer[]): ParamsDraft {
  const values = emptyRecord<unknown>();
  const origins = emptyRecord<string>();
  for (const { origin, values: sections } of layers) {
    for (const [section, given] of Object.entries(sections)) {
      origins[section] ??= origin;
      // A section that holds no params stays as it is, for the rules to refuse.
      if (!isMapping(given ?? {})) [values[section], origins[section]] = [given, origin];
      const merged = (values[section] ??= emptyRecord<unknown>());
      if (!isMapping(merged)) continue;
      for (const [key, value] of Object.entries(given ?? {})) {
        if (value === undefined) continue;
        merged[key] = value;
        origins[`${section}.${key}`] = origin;
      }
    }
  }
  return { values, origins };
}

/** Without a prototype, so that a key named `__proto__` is a key like any other. */
function emptyRecord<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
