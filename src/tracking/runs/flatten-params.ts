import { isObject } from './json-values.ts';

/** Nested params as texts by dotted key, as MLflow keeps them: `train.hidden` is `[256]`. A list is one value, as JSON. */
export function flattenParams(params: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(entriesOf(params, ''));
}

/** The keys whose values are not those of `defaults`, or which these lack. */
export function changedParams(params: Readonly<Record<string, string>>, defaults: unknown): readonly string[] {
  const usual = flattenParams(defaults);
  return Object.keys(params).filter((key) => params[key] !== usual[key]);
}

function entriesOf(value: unknown, prefix: string): readonly (readonly [key: string, value: string])[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const key = prefix + name;
    if (isObject(inner)) return entriesOf(inner, `${key}.`);
    return [[key, typeof inner === 'string' ? inner : JSON.stringify(inner)] as const];
  });
}
