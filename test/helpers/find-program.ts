import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where a program is that the tests' PATH leads to. */
export function findProgram(name: string): string {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const folder = folders.find((candidate) => existsSync(join(candidate, name)));
  if (folder === undefined) throw new Error(`there is no ${name} on the PATH`);
  return join(folder, name);
}
