import { relative } from 'node:path';
import { quantity } from '../foundation/quantity.ts';
import type { DataVersion } from '../versioning/keep-version.ts';
import { formatBytes } from './format.ts';
import { shellPath, shellWord } from './shell-words.ts';
import type { Style } from './style.ts';

/** What `data version --json` prints. */
export interface DataVersionDocument extends DataVersion {
  readonly schemaVersion: 1;
  readonly command: 'data version';
  readonly path: string;
}

/** Which version of the data is kept now, and what is left to do. */
export function renderDataVersion(document: DataVersionDocument, cwd: string, style: Style): string {
  const { path, md5, rows, files, sizeBytes, commit } = document;
  const facts = [
    `md5 ${shortMd5(md5)}`,
    ...(rows === null ? [] : [quantity(rows, 'row')]),
    ...(files === null ? [] : [quantity(files, 'file')]),
    formatBytes(sizeBytes),
  ];
  const kept = `${style.strong(relative(cwd, path))} ${newsOf(document)}: ${facts.join(', ')}`;
  if (commit === null) return kept;
  if (commit.hash !== null) return `${kept}\nCommitted as ${commit.hash.slice(0, 7)}: ${commit.message}`;
  const paths = commit.paths.map((each) => shellPath(each, cwd));
  const commands = [`git add ${paths.join(' ')}`, `git commit -m ${shellWord(commit.message)}`];
  return [kept, '', 'Commit that version:', ...commands.map((command) => `  ${style.accent(command)}`)].join('\n');
}

function newsOf({ changed, previousMd5 }: DataVersionDocument): string {
  if (previousMd5 === null) return 'is kept by DVC now';
  return changed ? `is a new version, after md5 ${shortMd5(previousMd5)}` : 'has not changed';
}

function shortMd5(md5: string): string {
  return md5.slice(0, 8);
}
