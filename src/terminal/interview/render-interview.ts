import { measurementsOf } from '../../pipeline/schema/formulas.ts';
import { isInWords, validAnswers } from '../../pipeline/schema/people-units.ts';
import type { AskedQuestion } from '../../pipeline/schema/questionnaire.ts';
import { wrapText } from '../wrap-text.ts';
import { currentChoices, currentProblem, currentQuestion, type Interview } from './interview.ts';
import { renderAnswered } from './render-answered.ts';
import { renderChoices, type LinesAtCursor } from './render-choices.ts';
import { renderKeys } from './render-keys.ts';
import { dotOf, pointerOf, type Screen } from './screen.ts';

/** An interview on the screen: the text at whose end the cursor is, and the text below that line. */
export interface InterviewView {
  readonly above: string;
  readonly below: string;
}

const WIDEST_TEXT = 80;
const FEWEST_CHOICE_LINES = 3;

/** The question that is asked now, and above it as many answers as there is room for; at the end all answers. */
export function renderInterview(interview: Interview, screen: Screen): InterviewView {
  const asked = currentQuestion(interview);
  const answered = renderAnswered(interview, screen);
  if (asked === undefined) return { above: answered.join('\n'), below: '' };
  const text = { ...screen, columns: Math.min(WIDEST_TEXT, screen.columns) };
  const question = [...renderQuestion(interview, asked, text), ''];
  const below = [...renderProblem(interview, text), '', ...renderKeys(interview, text)];
  // A terminal scrolls when its last line is full.
  const room = screen.rows - 1 - question.length - below.length;
  const answer = renderAnswer(interview, { ...text, rows: Math.max(FEWEST_CHOICE_LINES, room) });
  const left = room - answer.above.length - answer.below.length - 1;
  const earlier = left > 0 && answered.length > 0 ? [...answered.slice(-left), ''] : [];
  return {
    above: [...earlier, ...question, ...answer.above].join('\n'),
    below: [...answer.below, ...below].join('\n'),
  };
}

/** Where one is, what is asked, and what a typed answer may be. */
function renderQuestion(
  { questions }: Interview,
  { question, indicator, number }: AskedQuestion,
  { columns, style }: Screen,
): readonly string[] {
  const place = `Question ${number} of ${questions.at(-1)!.number}`;
  const heading = `${style.strong(place)} ${style.muted(`${dotOf(style)} ${indicator.group}`)}`;
  const lines = [heading, ...wrapText(question.question, columns).split('\n')];
  if (isInWords(question)) return lines;
  const instead = question === indicator ? measurementsOf(indicator).map(({ label }) => label.toLowerCase()) : [];
  const empty = instead.length > 0 ? `to give ${instead.join(' and ')}` : "if you don't know";
  const range = wrapText(`${validAnswers(question)}; leave it empty ${empty}`, columns);
  return [...lines, ...range.split('\n').map(style.muted)];
}

/** The choices, or what is typed. */
function renderAnswer(interview: Interview, screen: Screen): LinesAtCursor {
  const choices = currentChoices(interview);
  if (choices !== undefined) return renderChoices(choices, interview.draft, screen);
  return { above: [`${pointerOf(screen.style)} ${interview.draft}`], below: [] };
}

function renderProblem(interview: Interview, { columns, style }: Screen): readonly string[] {
  const problem = currentProblem(interview);
  return problem === undefined ? [] : wrapText(problem, columns).split('\n').map(style.bad);
}
