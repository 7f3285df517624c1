import { DiabetesError } from './errors.ts';

/** Why a path cannot be written, by the system's error code, and what to do about it. */
const REASONS: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  EACCES: ['permission denied', 'Choose a place that you may write to, or change its permissions.'],
  EPERM: ['permission denied', 'Choose a place that you may write to, or change its permissions.'],
  EROFS: ['the file system is read-only', 'Choose a place that you may write to.'],
  ENOSPC: ['no space left on the device', 'Free some space, or choose a place on another disk.'],
  EDQUOT: ['the disk quota is used up', 'Free some space, or choose a place on another disk.'],
  EISDIR: ['it is a folder', 'Name a file inside it.'],
  ENOTDIR: ['a part of the path is a file, not a folder', 'Choose another path, or move that file away.'],
  EEXIST: ['a part of the path is a file, not a folder', 'Choose another path, or move that file away.'],
  ENOENT: ['a folder on the way does not exist', 'Create the folder first, or choose another path.'],
  ELOOP: ['its symbolic links lead in a circle', 'Remove the link, or choose another path.'],
  ENAMETOOLONG: ['the name is too long', 'Choose a shorter name.'],
};

/**
 * The error to throw when writing to `path` ended with `error`: `WRITE_FAILED` with reason and hint where the system
 * refused; anything else is given back as it is.
 */
export function writeFailure(path: string, error: unknown): unknown {
  if (error instanceof DiabetesError) return error;
  const known = REASONS[String(errorCodeOf(error))];
  if (known === undefined) return error;
  const [reason, hint] = known;
  return new DiabetesError('WRITE_FAILED', `cannot write ${path}: ${reason}`, { hint, cause: error });
}

/** Whether the reader of a pipe went away, who then has all that it wanted. */
export function isBrokenPipe(error: unknown): boolean {
  return errorCodeOf(error) === 'EPIPE';
}

/** The code of an error that the system gave, such as `ENOENT`. */
export function errorCodeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

/** Whether there is nothing at a path: no such name, or a file where it goes through a folder. */
export function isNothingThere(error: unknown): boolean {
  const code = errorCodeOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** The error that the system would give with this code. */
export function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}
