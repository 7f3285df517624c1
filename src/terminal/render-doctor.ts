import { quantity } from '../foundation/quantity.ts';
import type { Style } from './style.ts';
import { alignColumns } from './table.ts';

/** `ok`: as it should be; `note`: worth knowing, and nothing needs it; `problem`: something is broken. */
export type CheckState = 'ok' | 'note' | 'problem';

/** What a check found. */
export interface Finding {
  readonly state: CheckState;
  readonly value: string;
  /** More about it, a line or several. */
  readonly detail?: string;
  /** What to do about it; a command where there is one. */
  readonly fix?: string;
}

/** What `doctor --json` prints. */
export interface DoctorDocument {
  readonly schemaVersion: 1;
  readonly command: 'doctor';
  readonly checks: readonly ({ readonly name: string } & Finding)[];
  /** Whether there is no problem. */
  readonly ok: boolean;
}

/** A line a check, with what is to be known or done below it, and how many problems there are. */
export function renderDoctor({ checks }: DoctorDocument, style: Style): string {
  const paint = { ok: style.good, note: style.warning, problem: style.bad };
  const rows = checks.flatMap(({ name, state, value, detail, fix }) => [
    [paint[state](state), style.strong(name), value],
    ...(detail ?? '').split('\n').flatMap((line) => (line === '' ? [] : [['', '', style.muted(line)]])),
    ...(fix === undefined ? [] : [['', '', `${style.accent('fix:')} ${fix}`]]),
  ]);
  const problems = checks.filter(({ state }) => state === 'problem').length;
  const summary = problems === 0 ? style.good('No problem was found.') : style.bad(`${quantity(problems, 'problem')}.`);
  return ['', ...alignColumns(rows), '', summary, ''].join('\n');
}
