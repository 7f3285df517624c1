import { formulaOf, measurementsOf, type Measurement } from './formulas.ts';
import { checkCode, describeAnswer, hasRangedLevels, isYesNo, readAnswer } from './people-units.ts';
import type { Indicator, Question, SurveySchema } from './survey-schema.ts';

/** Something that a person is asked: an indicator, or a measurement that one is computed from. */
export interface AskedQuestion {
  readonly question: Indicator | Measurement;
  /** Whose answer comes of it; the question itself, but for a measurement. */
  readonly indicator: Indicator;
  /** Which question it is, from 1 on; a measurement counts as its indicator. */
  readonly number: number;
}

/** What was answered to each flag, in people's words and units as the flag takes them; empty is don't know. */
export type AnswerTexts = ReadonlyMap<string, string>;

/** One of the answers to a question that is answered in words. */
export interface Choice {
  /** The answer as text. */
  readonly text: string;
  readonly label: string;
}

/**
 * What there is to ask, group by group in the schema's order; measurements stand behind their indicator.
 *
 * @param known codes in the schema's order: only what is NaN is asked
 */
export function askedQuestions({ indicators }: SurveySchema, known: Float64Array): readonly AskedQuestion[] {
  const open = indicators.filter((_, place) => Number.isNaN(known[place]));
  const groups = [...new Set(open.map(({ group }) => group))];
  const ordered = groups.flatMap((name) => open.filter(({ group }) => group === name));
  return ordered.flatMap((indicator, i) =>
    [indicator, ...measurementsOf(indicator)].map((question) => ({ question, indicator, number: i + 1 })),
  );
}

/** The answers to choose from: don't know, then the levels in words, yes before no. */
export function choicesOf(question: AskedQuestion['question']): readonly Choice[] {
  const levels = isYesNo(question) ? question.levels.toReversed() : question.levels;
  const named = levels.map(({ word, label }): Choice => ({ text: word, label: capitalised(label) }));
  return [{ text: '', label: "Don't know" }, ...named];
}

/** Whether it is to be asked: a measurement only where its indicator was left open and those before it were not. */
export function isAsked({ question, indicator }: AskedQuestion, answers: AnswerTexts): boolean {
  if (question === indicator) return true;
  const measurements = measurementsOf(indicator);
  const before = measurements.slice(0, measurements.indexOf(question));
  return !isAnswered(indicator, answers) && before.every((measurement) => isAnswered(measurement, answers));
}

/** Why the answer to a question cannot be used; undefined where it can, and where there is none. */
export function problemWith({ question, indicator }: AskedQuestion, answers: AnswerTexts): string | undefined {
  if (!isAnswered(question, answers)) return undefined;
  const code = readAnswer(question, answers.get(question.flag));
  if (typeof code !== 'number') return code.message;
  const computed = question === indicator ? undefined : computeFrom(indicator, answers);
  const outside = computed === undefined ? undefined : checkCode(indicator, computed);
  return outside === undefined ? undefined : `the ${indicator.label.toLowerCase()} ${outside}`;
}

/**
 * The valid answer to a question as it was given: `52 years`, `yes`; for what was computed, what came of it; undefined
 * where there is none.
 */
export function describeGiven({ question, indicator }: AskedQuestion, answers: AnswerTexts): string | undefined {
  if (isAnswered(question, answers)) {
    const text = answers.get(question.flag)!;
    if (hasRangedLevels(question)) return `${Number(text)} ${question.unit!}`;
    return describeAnswer(question, readAnswer(question, text) as number);
  }
  const computed = question === indicator ? computeFrom(indicator, answers) : undefined;
  return computed === undefined ? undefined : describeAnswer(indicator, computed);
}

/** The answers that were given, by flag: no measurement beside its indicator, or without the others of its formula. */
export function givenTexts(
  questions: readonly AskedQuestion[],
  answers: AnswerTexts,
): readonly (readonly [flag: string, text: string])[] {
  return questions
    .filter(({ question, indicator }) => {
      if (question === indicator) return isAnswered(question, answers);
      return !isAnswered(indicator, answers) && computeFrom(indicator, answers) !== undefined;
    })
    .map(({ question: { flag } }) => [flag, answers.get(flag)!]);
}

function isAnswered({ flag }: Question, answers: AnswerTexts): boolean {
  return (answers.get(flag) ?? '').trim() !== '';
}

/** What an indicator's measurements make, where all of them were given. */
function computeFrom(indicator: Indicator, answers: AnswerTexts): number | undefined {
  const formula = formulaOf(indicator);
  if (formula === undefined) return undefined;
  const values = formula.measurements.map((measurement) =>
    readAnswer(measurement, answers.get(measurement.flag) ?? ''),
  );
  return values.every((value) => typeof value === 'number') ? formula.compute(values) : undefined;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
