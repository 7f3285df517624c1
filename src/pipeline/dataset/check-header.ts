import { DiabetesError } from '../../foundation/errors.ts';
import { nearestName } from '../../foundation/nearest-name.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';
import { showText } from './cell.ts';

const MOST_NAMES = 30;

/**
 * Makes sure that a header has the label and at least one indicator.
 *
 * @returns the indicators that it lacks, in the schema's order
 * @throws DiabetesError `INVALID_DATA` with the names expected and found
 */
export function checkHeader(header: readonly string[], schema: SurveySchema, name: string): readonly string[] {
  const label = schema.target.name;
  if (!header.includes(label)) {
    throw missing(`${name} has no column ${label}, which holds the label${nearest(label, header)}`, [label], header);
  }
  const indicators = schema.indicators.map((indicator) => indicator.name);
  const absent = indicators.filter((indicator) => !header.includes(indicator));
  if (absent.length === indicators.length) {
    throw missing(`${name} has none of the ${absent.length} indicators of ${schema.name}`, indicators, header);
  }
  return absent;
}

function nearest(expected: string, header: readonly string[]): string {
  const name = nearestName(expected, header);
  return name === undefined ? '' : `; the nearest name is ${showText(name)}`;
}

function missing(message: string, expected: readonly string[], header: readonly string[]): DiabetesError {
  return new DiabetesError('INVALID_DATA', message, {
    hint: 'Give a file whose header has these names, with the same upper and lower case.',
    details: [
      { where: 'expected', message: expected.join(', ') },
      { where: 'found', message: listNames(header) },
    ],
  });
}

/** Names for a message, quoted, the first thirty of them. */
export function listNames(names: readonly string[]): string {
  const more = names.length > MOST_NAMES ? `, and ${names.length - MOST_NAMES} more` : '';
  return `${names.slice(0, MOST_NAMES).map(showText).join(', ')}${more}`;
}
