import type { FileState } from '../../terminal/render-init.ts';

/** One file of a project as the program ships it. */
export interface Template {
  /** Below the project's root, with slashes. */
  readonly path: string;
  readonly text: string;
  /** What the project needs of it: the whole text, each line somewhere, or any file at all. */
  readonly kind: 'text' | 'lines' | 'presence';
}

export interface PlannedFile {
  readonly path: string;
  readonly state: FileState;
  /** What is there now; undefined where nothing is. */
  readonly before: string | undefined;
  /** What the project needs there; a kept file does not get it. */
  readonly after: string;
}

const HEADING = '# What diabetes makes';

/** Decides about one file by what is there: only missing files and missing lines are written, unless `force`. */
export function planFile({ path, text, kind }: Template, before: string | undefined, force: boolean): PlannedFile {
  if (before === undefined) return { path, state: 'created', before, after: text };
  const after = { text, lines: withMissingLines(before, text), presence: before }[kind];
  if (after === before) return { path, state: 'unchanged', before, after };
  return { path, state: kind === 'lines' || force ? 'updated' : 'kept', before, after };
}

/**
 * The patterns of a list that an existing list lacks, below it under a heading. Where a pattern is added, the exceptions
 * (`!`) are added too, since the last line that matches decides.
 */
function withMissingLines(existing: string, wanted: string): string {
  const present = new Set(existing.split('\n').map((line) => line.trim()));
  const patterns = wanted.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const isException = (line: string): boolean => line.startsWith('!');
  const addsPattern = patterns.some((line) => !isException(line) && !present.has(line));
  const missing = patterns.filter((line) => !present.has(line) || (addsPattern && isException(line)));
  if (missing.length === 0) return existing;
  const above = existing.trim() === '' ? '' : `${existing.replace(/\n*$/, '')}\n\n`;
  return `${above}${HEADING}\n${missing.join('\n')}\n`;
}
