import { DiabetesError, type ErrorDetail } from '../../foundation/errors.ts';
import { nearestName } from '../../foundation/nearest-name.ts';
import type { Indicator, Level, SurveySchema } from './survey-schema.ts';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const YES_NO_WORDS = new Map(Object.entries({ y: 'yes', true: 'yes', n: 'no', false: 'no' }));

/** How many problems of one record are told; a record with more is no person's answers. */
const MOST_DETAILS = 50;

/** A label as one word in lower case for flags and JSON: `Very good` is `very-good`. */
export function wordOf(label: string): string {
  return label
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
}

/** Whether an indicator is answered by yes or no, rather than by words of its own such as female and male. */
export function isYesNo({ type, levels }: Indicator): boolean {
  return type === 'binary' && levels.every(({ word }) => word === 'yes' || word === 'no');
}

/** Whether an indicator's levels are ranges of a unit, so that people give a number and never a code. */
export function hasRangedLevels({ levels }: Indicator): boolean {
  return levels.some(({ from }) => from !== undefined);
}

/** Whether people answer in words, which stand for the levels, rather than with a number. */
export function isInWords(indicator: Indicator): boolean {
  return indicator.levels.length > 0 && !hasRangedLevels(indicator);
}

/** What people may answer, for help and errors: `18 to 120 years`, `excellent, very-good, good, fair or poor`. */
export function validAnswers(indicator: Indicator): string {
  const { accepts, levels, unit } = indicator;
  if (!isInWords(indicator)) return rangeOf(accepts ?? indicator, unit);
  if (isYesNo(indicator)) return 'yes or no';
  const words = levels.map(({ word }) => word);
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)!}`;
}

/**
 * The code of an answer in people's words or units: `yes`, `very good`, `52` (years), `31.4` (kg/m²).
 *
 * @throws DiabetesError USAGE that names the flag, the answer and the valid ones
 */
export function parseAnswer(indicator: Indicator, text: string): number {
  const code = readAnswer(indicator, text);
  if (code !== undefined) return code;
  const hint = adviceOn(indicator, text);
  throw new DiabetesError(
    'USAGE',
    `--${indicator.flag}: ${refusal(indicator, text)}`,
    hint === undefined ? {} : { hint },
  );
}

/**
 * Why a value of the schema's column is no valid code, or undefined where it is one. The value must be known: NaN is
 * outside every range.
 */
export function checkCode(indicator: Indicator, value: number): string | undefined {
  const { type, levels, minimum, maximum } = indicator;
  if (levels.length > 0) {
    for (let i = 0; i < levels.length; i++) if (levels[i]!.code === value) return undefined;
    return `${value} is none of the codes ${codesOf(levels)}`;
  }
  if (!(value >= minimum && value <= maximum)) return `${value} is outside ${rangeOf(indicator, indicator.unit)}`;
  if (type === 'count' && !Number.isInteger(value)) return `${value} is not a whole number`;
  return undefined;
}

/**
 * One person's answers in the schema's order, NaN where unknown, from a JSON object. Keys that are column names take
 * codes (`Age: 9`); keys that are flags or aliases take people's words and units (`age: 52`). Null is unknown.
 *
 * @throws DiabetesError USAGE with the unknown, repeated and invalid keys in its details, the first 50 of them
 */
export function answersFromRecord(schema: SurveySchema, record: Readonly<Record<string, unknown>>): Float64Array {
  const answers = new Float64Array(schema.indicators.length).fill(NaN);
  const givenAs = new Map<number, string>();
  const details: ErrorDetail[] = [];
  for (const [key, value] of Object.entries(record)) {
    if (details.length === MOST_DETAILS) break;
    const place = placeOf(schema, key);
    const earlier = givenAs.get(place);
    if (place < 0) details.push({ where: key, message: unknownKey(schema, key) });
    else if (earlier !== undefined) details.push({ where: key, message: `is the same answer as ${earlier}; give one` });
    else {
      givenAs.set(place, key);
      const code = value == null ? NaN : codeOf(schema.indicators[place]!, key, value);
      if (typeof code === 'number') answers[place] = code;
      else details.push({ where: key, message: code });
    }
  }
  if (details.length === 0) return answers;
  const count = details.length === 1 ? '1 answer' : `${details.length} answers`;
  throw new DiabetesError('USAGE', `${count} cannot be used`, { details });
}

/** A code in plain words: `60 to 64 years`, `31.4 kg/m²`, `yes`; NaN is `unknown`. */
export function describeAnswer({ type, levels, unit }: Indicator, code: number): string {
  if (Number.isNaN(code)) return 'unknown';
  const level = levels.find((candidate) => candidate.code === code);
  if (level !== undefined) return level.label;
  // Six digits bring back what a Float32Array blurred: 31.4, not 31.399999618530273.
  const number = Number.isInteger(code) ? code : Number(code.toPrecision(6));
  if (unit === undefined) return String(number);
  return `${number} ${type === 'count' && number === 1 ? unit.replace(/s$/, '') : unit}`;
}

/** The code of a person's answer, or undefined where it is none of the valid ones. */
function readAnswer(indicator: Indicator, text: string): number | undefined {
  const answer = text.trim();
  const number = NUMBER.test(answer) ? Number(answer) : undefined;
  const { accepts, levels } = indicator;
  if (isInWords(indicator)) {
    if (number !== undefined) return levels.find(({ code }) => code === number)?.code;
    const word = wordOf(answer);
    const meant = isYesNo(indicator) ? (YES_NO_WORDS.get(word) ?? word) : word;
    return (levels.find((level) => level.word === meant) ?? levels.find(({ label }) => wordOf(label) === meant))?.code;
  }
  if (number === undefined) return undefined;
  if (accepts === undefined) return checkCode(indicator, number) === undefined ? number : undefined;
  if (number < accepts.minimum || number > accepts.maximum) return undefined;
  return levels.findLast(({ from }) => from! <= number)?.code;
}

function refusal(indicator: Indicator, value: unknown): string {
  const answers = validAnswers(indicator);
  if (isInWords(indicator)) return `${shown(value)} is not valid; give ${answers}`;
  return `${shown(value)} is not valid; give a ${indicator.type === 'count' ? 'whole number' : 'number'}, ${answers}`;
}

/** What the person may have meant: a code where a unit is asked for, or a word with another spelling. */
function adviceOn(indicator: Indicator, text: string): string | undefined {
  const { name, flag, levels } = indicator;
  if (hasRangedLevels(indicator)) {
    const level = levels.find(({ code }) => String(code) === text.trim());
    if (level === undefined) return undefined;
    return `The survey's code for ${level.label} goes in by the column's name: --person '{"${name}": ${level.code}}'`;
  }
  const nearest = nearestName(
    wordOf(text),
    levels.map(({ word }) => word),
  );
  return nearest === undefined ? undefined : `Did you mean --${flag} ${nearest}?`;
}

/** Which indicator a column name, flag or alias belongs to; -1 where it is none. */
function placeOf({ indicators }: SurveySchema, key: string): number {
  return indicators.findIndex(({ name, flag, aliases }) => name === key || flag === key || aliases.includes(key));
}

/** The code that a JSON value stands for under a key, or what is wrong with it. */
function codeOf(indicator: Indicator, key: string, value: unknown): number | string {
  // A column whose name is its flag reads as the flag, which takes every code too.
  const isCode = key === indicator.name && key !== indicator.flag;
  if (isCode && typeof value !== 'number') {
    return `${shown(value)} is not a number: column names take codes, words and units go by ${indicator.flag}`;
  }
  if (isCode) return checkCode(indicator, value as number) ?? (value as number);
  const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return (isScalar ? readAnswer(indicator, String(value)) : undefined) ?? refusal(indicator, value);
}

function unknownKey({ target, indicators }: SurveySchema, key: string): string {
  if (key === target.name) return 'is the column to predict; leave it out';
  const nearest = nearestName(
    key,
    indicators.flatMap(({ name, flag, aliases }) => [name, flag, ...aliases]),
  );
  return nearest === undefined ? 'is no column or flag of this survey' : `is unknown; did you mean ${nearest}?`;
}

function codesOf(levels: readonly Level[]): string {
  const all = levels.map(({ code, label }) => `${code} (${label})`);
  return all.length <= 5 ? all.join(', ') : `${all[0]!}, …, ${all.at(-1)!}`;
}

function rangeOf({ minimum, maximum }: { minimum: number; maximum: number }, unit: string | undefined): string {
  return `${minimum} to ${maximum}${unit === undefined ? '' : ` ${unit}`}`;
}

/** A value as it was given, cut where it is long. */
function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= 40 ? text : `${text.slice(0, 40)}…`;
}
