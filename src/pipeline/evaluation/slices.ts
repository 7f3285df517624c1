import { DiabetesError } from '../../foundation/errors.ts';
import { nearestName } from '../../foundation/nearest-name.ts';
import { showText } from '../dataset/cell.ts';
import type { Dataset } from '../dataset/dataset.ts';
import { placeOf } from '../schema/people-units.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';
import { groupAnswers } from './slice-groups.ts';
import type { SliceResult } from './result.ts';

/** More indicators than these leave too few rows in a slice. */
const MOST_INDICATORS = 3;

/** What rows are told apart by. */
export interface Slice {
  /** The places of one to three indicators in the schema. */
  readonly places: readonly number[];
}

/** The rows that gave the same answers, or answers of the same range. */
export interface RowSlice extends Pick<SliceResult, 'by' | 'title'> {
  /** The rows' numbers, in ascending order. */
  readonly rows: Uint32Array;
}

/**
 * What a slice is of: `sex`, `age*income`, by the flags, aliases or column names of the survey.
 *
 * @throws DiabetesError USAGE that names what is no indicator, or is there twice, or is one too many
 */
export function parseSlice(text: string, schema: SurveySchema): Slice {
  const names = text.split('*').map((name) => name.trim());
  const refuse = (problem: string, hint: string): DiabetesError =>
    new DiabetesError('USAGE', `slice ${showText(text)}: ${problem}`, { hint });
  const places: number[] = [];
  for (const name of names) {
    const place = placeOf(schema, name);
    if (place < 0) throw refuse(unknownName(name, schema), adviceOn(name, schema));
    const earlier = names[places.indexOf(place)];
    if (earlier !== undefined) {
      const also = earlier === name ? '' : `, once as ${name}`;
      throw refuse(`${earlier} is there twice${also}`, 'Name each indicator once.');
    }
    places.push(place);
  }
  if (places.length <= MOST_INDICATORS) return { places };
  throw refuse(
    `it is of ${places.length} indicators; at most ${MOST_INDICATORS} make a slice`,
    'Ask for several slices.',
  );
}

function unknownName(name: string, { target }: SurveySchema): string {
  if (name === '') return 'an indicator is missing';
  if (name === target.name) return `${name} holds the label; slices are of indicators`;
  return `${showText(name)} is no indicator of the survey`;
}

function adviceOn(name: string, { indicators }: SurveySchema): string {
  const nearest = nearestName(
    name,
    indicators.flatMap(({ flag, aliases, name: column }) => [flag, ...aliases, column]),
  );
  const all = `A slice is one of these, or up to three joined by *: ${indicators.map(({ flag }) => flag).join(', ')}.`;
  return nearest === undefined ? all : `Did you mean ${nearest}? ${all}`;
}

/**
 * Puts rows that answered alike together, in the order of the codes, unknown last; of several indicators every combination
 * that occurs. `groupAnswers` says which answers are alike.
 */
export function sliceRows({ places }: Slice, { indicators }: SurveySchema, dataset: Dataset): readonly RowSlice[] {
  const parts = places.map((place) => ({
    indicator: indicators[place]!,
    answers: groupAnswers(indicators[place]!, dataset.columns[place]!),
  }));
  const rowsByKey = new Map<number, number[]>();
  for (let row = 0; row < dataset.rows; row++) {
    let key = 0;
    for (const { answers } of parts) key = key * answers.groups.length + answers.groupOf(row);
    const rows = rowsByKey.get(key);
    if (rows === undefined) rowsByKey.set(key, [row]);
    else rows.push(row);
  }
  const slices = [...rowsByKey].sort(([a], [b]) => a - b).map(([, rows]) => Uint32Array.from(rows));
  return slices.map((rows) => {
    const given = parts.map(({ indicator, answers: { groups, groupOf } }) => ({
      ...groups[groupOf(rows[0]!)]!,
      indicator,
    }));
    return {
      by: Object.fromEntries(given.map(({ indicator, by }) => [indicator.name, by])),
      title: given.map(({ indicator, words }) => `${indicator.label} ${words}`).join(', '),
      rows,
    };
  });
}
