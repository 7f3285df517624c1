import { readFile } from 'node:fs/promises';
import { DiabetesError } from './errors.ts';
import { errorCodeOf } from './write-failure.ts';

/**
 * A UTF-8 file's text, without a byte-order mark.
 *
 * @param what what the file is for a person: `the params file`
 * @throws DiabetesError PATH_NOT_FOUND where there is no such file or it cannot be read
 */
export async function readTextFile(path: string, what: string): Promise<string> {
  try {
    const text = await readFile(path, 'utf8');
    return text.startsWith('\uFEFF') ? text.slice(1) : text;
  } catch (cause) {
    const message = `${what} ${path} ${readFailure(cause)}`;
    throw new DiabetesError('PATH_NOT_FOUND', message, { hint: 'Check the path.', cause });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EISDIR: 'is a folder, not a file',
  EACCES: 'may not be read: permission denied',
  EPERM: 'may not be read: permission denied',
};

/** Why a file could not be read, as the end of a sentence that begins with its path. */
export function readFailure(error: unknown): string {
  return (
    REASONS[String(errorCodeOf(error))] ?? `cannot be read: ${error instanceof Error ? error.message : String(error)}`
  );
}
