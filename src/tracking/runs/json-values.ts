/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The value where it is a JSON object, else an empty one: what is read of it is then absent. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** Whether a JSON value is an object and no array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value where it is a text, else null. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** Those of an object's values that are of a kind, each under its key behind a prefix. */
export function valuesOf<T>(
  value: unknown,
  isKind: (entry: unknown) => entry is T,
  prefix = '',
): Readonly<Record<string, T>> {
  const kept: Record<string, T> = {};
  if (!isObject(value)) return kept;
  for (const key of Object.keys(value)) {
    const entry = value[key];
    if (isKind(entry)) kept[prefix + key] = entry;
  }
  return kept;
}

/** Whether a value is a number; JSON has no infinite ones. */
export function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

/** Whether a value is a text. */
export function isText(value: unknown): value is string {
  return typeof value === 'string';
}
