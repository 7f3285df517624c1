import { MlflowError } from './errors.ts';

// MLflow answers 200 to a value whose type it cannot read, and drops what comes after it. So every value is checked here,
// whatever the types of TypeScript say of it.

/** MLflow's double: JSON has no number for the last three. */
export type MetricValue = number | 'NaN' | 'Infinity' | '-Infinity';

/** A text. @throws MlflowError invalid-value */
export function checkText(value: unknown, name: string): string {
  if (typeof value === 'string' && value.isWellFormed()) return value;
  throw refused(name, value, typeof value === 'string' ? 'a text of whole characters (UTF-16 pairs)' : 'a text');
}

/** An id, name or path: a text that is not empty. @throws MlflowError invalid-value */
export function checkId(value: unknown, name: string): string {
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw refused(name, value, 'a text that is not empty');
}

/** A text of at most so many characters, or none. @throws MlflowError invalid-value */
export function checkLength(value: unknown, name: string, most: number): string {
  const text = checkText(value, name);
  if (text.length > most && Array.from(text).length > most) {
    throw refused(name, text, `at most ${most.toLocaleString('en-US')} characters long`);
  }
  return text;
}

/** An int64 that JavaScript holds exactly. @throws MlflowError invalid-value */
export function checkInteger(value: unknown, name: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw refused(name, value, 'an integer');
}

/** Milliseconds since 1970. @throws MlflowError invalid-value */
export function checkTime(value: unknown, name: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw refused(name, value, 'a whole number of milliseconds since 1970');
}

/** A number as MLflow reads it. @throws MlflowError invalid-value */
export function checkMetricValue(value: unknown, name: string): MetricValue {
  if (typeof value === 'number') return Number.isFinite(value) ? value : (String(value) as MetricValue);
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return value;
  throw refused(name, value, 'a number, "NaN", "Infinity" or "-Infinity"');
}

/** One of some words. @throws MlflowError invalid-value */
export function checkOneOf<T extends string>(value: unknown, name: string, words: readonly T[]): T {
  if ((words as readonly unknown[]).includes(value)) return value as T;
  throw refused(name, value, `one of ${words.join(', ')}`);
}

/** The error of a value that is not sent. */
export function refused(name: string, value: unknown, rule: string): MlflowError {
  return new MlflowError('invalid-value', `${name} is ${shown(value)}: it must be ${rule}`, {
    hint: 'Nothing was sent. Correct the value.',
  });
}

const MOST_SHOWN = 60;

function shown(value: unknown): string {
  if (typeof value === 'string') {
    return value.length > MOST_SHOWN ? `"${value.slice(0, MOST_SHOWN)}..."` : JSON.stringify(value);
  }
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
