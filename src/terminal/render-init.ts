import type { Style } from './style.ts';
import { alignColumns } from './table.ts';

/** What becomes of a file: it was not there; it is as it should be; it differs and is left; it is changed. */
export type FileState = 'created' | 'unchanged' | 'kept' | 'updated';

/** What `init --json` prints. */
export interface InitDocument {
  readonly schemaVersion: 1;
  readonly command: 'init';
  /** The project's folder. */
  readonly root: string;
  /** What became of each file; with `diff`, which writes nothing, what would. */
  readonly files: readonly { readonly path: string; readonly state: FileState }[];
  /** What would bring every file to what the project needs; only with --diff. */
  readonly diff?: string;
}

/** Something to type, and what it does. */
export interface NextStep {
  readonly typed: string;
  readonly does: string;
}

/** What became of each file and what to type next; of a diff the diff alone. */
export function renderInit({ files, diff }: InitDocument, steps: readonly NextStep[], style: Style): string {
  if (diff !== undefined) return paintDiff(diff, style);
  const paint = { created: style.good, updated: style.good, kept: style.warning, unchanged: style.muted };
  const rows = files.map(({ path, state }) => [
    paint[state](state),
    path,
    ...(state === 'kept' ? [style.muted('differs: see `diabetes init --diff`, replace with --force')] : []),
  ]);
  const isSettled = files.every(({ state }) => state === 'unchanged' || state === 'kept');
  return [
    '',
    ...alignColumns(rows),
    '',
    ...(isSettled ? ['Nothing was changed.', ''] : []),
    style.strong('Next'),
    ...alignColumns(steps.map(({ typed, does }) => [`  ${typed}`, style.muted(does)])),
    '',
  ].join('\n');
}

function paintDiff(diff: string, style: Style): string {
  const paintLine = (line: string): string => {
    if (/^(---|\+\+\+) /.test(line)) return style.strong(line);
    if (line.startsWith('@@')) return style.accent(line);
    if (line.startsWith('+')) return style.good(line);
    return line.startsWith('-') ? style.bad(line) : line;
  };
  return diff.split('\n').map(paintLine).join('\n');
}
