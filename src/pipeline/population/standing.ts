import type { SurveySchema } from '../schema/survey-schema.ts';
import type { PeerGroup } from './population.ts';

/** Where a prediction stands among people of the survey who share some answers, such as age and sex. */
export interface Standing {
  /** The codes that they share, by indicator; empty where they are everyone. */
  readonly peers: Readonly<Record<string, number>>;
  /** How many they are. */
  readonly people: number;
  /** So many of 100 of them have a lower predicted probability of any class but the first. */
  readonly percentile: number;
  /** The probability that half of them are below. */
  readonly median: number;
}

/** What a quantile of 1 is written as. */
export const QUANTILE_TOTAL = 10_000;

/**
 * Compares a prediction with those of the closest peers that the population knows: of the same answers to as many of the
 * schema's `peers` as were given.
 *
 * @param values codes in the schema's order; NaN is unknown
 */
export function standingAmong(
  groups: readonly PeerGroup[],
  person: { readonly values: ArrayLike<number>; readonly anyProbability: number },
  { indicators }: SurveySchema,
): Standing | undefined {
  const { values, anyProbability } = person;
  const isPeer = ({ codes }: PeerGroup): boolean =>
    indicators.every(({ name }, i) => codes[name] === undefined || codes[name] === values[i]);
  // Of groups that share as many answers the first counts.
  const group = groups.reduce<PeerGroup | undefined>(
    (closest, one) => (isPeer(one) && shared(one) > shared(closest) ? one : closest),
    undefined,
  );
  if (group === undefined) return undefined;
  const { codes, rows, quantiles } = group;
  return {
    peers: codes,
    people: rows,
    percentile: Math.round(1000 * shareBelow(quantiles, anyProbability * QUANTILE_TOTAL)) / 10,
    median: quantiles[(quantiles.length - 1) / 2]! / QUANTILE_TOTAL,
  };
}

function shared(group: PeerGroup | undefined): number {
  return group === undefined ? -1 : Object.keys(group.codes).length;
}

/** The share of numbers below `value`, by evenly spaced quantiles; half of those that equal it count. */
function shareBelow(quantiles: readonly number[], value: number): number {
  const last = quantiles.length - 1;
  const reach = (isReached: (quantile: number) => boolean): number => {
    const next = quantiles.findIndex((quantile) => !isReached(quantile));
    if (next < 0) return last;
    if (next === 0) return 0;
    const [low, high] = [quantiles[next - 1]!, quantiles[next]!];
    return next - 1 + Math.min(1, Math.max(0, (value - low) / (high - low)));
  };
  return (reach((quantile) => quantile < value) + reach((quantile) => quantile <= value)) / 2 / last;
}
