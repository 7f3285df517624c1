import { DiabetesError } from '../../foundation/errors.ts';

/** A value of a synthesizer's JSON and where it stands: the file's name and the path in it, empty for the whole. */
export interface Place {
  readonly value: unknown;
  readonly where: string;
  readonly path: string;
}

/** The places of an object that has these keys and no others. @throws DiabetesError INVALID_SYNTHESIZER */
export function keyed<Key extends string>(place: Place, keys: readonly Key[]): Readonly<Record<Key, Place>> {
  const fields = fieldsOf(place);
  const surplus = Object.keys(fields).find((name) => !(keys as readonly string[]).includes(name));
  if (surplus !== undefined) throw invalid(place, `has the unknown key "${surplus}"`);
  const missing = keys.find((key) => !Object.hasOwn(fields, key));
  if (missing !== undefined) throw invalid(place, `lacks "${missing}"`);
  const prefix = place.path === '' ? '' : `${place.path}.`;
  const entries = keys.map((key): [Key, Place] => [key, { ...place, value: fields[key], path: `${prefix}${key}` }]);
  return Object.fromEntries(entries) as Record<Key, Place>;
}

/** The fields of an object. @throws DiabetesError INVALID_SYNTHESIZER */
export function fieldsOf(place: Place): Readonly<Record<string, unknown>> {
  const { value } = place;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(place, 'is not an object');
  return value as Record<string, unknown>;
}

/** The places of a list, which may be empty. @throws DiabetesError INVALID_SYNTHESIZER */
export function itemsOf(place: Place): readonly Place[] {
  if (!Array.isArray(place.value)) throw invalid(place, 'is not a list');
  return place.value.map((item: unknown, index) => ({ ...place, value: item, path: `${place.path}[${index}]` }));
}

/** A list of whole numbers, none below 0, that add up to `total`. @throws DiabetesError INVALID_SYNTHESIZER */
export function sharesOf(place: Place, total: number): readonly number[] {
  const values = itemsOf(place).map((item) => integerOf(item, 0));
  const sum = values.reduce((left, right) => left + right, 0);
  if (sum !== total) throw invalid(place, `adds up to ${sum}, not ${total}`);
  return values;
}

/** A whole number of `minimum` or more. @throws DiabetesError INVALID_SYNTHESIZER */
export function integerOf(place: Place, minimum: number): number {
  const value = numberOf(place);
  if (Number.isSafeInteger(value) && value >= minimum) return value;
  throw invalid(place, `is ${value}, not a whole number of ${minimum} or more`);
}

/** A number. @throws DiabetesError INVALID_SYNTHESIZER */
export function numberOf(place: Place): number {
  if (typeof place.value === 'number') return place.value;
  throw invalid(place, 'is not a number');
}

/** A text. @throws DiabetesError INVALID_SYNTHESIZER */
export function textOf(place: Place): string {
  if (typeof place.value === 'string') return place.value;
  throw invalid(place, 'is not a text');
}

/** The error about one place: its file and path, what is wrong, and what to do. */
export function invalid({ where, path }: Place, problem: string, cause?: unknown): DiabetesError {
  return new DiabetesError('INVALID_SYNTHESIZER', `${path === '' ? where : `${where}: ${path}`} ${problem}`, {
    hint: 'Fit the synthesizer anew, or restore the one that ships with the program.',
    cause,
  });
}
