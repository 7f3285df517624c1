import type { Style } from '../style.ts';

/** Where questions are drawn: the size in characters, and how text looks there. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
  readonly style: Style;
}

/** What stands before the answer that is chosen or typed. */
export function pointerOf({ accent, unicode }: Style): string {
  return accent(unicode ? '❯' : '>');
}

/** What stands between two things on one line. */
export function dotOf({ unicode }: Style): string {
  return unicode ? '·' : '-';
}
