import { describeGiven, isAsked, type AnswerTexts, type AskedQuestion } from '../../pipeline/schema/questionnaire.ts';
import { wrapText } from '../wrap-text.ts';
import type { Interview } from './interview.ts';
import type { Screen } from './screen.ts';

const GAP = '  ';

/** The answers before the question that is asked now, each on a line: `Age  52 years`; on more where it is too long. */
export function renderAnswered(
  { questions, place, answers }: Interview,
  { columns, style }: Omit<Screen, 'rows'>,
): readonly string[] {
  const widest = Math.max(0, ...questions.map(({ question }) => question.label.length));
  const isWide = 2 * widest <= columns;
  const now = questions[place]?.indicator;
  const told = questions.slice(0, place).filter((asked) => isTold(asked, answers, now));
  return told.toSorted(byTelling).flatMap((asked) => {
    const { label } = asked.question;
    const given = describeGiven(asked, answers);
    const answer = given ?? "don't know";
    const paint = given === undefined ? style.muted : (text: string) => text;
    // On a narrow terminal answers stand right behind their labels, or below them.
    const name = isWide ? label.padEnd(widest) : label;
    const isBelow = !isWide && name.length + GAP.length + answer.length > columns;
    const indent = isWide ? widest + GAP.length : GAP.length;
    const lines = wrapText(answer, isBelow || isWide ? columns - indent : columns).split('\n');
    const indented = lines.map((line) => ' '.repeat(indent) + paint(line));
    if (isBelow) return [style.muted(name), ...indented];
    return [`${style.muted(name)}${GAP}${paint(lines[0]!)}`, ...indented.slice(1)];
  });
}

/** Whether there is something to tell of a question: of what may still be computed only when that is done. */
function isTold(asked: AskedQuestion, answers: AnswerTexts, now: AskedQuestion['indicator'] | undefined): boolean {
  const { question, indicator } = asked;
  if (!answers.has(question.flag) || !isAsked(asked, answers)) return false;
  return question === indicator ? indicator !== now : answers.get(question.flag) !== '';
}

/** In the order of the questions, and what was computed behind what it comes from. */
function byTelling(a: AskedQuestion, b: AskedQuestion): number {
  return a.number - b.number || Number(a.question === a.indicator) - Number(b.question === b.indicator);
}
