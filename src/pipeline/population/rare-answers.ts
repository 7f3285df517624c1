import { quantity } from '../../foundation/quantity.ts';
import { describeAnswer } from '../schema/people-units.ts';
import type { Indicator, SurveySchema } from '../schema/survey-schema.ts';
import type { Population, RareAnswers } from './population.ts';

/**
 * A warning for each answer, and each two answers together, that the model has hardly seen.
 *
 * @param values codes in the schema's order; NaN is unknown
 */
export function rareWarnings(
  { rows, rare }: Population,
  values: ArrayLike<number>,
  { indicators }: SurveySchema,
): readonly string[] {
  const isGiven = ({ codes }: RareAnswers): boolean =>
    Object.entries(codes).every(([name, [low, high]]) => {
      const value = values[indicators.findIndex((indicator) => indicator.name === name)]!;
      return value >= low && value <= high;
    });
  return rare.filter(isGiven).map(({ codes, rows: seen }) => {
    const answers = Object.entries(codes).map(([name, range]) =>
      describeRange(
        indicators.find((indicator) => indicator.name === name)!,
        range,
      ),
    );
    const what = answers.length === 1 ? 'a rare answer' : 'a rare combination';
    const people = `${seen === 0 ? 'none' : seen} of ${quantity(rows, 'row')} that the model learnt from`;
    return `${answers.join(' with ')} is ${what}, in ${people}: it knows little of people like this.`;
  });
}

function describeRange(indicator: Indicator, [low, high]: readonly [number, number]): string {
  const to = describeAnswer(indicator, high);
  return `“${indicator.label}: ${low === high ? to : `${low} to ${to}`}”`;
}
