import { isInWords } from '../../pipeline/schema/people-units.ts';
import {
  choicesOf,
  isAsked,
  problemWith,
  type AnswerTexts,
  type AskedQuestion,
  type Choice,
} from '../../pipeline/schema/questionnaire.ts';

/** How far the questions have come. Every move gives a new one. */
export interface Interview {
  readonly questions: readonly AskedQuestion[];
  /** The place of the question that is asked now; behind the last one when it is over. */
  readonly place: number;
  readonly answers: AnswerTexts;
  /** What is chosen or typed for the question that is asked now, and not taken yet. */
  readonly draft: string;
  /** Whether a draft was to be taken and could not be. */
  readonly isRefused: boolean;
}

/** The first question, nothing answered. */
export function startInterview(questions: readonly AskedQuestion[]): Interview {
  return arriveAt({ questions, place: 0, answers: new Map(), draft: '', isRefused: false }, 0);
}

/** The question that is asked now; undefined when the interview is over. */
export function currentQuestion({ questions, place }: Interview): AskedQuestion | undefined {
  return questions[place];
}

/** What can be chosen now; undefined where an answer is typed. */
export function currentChoices(interview: Interview): readonly Choice[] | undefined {
  const asked = currentQuestion(interview);
  return asked !== undefined && isInWords(asked.question) ? choicesOf(asked.question) : undefined;
}

/** Another text in the place of the draft. */
export function draftAnswer(interview: Interview, draft: string): Interview {
  return { ...interview, draft };
}

/** Chooses the answer that is so many behind the one that is chosen; behind the last one comes the first. */
export function moveChoice(interview: Interview, by: number): Interview {
  const choices = currentChoices(interview) ?? [];
  const chosen = choices.findIndex(({ text }) => text === interview.draft);
  return draftAnswer(interview, choices.at((chosen + by) % choices.length)?.text ?? '');
}

/** Why the draft could not be taken; undefined where nobody tried, or once it can be. */
export function currentProblem(interview: Interview): string | undefined {
  const asked = currentQuestion(interview);
  if (asked === undefined || !interview.isRefused) return undefined;
  return problemWith(asked, answersWithDraft(interview, asked));
}

/** Takes the draft as the answer and goes on to the next question; refused, it stays to be corrected. */
export function takeDraft(interview: Interview): Interview {
  const asked = currentQuestion(interview);
  if (asked === undefined) return interview;
  const answers = answersWithDraft(interview, asked);
  if (problemWith(asked, answers) !== undefined) return { ...interview, isRefused: true };
  const taken = { ...interview, answers };
  const next = interview.questions.findIndex((one, i) => i > interview.place && isAsked(one, answers));
  return arriveAt(taken, next < 0 ? interview.questions.length : next);
}

/** Takes the draft and asks nothing more; refused, it stays to be corrected. */
export function finishEarly(interview: Interview): Interview {
  const taken = takeDraft(interview);
  return taken.isRefused ? taken : arriveAt(taken, taken.questions.length);
}

/** Asks the question before again, its answer chosen; the draft is dropped. At the first question nothing happens. */
export function goBack(interview: Interview): Interview {
  const { questions, place, answers } = interview;
  const before = questions.findLastIndex((asked, i) => i < place && isAsked(asked, answers));
  return before < 0 ? interview : arriveAt(interview, before);
}

function arriveAt(interview: Interview, place: number): Interview {
  const flag = interview.questions[place]?.question.flag ?? '';
  return { ...interview, place, draft: interview.answers.get(flag) ?? '', isRefused: false };
}

function answersWithDraft({ answers, draft }: Interview, { question }: AskedQuestion): AnswerTexts {
  return new Map(answers).set(question.flag, draft.trim());
}
