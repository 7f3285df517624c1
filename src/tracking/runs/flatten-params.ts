import { isObject } from './json-values.ts';

/** Nested params as texts by dotted key, as MLflow keeps them: `train.hidden` is `[256]`. A list is one value, as JSON. */
export function flattenParams(params: unknown): Readonly<Record<string, string>> {
  const flat: Record<string, string> = {};
  addParams(flat, params, '');
  return flat;
}

/** The keys whose values are not those of `defaults`, or which these lack. */
export function changedParams(params: Readonly<Record<string, string>>, defaults: unknown): readonly string[] {
  const usual = flattenParams(defaults);
  return Object.keys(params).filter((key) => params[key] !== usual[key]);
}

function addParams(flat: Record<string, string>, value: unknown, prefix: string): void {
  if (!isObject(value)) return;
  for (const name of Object.keys(value)) {
    const inner = value[name];
    if (isObject(inner)) addParams(flat, inner, `${prefix}${name}.`);
    else flat[prefix + name] = typeof inner === 'string' ? inner : JSON.stringify(inner);
  }
}
