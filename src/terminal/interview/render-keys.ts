import { wrapText } from '../wrap-text.ts';
import { currentChoices, goBack, type Interview } from './interview.ts';
import { NUMBERED } from './render-choices.ts';
import { dotOf, type Screen } from './screen.ts';

const NO_BREAK = '\u00a0';

/** The keys that do something now, and what. */
export function renderKeys(interview: Interview, { columns, style }: Screen): readonly string[] {
  const choices = currentChoices(interview);
  const arrows = style.unicode ? '↑↓' : 'up, down';
  const hints = [
    ...(choices === undefined ? [] : [`${arrows} or 0-${Math.min(NUMBERED, choices.length) - 1}: choose`]),
    choices === undefined ? 'Enter: next' : 'Enter: take',
    ...(goBack(interview) === interview ? [] : ['Esc: back']),
    'Ctrl-X: finish, the rest unknown',
  ];
  // A line ends between two keys, never inside of what is said of one.
  const glued = hints.map((hint) => hint.replaceAll(' ', NO_BREAK)).join(`${NO_BREAK}${dotOf(style)} `);
  return wrapText(glued, columns)
    .split('\n')
    .map((line) => style.muted(line.replaceAll(NO_BREAK, ' ')));
}
