import type { Choice } from '../../pipeline/schema/questionnaire.ts';
import { wrapText } from '../wrap-text.ts';
import { pointerOf, type Screen } from './screen.ts';

/** Number keys reach this many choices. */
export const NUMBERED = 10;

const INDENT = '     ';

/** Lines down to the answer that is chosen or typed, at whose end the cursor is, and those below it. */
export interface LinesAtCursor {
  readonly above: readonly string[];
  readonly below: readonly string[];
}

/** The choices with their numbers, one of them chosen; where not all have room, those around it. */
export function renderChoices(
  choices: readonly Choice[],
  chosen: string,
  { columns, rows, style }: Screen,
): LinesAtCursor {
  const place = choices.findIndex(({ text }) => text === chosen);
  const blocks = choices.map(({ label }, i) => {
    const number = i < NUMBERED ? String(i) : ' ';
    const isChosen = i === place;
    const paint = isChosen ? style.accent : (text: string) => text;
    const [first, ...rest] = wrapText(label, columns - INDENT.length)
      .split('\n')
      .map(paint);
    const mark = isChosen ? `${pointerOf(style)} ${paint(number)}` : `  ${style.muted(number)}`;
    return [`${mark}  ${first!}`, ...rest.map((line) => INDENT + line)];
  });
  const [from, to] = windowAround(blocks, place, rows);
  return { above: blocks.slice(from, place + 1).flat(), below: blocks.slice(place + 1, to).flat() };
}

/** From where to where there are as many blocks of lines around one of them as there are lines for. */
function windowAround(
  blocks: readonly (readonly string[])[],
  place: number,
  lines: number,
): readonly [from: number, to: number] {
  let [from, to] = [place, place + 1];
  const fits = (first: number, end: number) =>
    first >= 0 && end <= blocks.length && blocks.slice(first, end).flat().length <= lines;
  for (let size = 0; size < to - from;) {
    size = to - from;
    if (fits(from, to + 1)) to++;
    if (fits(from - 1, to)) from--;
  }
  return [from, to];
}
