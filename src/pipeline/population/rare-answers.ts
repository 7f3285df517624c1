import { quantity } from '../../foundation/quantity.ts';
import { describeAnswer } from '../schema/people-units.ts';
import type { Indicator, SurveySchema } from '../schema/survey-schema.ts';
import type { Population, RareAnswers } from './population.ts';

/**
 * A warning for each answer, and each two answers together, that the model has hardly seen, and for each answer to a
 * question that nobody answered.
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
  const ask = (name: string): Indicator => indicators.find((indicator) => indicator.name === name)!;
  return rare.filter(isGiven).map(({ codes, rows: seen }) => {
    const given = Object.entries(codes).map(([name, range]) => ({ indicator: ask(name), range }));
    const people = `${seen === 0 ? 'none' : seen} of ${quantity(rows, 'row')} that the model learnt from`;
    const [unasked] = given.filter(isEveryAnswer);
    if (unasked !== undefined) {
      return `“${unasked.indicator.label}” was answered in ${people}: it says nothing to the model.`;
    }
    const what = given.length === 1 ? 'a rare answer' : 'a rare combination';
    return `${given.map(describeRange).join(' with ')} is ${what}, in ${people}: it knows little of people like this.`;
  });
}

interface GivenRange {
  readonly indicator: Indicator;
  readonly range: readonly [low: number, high: number];
}

function isEveryAnswer({ indicator, range: [low, high] }: GivenRange): boolean {
  return low === indicator.minimum && high === indicator.maximum;
}

function describeRange({ indicator, range: [low, high] }: GivenRange): string {
  const to = describeAnswer(indicator, high);
  return `“${indicator.label}: ${low === high ? to : `${low} to ${to}`}”`;
}
