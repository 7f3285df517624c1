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
    const reasons: Record<string, string> = {
      ENOENT: 'does not exist',
      EISDIR: 'is a folder',
      EACCES: 'may not be read',
    };
    const reason = reasons[String(errorCodeOf(cause))] ?? 'cannot be read';
    throw new DiabetesError('PATH_NOT_FOUND', `${what} ${path} ${reason}`, { hint: 'Check the path.', cause });
  }
}
