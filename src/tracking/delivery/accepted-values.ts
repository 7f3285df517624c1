import { quantity } from '../../foundation/quantity.ts';
import { isMlflowError } from '../mlflow/errors.ts';
import { checkKey, fitValues, MAX_PARAM_LENGTH, MAX_TAG_LENGTH } from '../mlflow/keys.ts';

/** What a server takes of some values, and what is to be told of the others. */
export interface Accepted<T> {
  readonly values: T;
  readonly warnings: readonly string[];
}

type Texts = Readonly<Record<string, string>>;

/** Params or tags as MLflow takes them: what it would refuse is left out, and what it would cut off is cut. */
export function acceptTexts(values: Texts, what: 'param' | 'tag'): Accepted<Texts> {
  const whole = Object.entries(values).map(([key, value]) => ({ key, value: value.toWellFormed() }));
  const known = acceptKeys(whole, what);
  const most = what === 'param' ? MAX_PARAM_LENGTH : MAX_TAG_LENGTH;
  const fitted = fitValues(Object.fromEntries(known.values.map(({ key, value }) => [key, value])), most);
  const cut = Object.entries(fitted.cut).map(
    ([key, length]) =>
      `the ${what} ${key} is cut at MLflow's limit of ${inEnglish(most)} characters: it has ${inEnglish(length)}`,
  );
  return { values: fitted.values, warnings: [...known.warnings, ...cut] };
}

/** Those of some values whose keys MLflow takes. */
export function acceptKeys<T extends { readonly key: string }>(
  entries: readonly T[],
  what: 'param' | 'tag' | 'metric',
): Accepted<readonly T[]> {
  const refused = new Set<string>();
  const values = entries.filter(({ key }) => {
    const isGood = isKey(key);
    if (!isGood) refused.add(key);
    return isGood;
  });
  if (refused.size === 0) return { values, warnings: [] };
  const names = [...refused].map((key) => JSON.stringify(key));
  const warning = `${quantity(refused.size, what)} with a key that MLflow does not take stay in the journal alone: ${few(names)}`;
  return { values, warnings: [refused.size === 1 ? warning.replace(' stay ', ' stays ') : warning] };
}

const MOST_NAMED = 3;

/** The first of some names. */
export function few(names: readonly string[]): string {
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  return names.slice(0, MOST_NAMED).join(', ') + more;
}

function isKey(key: string): boolean {
  try {
    checkKey(key, 'the key');
    return true;
  } catch (error) {
    if (isMlflowError(error, 'invalid-value')) return false;
    throw error;
  }
}

function inEnglish(count: number): string {
  return count.toLocaleString('en-US');
}
