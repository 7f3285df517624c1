import { relative } from 'node:path';

/** One argument as a person types it in a POSIX shell: quoted where it has to be. */
export function shellWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  return /["$`\\!]/.test(text) ? `'${text.replaceAll("'", `'\\''`)}'` : `"${text}"`;
}

/** A path as it is typed in a folder: from there on, and never looking like an option. */
export function shellPath(path: string, cwd: string): string {
  const way = relative(cwd, path);
  return shellWord(way.startsWith('-') ? `./${way}` : way || '.');
}
