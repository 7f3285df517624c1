import { nearestName } from '../../foundation/nearest-name.ts';
import type { Indicator, Level, Question, SurveySchema } from './survey-schema.ts';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const YES_NO_WORDS = new Map(Object.entries({ y: 'yes', true: 'yes', n: 'no', false: 'no' }));

/** Why an answer cannot be used, and what may have been meant. */
export interface AnswerProblem {
  readonly message: string;
  readonly hint?: string;
}

/** A label as one word in lower case for flags and JSON: `Very good` is `very-good`. */
export function wordOf(label: string): string {
  return label
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
}

/** Whether an indicator is answered by yes or no, rather than by words of its own such as female and male. */
export function isYesNo({ type, levels }: Question): boolean {
  return type === 'binary' && levels.every(({ word }) => word === 'yes' || word === 'no');
}

/** Whether an indicator's levels are ranges of a unit, so that people give a number and never a code. */
export function hasRangedLevels({ levels }: Question): boolean {
  return levels.some(({ from }) => from !== undefined);
}

/** Whether people answer in words, which stand for the levels, rather than with a number. */
export function isInWords(question: Question): boolean {
  return question.levels.length > 0 && !hasRangedLevels(question);
}

/** What people may answer, for help and errors: `18 to 120 years`, `excellent, very-good, good, fair or poor`. */
export function validAnswers(question: Question): string {
  const { accepts, levels, unit } = question;
  if (!isInWords(question)) return rangeOf(accepts ?? question, unit);
  if (isYesNo(question)) return 'yes or no';
  const words = levels.map(({ word }) => word);
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)!}`;
}

/**
 * The code of an answer in people's words or units: `yes`, `very good`, `52` (years), `31.4` (kg/m²). Yes and no may be
 * true and false, and a number may be one.
 */
export function readAnswer(question: Question, value: unknown): number | AnswerProblem {
  const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  if (!isScalar) return { message: refusal(question, value) };
  const code = readText(question, String(value));
  if (code !== undefined) return code;
  const hint = adviceOn(question, String(value));
  return { message: refusal(question, value), ...(hint === undefined ? {} : { hint }) };
}

/**
 * Why a value of the schema's column is no valid code, or undefined where it is one. The value must be known: NaN is
 * outside every range.
 */
export function checkCode(question: Question, value: number): string | undefined {
  const { type, levels, minimum, maximum } = question;
  if (levels.length > 0) {
    for (let i = 0; i < levels.length; i++) if (levels[i]!.code === value) return undefined;
    return `${value} ${noCode(levels)}`;
  }
  if (!(value >= minimum && value <= maximum)) return `${value} ${outside(question)}`;
  if (type === 'count' && !Number.isInteger(value)) return `${value} ${NOT_WHOLE}`;
  return undefined;
}

/** What a code must be, and what is said behind a value that is not so. */
export type CodeRule = { readonly refusal: string } & (
  | { readonly kind: 'codes'; readonly codes: readonly number[] }
  | { readonly kind: 'range'; readonly minimum: number; readonly maximum: number }
  | { readonly kind: 'whole' }
);

/** What `checkCode` checks, in its order, as plain values for a program in another language. */
export function codeRules(question: Question): readonly CodeRule[] {
  const { type, levels, minimum, maximum } = question;
  if (levels.length > 0) return [{ kind: 'codes', codes: levels.map(({ code }) => code), refusal: noCode(levels) }];
  const range = { kind: 'range', minimum, maximum, refusal: outside(question) } as const;
  return type === 'count' ? [range, { kind: 'whole', refusal: NOT_WHOLE }] : [range];
}

/** Which indicator a column name, flag or alias belongs to; -1 where it is none. */
export function placeOf({ indicators }: SurveySchema, key: string): number {
  return indicators.findIndex(({ name, flag, aliases }) => name === key || flag === key || aliases.includes(key));
}

/** A value of a column as it was written: six digits bring back what a Float32Array blurs, 31.4, not 31.399999618530273. */
export function plainValue(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(6));
}

/** A code in plain words: `60 to 64 years`, `31.4 kg/m²`, `yes`; NaN is `unknown`. */
export function describeAnswer({ type, levels, unit }: Question, code: number): string {
  if (Number.isNaN(code)) return 'unknown';
  const level = levels.find((candidate) => candidate.code === code);
  if (level !== undefined) return level.label;
  const number = plainValue(code);
  if (unit === undefined) return String(number);
  return `${number} ${type === 'count' && number === 1 ? unit.replace(/s$/, '') : unit}`;
}

/** The code of a person's answer, or undefined where it is none of the valid ones. */
function readText(question: Question, text: string): number | undefined {
  const answer = text.trim();
  const number = NUMBER.test(answer) ? Number(answer) : undefined;
  const { accepts, levels } = question;
  if (isInWords(question)) {
    if (number !== undefined) return levels.find(({ code }) => code === number)?.code;
    const word = wordOf(answer);
    const meant = isYesNo(question) ? (YES_NO_WORDS.get(word) ?? word) : word;
    return (levels.find((level) => level.word === meant) ?? levels.find(({ label }) => wordOf(label) === meant))?.code;
  }
  if (number === undefined) return undefined;
  if (accepts === undefined) return checkCode(question, number) === undefined ? number : undefined;
  if (number < accepts.minimum || number > accepts.maximum) return undefined;
  return levels.findLast(({ from }) => from! <= number)?.code;
}

function refusal(question: Question, value: unknown): string {
  const answers = validAnswers(question);
  if (isInWords(question)) return `${shown(value)} is not valid; give ${answers}`;
  return `${shown(value)} is not valid; give a ${question.type === 'count' ? 'whole number' : 'number'}, ${answers}`;
}

/** What the person may have meant: a code where a unit is asked for, or a word with another spelling. */
function adviceOn(question: Question & Partial<Pick<Indicator, 'name'>>, text: string): string | undefined {
  const { name, levels } = question;
  if (hasRangedLevels(question)) {
    const level = levels.find(({ code }) => String(code) === text.trim());
    if (level === undefined || name === undefined) return undefined;
    const ways = `{"${name}": ${level.code}} in --person, ${name}=${level.code} in --what-if`;
    return `${level.code} is the survey's code for ${level.label}; a code goes by the column's name: ${ways}.`;
  }
  const nearest = nearestName(
    wordOf(text),
    levels.map(({ word }) => word),
  );
  return nearest === undefined ? undefined : `Did you mean ${nearest}?`;
}

const NOT_WHOLE = 'is not a whole number';

function noCode(levels: readonly Level[]): string {
  return `is none of the codes ${codesOf(levels)}`;
}

function outside(question: Question): string {
  return `is outside ${rangeOf(question, question.unit)}`;
}

function codesOf(levels: readonly Level[]): string {
  const all = levels.map(({ code, label }) => `${code} (${label})`);
  return all.length <= 5 ? all.join(', ') : `${all[0]!}, …, ${all.at(-1)!}`;
}

function rangeOf({ minimum, maximum }: { minimum: number; maximum: number }, unit: string | undefined): string {
  return `${minimum} to ${maximum}${unit === undefined ? '' : ` ${unit}`}`;
}

/** A value as it was given, cut where it is long. */
export function shown(value: unknown): string {
  // JSON has no infinity, though 1e400 is one.
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length <= 40 ? text : `${text.slice(0, 40)}…`;
}
