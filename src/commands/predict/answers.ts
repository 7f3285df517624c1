import { addAbortSignal } from 'node:stream';
import { DiabetesError } from '../../foundation/errors.ts';
import { jsonMembers } from '../../pipeline/dataset/json-members.ts';
import { readGivenAnswers, type AnswerEntry, type GivenAnswers } from '../../pipeline/schema/given-answers.ts';
import type { SurveySchema } from '../../pipeline/schema/survey-schema.ts';
import type { CommandContext } from '../command-context.ts';

/** Where one person's answers come from: flags in people's words, or a JSON text (`-`: on standard input). */
export interface AnswerSource {
  /** Each answer flag that was given, without its dashes, and its value; yes and no for a flag without one. */
  readonly answers: readonly (readonly [flag: string, value: string])[];
  readonly person?: string;
}

/**
 * One person's answers.
 *
 * @throws DiabetesError USAGE with every answer that cannot be used
 */
export async function readAnswers(
  { answers, person }: AnswerSource,
  schema: SurveySchema,
  { stdin, signal }: Pick<CommandContext, 'stdin' | 'signal'>,
): Promise<GivenAnswers> {
  if (person === undefined) return readGivenAnswers(schema, answers, { nameOf: (flag) => `--${flag}` });
  const { text } = await import('node:stream/consumers');
  const given = person === '-' ? await text(addAbortSignal(signal, stdin)) : person;
  return readGivenAnswers(schema, parsePerson(given), { nameOf: plainKey });
}

/**
 * The same answers with some of them changed: people's words and units by flag, codes by column, `unknown` for none.
 *
 * @throws DiabetesError USAGE with every change that cannot be used
 */
export function changeAnswers(
  before: GivenAnswers,
  changes: readonly (readonly [key: string, value: string])[],
  schema: SurveySchema,
): GivenAnswers {
  const entries = changes.map(([key, text]): AnswerEntry => {
    if (text.trim().toLowerCase() === 'unknown') return [key, null];
    // A column takes a code, and a code is a number; what is none is refused as it stands.
    const isCode = schema.indicators.some(({ name, flag }) => name === key && name !== flag);
    return [key, isCode && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text];
  });
  return readGivenAnswers(schema, entries, { before, nameOf: (key) => `--what-if ${key}` });
}

/** A key as it stands, unless it would be invisible, or would steer a terminal. */
function plainKey(key: string): string {
  return /\p{Cc}|^\s*$/u.test(key) ? JSON.stringify(key) : key;
}

function parsePerson(given: string): readonly AnswerEntry[] {
  const hint = `diabetes predict --person '{"age": 52, "bmi": 31}'`;
  // Some editors begin a file with a byte order mark.
  const text = given.replace(/^\uFEFF/, '');
  if (text.trim() === '') throw new DiabetesError('USAGE', '--person is empty', { hint });
  let person: unknown;
  try {
    person = JSON.parse(text);
  } catch (cause) {
    const isPath = /\.json\s*$/.test(text);
    throw new DiabetesError('USAGE', `--person is not JSON: ${(cause as Error).message}`, {
      hint: isPath ? 'A file goes in by standard input: diabetes predict --person - < person.json' : hint,
      cause,
    });
  }
  if (typeof person === 'object' && person !== null && !Array.isArray(person)) {
    // JSON.parse keeps the last one of a key that stands twice.
    const entries = jsonMembers(text).map(([key, value]): AnswerEntry => [key, JSON.parse(value)]);
    if (entries.some(([, value]) => value !== null)) return entries;
    throw new DiabetesError('USAGE', 'there is nothing to predict from: --person holds no answer', { hint });
  }
  const got = Array.isArray(person) ? 'an array; a file of several people goes in by --input' : JSON.stringify(person);
  throw new DiabetesError('USAGE', `--person must be a JSON object, got ${got}`, { hint });
}
