import { DiabetesError } from '../../foundation/errors.ts';
import { measurementsOf } from '../../pipeline/schema/formulas.ts';
import { askedQuestions, givenTexts } from '../../pipeline/schema/questionnaire.ts';
import type { SurveySchema } from '../../pipeline/schema/survey-schema.ts';
import { askQuestions } from '../../terminal/interview/ask.ts';
import { isAnimated } from '../../terminal/streams.ts';
import type { CommandContext } from '../command-context.ts';
import { changeAnswers, readAnswers, type AnswerSource } from './answers.ts';

/** What is known before anything is asked, and what will be tried with the answers. */
interface InteractiveOptions extends Pick<AnswerSource, 'answers'> {
  readonly whatIf: readonly (readonly [key: string, value: string])[];
}

/**
 * Asks in the terminal for every answer that no flag gave.
 *
 * @returns the answers of the flags and those that were asked, as flags give them
 * @throws DiabetesError USAGE where there is no terminal or no answer, and for what will not do before anything is asked;
 *   INTERRUPTED where the person ends it
 */
export async function askAnswers(
  { answers, whatIf }: InteractiveOptions,
  schema: SurveySchema,
  context: CommandContext,
): Promise<Pick<AnswerSource, 'answers'>> {
  refuseWithoutTerminal(context);
  const known = await readAnswers({ answers }, schema, context);
  // Whether a measurement will do depends on what is answered.
  const measurements = schema.indicators.flatMap(measurementsOf).map(({ flag }) => flag);
  const independent = whatIf.filter(([key]) => !measurements.includes(key));
  changeAnswers(known, independent, schema);
  const questions = askedQuestions(schema, known.values);
  if (questions.length === 0) return { answers };
  const asked = givenTexts(questions, await askQuestions(questions, context));
  if (answers.length + asked.length > 0) return { answers: [...answers, ...asked] };
  throw new DiabetesError('USAGE', 'there is nothing to predict from: no question was answered', {
    hint: 'Answer at least one of them.',
  });
}

function refuseWithoutTerminal({ stdin, streams }: CommandContext): void {
  const { stderr, env } = streams;
  const isFrom = (stdin as Partial<NodeJS.ReadStream>).isTTY === true;
  if (isFrom && isAnimated(stderr, env)) return;
  const what = !isFrom
    ? 'standard input is not one'
    : stderr.isTTY === true
      ? 'this one cannot redraw what it shows'
      : 'standard error is not one';
  throw new DiabetesError('USAGE', `--interactive asks in a terminal, and ${what}`, {
    hint: 'diabetes predict --person - < person.json',
  });
}
