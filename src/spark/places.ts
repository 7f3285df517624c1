import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { checkWritable } from '../foundation/atomic-files.ts';
import { DiabetesError } from '../foundation/errors.ts';
import { errorCodeOf, writeFailure } from '../foundation/write-failure.ts';

/** A place that Spark reads or writes. */
export interface Place {
  /** What messages call it: an absolute path on this machine, or the URI as it was given. */
  readonly name: string;
  /** As Hadoop takes it. */
  readonly uri: string;
  /** Where it is on this machine and can be looked at. */
  readonly path?: string;
  /** What it is as a pattern of Hadoop, where it is on this machine. */
  readonly pattern?: string;
}

const SCHEME = /^[a-z][a-z0-9+.-]+:\//i;
const FILE_SCHEME = /^file:(?:\/\/(?:localhost)?)?(?=\/)/i;
/** What has a meaning in a pattern (Hadoop's FileSystem.globStatus). */
const SPECIAL = /[[\]{}*?\\]/g;

/** The place that a path or URI names; `file:` is this machine, and nothing in it is percent-encoded. */
export function placeOf(text: string, cwd: string): Place {
  if (SCHEME.test(text) && !FILE_SCHEME.test(text)) return { name: text, uri: text };
  const given = text.replace(FILE_SCHEME, '');
  const path = resolve(cwd, given);
  return { name: path, uri: `file:${path}`, path, pattern: `file:${resolve(literally(cwd), given)}` };
}

/**
 * A place as something to read: what exists on this machine is meant as it stands, and what does not may be a pattern.
 *
 * @throws DiabetesError PATH_NOT_FOUND
 */
export function asInput(place: Place): string {
  const { uri, path, pattern } = place;
  if (path === undefined || pattern === undefined) return uri;
  const literal = `file:${literally(path)}`;
  if (existsSync(path)) return literal;
  if (pattern === literal) throw notFound(place);
  return pattern;
}

/** The pattern that means one path alone. */
function literally(path: string): string {
  return path.replace(SPECIAL, '\\$&');
}

/** The error of an input that is not there. */
export function notFound({ name }: Pick<Place, 'name'>): DiabetesError {
  return new DiabetesError('PATH_NOT_FOUND', `${name} does not exist`, {
    hint: 'Give the path or URI of a CSV, JSON Lines or Parquet file, of a folder of them, or a pattern.',
  });
}

/** The error of an output that is not free. */
export function notEmpty({ name }: Pick<Place, 'name'>): DiabetesError {
  return new DiabetesError('WRITE_FAILED', `cannot write ${name}: it is there already, and is no empty folder`, {
    hint: 'Name another folder, or remove this one first.',
  });
}

/**
 * Makes sure that Spark can fill a folder, where it is on this machine.
 *
 * @returns what brings the folder back to how it was
 * @throws DiabetesError WRITE_FAILED
 */
export async function checkOutput(place: Place): Promise<() => Promise<void>> {
  const { path, name } = place;
  if (path === undefined) return () => Promise.resolve();
  const entries = await readdir(path).catch((error: unknown) => {
    if (errorCodeOf(error) === 'ENOENT') return undefined;
    throw errorCodeOf(error) === 'ENOTDIR' && existsSync(path) ? notEmpty(place) : writeFailure(name, error);
  });
  if (entries !== undefined && entries.length > 0) throw notEmpty(place);
  await checkWritable(dirname(path), name);
  return async () => {
    await rm(path, { recursive: true, force: true });
    if (entries !== undefined) await mkdir(path);
  };
}
