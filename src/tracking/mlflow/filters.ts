import { refused } from './values.ts';

/**
 * A condition of MLflow's filters that a tag has a value (https://mlflow.org/docs/latest/ml/search/search-runs/).
 *
 * @throws MlflowError invalid-value where the grammar cannot say it
 */
export function tagIs(key: string, value: string): string {
  if (/[`"]/.test(key)) throw refused('the key of a tag', key, 'without quotes to be searched for');
  return `tags.\`${key}\` = ${quote(value)}`;
}

/**
 * A text as a constant of a filter.
 *
 * @throws MlflowError invalid-value for a text with both kinds of quotes, which the grammar cannot say
 */
export function quote(text: string): string {
  if (!text.includes("'")) return `'${text}'`;
  if (!text.includes('"')) return `"${text}"`;
  throw refused('a text to search for', text, 'without one of the two kinds of quotes');
}
