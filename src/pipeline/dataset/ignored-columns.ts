import { DiabetesError } from '../../foundation/errors.ts';
import { nearestName } from '../../foundation/nearest-name.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';
import { showText } from './cell.ts';

/**
 * Makes sure that columns to be ignored are indicators of the survey. A file need not have them.
 *
 * @throws DiabetesError `USAGE` with the name that is none
 */
export function checkIgnored(ignored: readonly string[], { target, indicators }: SurveySchema): void {
  const names = indicators.map(({ name }) => name);
  const wrong = ignored.find((name) => !names.includes(name));
  if (wrong === undefined) return;
  if (wrong === target.name) {
    const hint = 'Ignore indicators alone.';
    throw new DiabetesError('USAGE', `--ignore-column: ${wrong} holds the label and cannot be ignored`, { hint });
  }
  const nearest = nearestName(wrong, names);
  throw new DiabetesError('USAGE', `--ignore-column: ${showText(wrong)} is no indicator of the survey`, {
    hint: nearest === undefined ? `It has ${names.join(', ')}.` : `Did you mean ${nearest}?`,
  });
}
