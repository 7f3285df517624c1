import type { Indicator } from '../schema/survey-schema.ts';

/** Another answer to one question, and how far it is from the given one: 1 is the whole range. */
export interface HealthierAnswer {
  readonly value: number;
  readonly distance: number;
}

/** A count or continuous value is tried in about this many steps over its range. */
const STEPS = 100;

/**
 * The answers that a person could change a given one to, the nearest first; none where the schema does not call the
 * indicator changeable, or where the given answer is at the end of the healthier direction.
 */
export function healthierAnswers(indicator: Indicator, given: number): readonly HealthierAnswer[] {
  const { changeable, changeableTo, type, minimum, maximum } = indicator;
  if (changeable === undefined || Number.isNaN(given) || minimum === maximum) return [];
  const least = changeable === 'increase' ? given : (changeableTo ?? minimum);
  const greatest = changeable === 'decrease' ? given : (changeableTo ?? maximum);
  return possibleAnswers(indicator)
    .filter((value) => value !== given && value >= least && value <= greatest)
    .map((value) => ({ value, distance: type === 'nominal' ? 1 : Math.abs(value - given) / (maximum - minimum) }))
    .sort((a, b) => a.distance - b.distance);
}

/** Every code; of a number the multiples of a round step. */
function possibleAnswers({ levels, type, minimum, maximum }: Indicator): readonly number[] {
  if (levels.length > 0) return levels.map(({ code }) => code);
  const wanted = (maximum - minimum) / STEPS;
  const { step, decimals } = roundStep(type === 'continuous' ? wanted : Math.max(1, wanted));
  const first = Math.ceil(minimum / step);
  const count = Math.floor(maximum / step) - first + 1;
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toFixed(decimals)));
}

/** The nearest by ratio of 1, 2 and 5 times a power of ten, and how many decimals its multiples have. */
function roundStep(wanted: number): { readonly step: number; readonly decimals: number } {
  const exponent = Math.floor(Math.log10(wanted));
  const digit = wanted / 10 ** exponent;
  const round = digit < Math.SQRT2 ? 1 : digit < Math.sqrt(10) ? 2 : digit < Math.sqrt(50) ? 5 : 10;
  return { step: round * 10 ** exponent, decimals: Math.max(0, -exponent) };
}
