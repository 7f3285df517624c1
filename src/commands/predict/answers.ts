import { addAbortSignal } from 'node:stream';
import { DiabetesError, type ErrorDetail } from '../../foundation/errors.ts';
import { answersFromRecord, parseAnswer } from '../../pipeline/schema/people-units.ts';
import type { SurveySchema } from '../../pipeline/schema/survey-schema.ts';
import type { CommandContext } from '../command-context.ts';

/** Answers as they were given: by flag in people's words, or as a JSON text (`-`: on standard input). */
export interface GivenAnswers {
  readonly answers: readonly (readonly [flag: string, value: string])[];
  readonly person?: string;
}

/**
 * One person's codes in the schema's order, NaN where unknown.
 *
 * @throws DiabetesError USAGE with every answer that cannot be used
 */
export async function readAnswers(
  { answers, person }: GivenAnswers,
  schema: SurveySchema,
  { stdin, signal }: Pick<CommandContext, 'stdin' | 'signal'>,
): Promise<Float64Array> {
  if (person === undefined) return answersFromFlags(answers, schema);
  const { text } = await import('node:stream/consumers');
  const given = person === '-' ? await text(addAbortSignal(signal, stdin)) : person;
  return answersFromRecord(schema, parsePerson(given));
}

/** Every answer that cannot be used is told at once. */
function answersFromFlags(answers: GivenAnswers['answers'], schema: SurveySchema): Float64Array {
  const values = new Float64Array(schema.indicators.length).fill(Number.NaN);
  const errors: DiabetesError[] = [];
  for (const [flag, text] of answers) {
    const place = schema.indicators.findIndex((one) => one.flag === flag || one.aliases.includes(flag));
    const indicator = schema.indicators[place]!;
    try {
      if (!Number.isNaN(values[place]))
        throw new DiabetesError('USAGE', `--${flag}: ${indicator.label} was given twice`, { hint: 'Give it once.' });
      values[place] = parseAnswer(indicator, text);
    } catch (error) {
      if (!(error instanceof DiabetesError)) throw error;
      errors.push(error);
    }
  }
  if (errors.length === 0) return values;
  if (errors.length === 1) throw errors[0]!;
  const details = errors.map(({ message }): ErrorDetail => {
    const [where = '', ...rest] = message.split(': ');
    return { where, message: rest.join(': ') };
  });
  throw new DiabetesError('USAGE', `${errors.length} answers cannot be used`, { details });
}

function parsePerson(given: string): Readonly<Record<string, unknown>> {
  const hint = `diabetes predict --person '{"age": 52, "bmi": 31}'`;
  // Some editors begin a file with a byte order mark.
  const text = given.replace(/^\uFEFF/, '');
  if (text.trim() === '') throw new DiabetesError('USAGE', '--person is empty', { hint });
  let person: unknown;
  try {
    person = JSON.parse(text);
  } catch (cause) {
    throw new DiabetesError('USAGE', `--person is not JSON: ${(cause as Error).message}`, { hint, cause });
  }
  if (typeof person === 'object' && person !== null && !Array.isArray(person)) {
    const record = person as Readonly<Record<string, unknown>>;
    if (Object.values(record).some((value) => value !== null)) return record;
    throw new DiabetesError('USAGE', 'there is nothing to predict from: --person holds no answer', { hint });
  }
  const got = Array.isArray(person) ? 'an array; a file of several people goes in by --input' : JSON.stringify(person);
  throw new DiabetesError('USAGE', `--person must be a JSON object, got ${got}`, { hint });
}
