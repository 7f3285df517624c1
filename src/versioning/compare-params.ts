import { existsSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { readYamlFile, type StageDefinition } from './dvc-files.ts';

const DEFAULT_FILE = 'params.yaml';

/** The keys of each params file that a stage depends on; null is all of them. */
export function paramFilesOf({ params }: StageDefinition): ReadonlyMap<string, readonly string[] | null> {
  const files = new Map<string, readonly string[] | null>();
  const add = (file: string, keys: readonly string[] | null): void => {
    files.set(file, keys === null ? null : [...(files.get(file) ?? []), ...keys]);
  };
  for (const entry of params) {
    if (typeof entry === 'string') add(DEFAULT_FILE, [entry]);
    else for (const [file, keys] of Object.entries(entry)) add(file, keys ?? null);
  }
  return files;
}

/**
 * What happened to the params of a file since the stage ran.
 *
 * @param keys the dotted keys to look at; null is all of the file's sections
 * @param locked by dotted key the values that the stage ran with; undefined where it has never run with this file
 * @returns one word for the whole file, or by key what happened; nothing where all is as it was
 */
export async function compareParams(
  path: string,
  keys: readonly string[] | null,
  locked: Readonly<Record<string, unknown>> | undefined,
): Promise<string | Readonly<Record<string, string>>> {
  if (!existsSync(path)) return 'deleted';
  if (locked === undefined) return 'new';
  const actual = await readYamlFile(path);
  const changes: Record<string, string> = {};
  for (const key of keys ?? new Set([...Object.keys(actual ?? {}), ...Object.keys(locked)])) {
    const found = valueAt(actual, key);
    if (found === undefined) changes[key] = 'deleted';
    else if (!Object.hasOwn(locked, key)) changes[key] = 'new';
    else if (!isDeepStrictEqual(found.value, locked[key])) changes[key] = 'modified';
  }
  return changes;
}

/** The value at a dotted key, which may be null; undefined where there is no such key. */
function valueAt(content: unknown, key: string): { readonly value: unknown } | undefined {
  let value = content;
  for (const part of key.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[part];
  }
  return { value };
}
