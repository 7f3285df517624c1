import { isYesNo } from '../../pipeline/schema/people-units.ts';
import {
  currentChoices,
  currentQuestion,
  draftAnswer,
  finishEarly,
  goBack,
  moveChoice,
  takeDraft,
  type Interview,
} from './interview.ts';

/** A key that was pressed, by Node's name for it: `return`, `escape`, `up`, `y`, `2`. */
export interface PressedKey {
  readonly name?: string | undefined;
  readonly ctrl?: boolean | undefined;
}

/**
 * What a key makes of the interview.
 *
 * @param line what stands on the line that is typed, the key included
 */
export function pressKey(interview: Interview, { name = '', ctrl = false }: PressedKey, line: string): Interview {
  if (ctrl && name === 'x') return finishEarly(interview);
  if (name === 'return' || name === 'enter') return takeDraft(interview);
  if (name === 'escape') return goBack(interview);
  return currentChoices(interview) === undefined
    ? pressWhileTyping(interview, name, line)
    : pressWhileChoosing(interview, ctrl ? '' : name);
}

function pressWhileTyping(interview: Interview, name: string, line: string): Interview {
  if (name === 'left' && interview.draft === '') return goBack(interview);
  // Lines that were typed before have nothing to do with this question.
  if (name === 'up' || name === 'down') return interview;
  return draftAnswer(interview, line.replace(/\p{Cc}/gu, ''));
}

function pressWhileChoosing(interview: Interview, name: string): Interview {
  if (name === 'left') return goBack(interview);
  if (name === 'up' || name === 'k') return moveChoice(interview, -1);
  if (name === 'down' || name === 'j') return moveChoice(interview, 1);
  const { question } = currentQuestion(interview)!;
  if (isYesNo(question) && (name === 'y' || name === 'n')) return draftAnswer(interview, name === 'y' ? 'yes' : 'no');
  const choice = /^\d$/.test(name) ? currentChoices(interview)?.[Number(name)] : undefined;
  return choice === undefined ? interview : draftAnswer(interview, choice.text);
}
