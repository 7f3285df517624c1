import { sep } from 'node:path';

/**
 * The replacer, as `JSON.stringify` takes one, that tells paths below a project from its root, also inside of sentences: so
 * that a record holds where the project is moved to or copied, and does not tell where it was.
 */
export function tellFromRoot(root: string): (key: string, value: unknown) => unknown {
  const below = root.endsWith(sep) ? root : root + sep;
  // What stands before must not be part of the same path.
  const inText = new RegExp(`(?<![\\w./-])${below.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}`, 'g');
  return (_, value) => {
    if (typeof value !== 'string') return value;
    return value === root ? '.' : value.replace(inText, '');
  };
}
