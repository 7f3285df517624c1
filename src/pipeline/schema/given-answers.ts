import { DiabetesError, type ErrorDetail } from '../../foundation/errors.ts';
import { nearestName } from '../../foundation/nearest-name.ts';
import { formulaOf, measurementsOf } from './formulas.ts';
import { checkCode, describeAnswer, readAnswer, shown, type AnswerProblem } from './people-units.ts';
import type { Indicator, Question, SurveySchema } from './survey-schema.ts';

/**
 * One answer as it came in. The key of a column takes a code (`Age`, 9); a flag or alias takes people's words and units
 * (`age`, 52), that of a measurement too (`height-cm`, 165). Null is unknown.
 */
export type AnswerEntry = readonly [key: string, value: unknown];

/** One person's answers. */
export interface GivenAnswers {
  /** Codes in the schema's order; NaN is unknown. */
  readonly values: Float64Array;
  /** What was measured, by flag; the values that follow from it are among `values`. */
  readonly measured: ReadonlyMap<string, number>;
}

interface ReadOptions {
  /** Answers that hold where the entries say nothing. */
  readonly before?: GivenAnswers;
  /** How errors name the answer of a key: `--age`. */
  readonly nameOf?: (key: string) => string;
}

/** How many problems of one person are told; whoever has more is no person. */
const MOST_PROBLEMS = 50;

/**
 * Reads one person's answers.
 *
 * @throws DiabetesError USAGE with every unknown, repeated and invalid answer in its details, the first 50 of them
 */
export function readGivenAnswers(
  schema: SurveySchema,
  entries: Iterable<AnswerEntry>,
  { before, nameOf = (key) => key }: ReadOptions = {},
): GivenAnswers {
  const values = before?.values.slice() ?? new Float64Array(schema.indicators.length).fill(NaN);
  const reading: Reading = { schema, values, measured: new Map(before?.measured), givenAs: new Map(), nameOf };
  const problems: Problem[] = [];
  for (const entry of entries) {
    const problem = problems.length < MOST_PROBLEMS ? readEntry(reading, entry) : undefined;
    if (problem !== undefined) problems.push({ keys: [entry[0]], ...problem });
  }
  const broken = problems.flatMap(({ keys }) => keys);
  for (const place of schema.indicators.keys()) {
    const problem = computeMeasured(reading, place, broken);
    if (problem !== undefined) problems.push(problem);
  }
  if (problems.length > 0) throw asError(problems, nameOf);
  return reading;
}

interface Reading extends GivenAnswers {
  readonly schema: SurveySchema;
  readonly measured: Map<string, number>;
  /** The key under which each question was answered. */
  readonly givenAs: Map<Question, string>;
  readonly nameOf: (key: string) => string;
}

interface Problem extends AnswerProblem {
  readonly keys: readonly string[];
}

/** Notes one answer, or says why it cannot be used. */
function readEntry({ schema, values, measured, givenAs, nameOf }: Reading, [key, value]: AnswerEntry) {
  const place = schema.indicators.findIndex(
    ({ name, flag, aliases }) => name === key || flag === key || aliases.includes(key),
  );
  const measurement = schema.indicators.flatMap(measurementsOf).find(({ flag }) => flag === key);
  const question = schema.indicators[place] ?? measurement;
  if (question === undefined) return { message: unknownKey(schema, key) };
  const earlier = givenAs.get(question);
  givenAs.set(question, key);
  if (earlier === key) return { message: `${question.label} was given twice`, hint: 'Give it once.' };
  if (earlier !== undefined) return { message: `the same answer as ${nameOf(earlier)}; give one` };
  const code = value == null ? NaN : readValue(question, key, value);
  if (typeof code !== 'number') return code;
  if (place >= 0) values[place] = code;
  else if (Number.isNaN(code)) measured.delete(key);
  else measured.set(key, code);
  return undefined;
}

/** The code that a value stands for under a key, or what is wrong with it. */
function readValue(
  question: Question & Partial<Pick<Indicator, 'name'>>,
  key: string,
  value: unknown,
): number | AnswerProblem {
  const { name, flag } = question;
  // A column whose name is its flag reads as the flag, which takes every code too.
  if (key !== name || key === flag) return readAnswer(question, value);
  if (typeof value !== 'number') {
    return { message: `${shown(value)} is not a number: column names take codes, words and units go by ${flag}` };
  }
  const message = checkCode(question, value);
  return message === undefined ? value : { message };
}

/**
 * Computes an indicator from what was measured, unless it was given and agrees; or says why it cannot be. What is broken
 * has been told, and nothing follows from it.
 */
function computeMeasured(reading: Reading, place: number, broken: readonly string[]): Problem | undefined {
  const { schema, values, measured, givenAs, nameOf } = reading;
  const indicator = schema.indicators[place]!;
  const formula = formulaOf(indicator);
  if (formula?.measurements.some((measurement) => givenAs.has(measurement)) !== true) return undefined;
  const givenKey = givenAs.get(indicator);
  if ([givenKey, ...formula.measurements.map(({ flag }) => flag)].some((key) => broken.includes(key ?? '')))
    return undefined;
  const flags = formula.measurements.map(({ flag }) => flag);
  const known = flags.filter((flag) => measured.has(flag));
  if (known.length === 0) return undefined;
  const [missing] = flags.filter((flag) => !measured.has(flag));
  const what = indicator.label.toLowerCase();
  if (missing !== undefined) {
    const hint = `Give ${flags.map(nameOf).join(' and ')}, or ${nameOf(indicator.flag)} alone.`;
    return { keys: [known[0]!], message: `the ${what} takes ${nameOf(missing)} as well`, hint };
  }
  const value = formula.compute(flags.map((flag) => measured.get(flag)!));
  const outside = checkCode(indicator, value);
  if (outside !== undefined) return { keys: flags, message: `the ${what} ${outside}` };
  if (givenKey === undefined || Number.isNaN(values[place])) {
    values[place] = value;
    return undefined;
  }
  if (Math.abs(values[place]! - value) <= formula.tolerance + ROUNDING) return undefined;
  const measuredAs = flags.map((flag) => `${nameOf(flag)} ${measured.get(flag)!}`).join(' and ');
  const message = `${describeAnswer(indicator, values[place]!)} does not agree with ${measuredAs}, which make ${describeAnswer(indicator, value)}`;
  return { keys: [givenKey], message, hint: 'Give one of them.' };
}

/** The difference of two decimal fractions may be a little above what it is on paper. */
const ROUNDING = 1e-9;

function unknownKey({ target, indicators }: SurveySchema, key: string): string {
  if (key === target.name) return 'the column to predict; leave it out';
  const flags = indicators.flatMap((indicator) =>
    [indicator, ...measurementsOf(indicator)].flatMap(({ flag, aliases }) => [flag, ...aliases]),
  );
  const nearest = nearestName(key, [...flags, ...indicators.map(({ name }) => name)]);
  return nearest === undefined ? 'no column or flag of this survey' : `unknown; did you mean ${nearest}?`;
}

/** One problem is the message itself; of several the message is their number. */
function asError(problems: readonly Problem[], nameOf: (key: string) => string): DiabetesError {
  const details = problems.map(({ keys, message }): ErrorDetail => ({
    where: keys.map(nameOf).join(' and '),
    message,
  }));
  const [first] = details;
  if (details.length > 1) return new DiabetesError('USAGE', `${details.length} answers cannot be used`, { details });
  const { hint } = problems[0]!;
  const more = hint === undefined ? {} : { hint };
  return new DiabetesError('USAGE', `${first!.where}: ${first!.message}`, { details, ...more });
}
