import { UNKNOWN_CODE, type Column, type Dataset } from '../dataset/dataset.ts';
import { tallyOf } from '../dataset/tally.ts';
import type { Indicator, SurveySchema } from '../schema/survey-schema.ts';
import type { RareAnswers } from './population.ts';

/** Answers are rare that fewer than 1 of 1,000 people give, or fewer than 5 in all. */
const RARE_SHARE = 0.001;
const FEW_ROWS = 5;
/** Two answers that chance would bring together at least 20 times, and at least 5 times as often as they are. */
const LEAST_EXPECTED = 20;
const LEAST_LIFT = 5;
/** Where the answers to a question with numbers are cut into ranges. */
const CUTS = [0.1, 0.25, 0.5, 0.75, 0.9, 0.97];

/** The values of an indicator in ranges, each taken as one answer. */
interface Ranges {
  readonly name: string;
  readonly ranges: readonly (readonly [low: number, high: number])[];
  /** The range of each row; `ranges.length` where unknown. */
  readonly places: Uint8Array;
  readonly counts: Uint32Array;
}

/**
 * Finds the answers, and the pairs of answers, that hardly any row has. Where no row has an answer to an indicator, all of
 * its values are one such answer.
 */
export function findRareAnswers({ rows, columns }: Dataset, { indicators }: SurveySchema): readonly RareAnswers[] {
  const few = Math.max(RARE_SHARE * rows, FEW_ROWS);
  const all = indicators.map((indicator, i) => rangesOf(indicator, columns[i]!, few));
  const alone = all.flatMap(({ name, ranges, counts }) =>
    ranges.flatMap((range, place) =>
      counts[place]! < few ? [{ codes: { [name]: range }, rows: counts[place]! }] : [],
    ),
  );
  const together = all.flatMap((first, i) => all.slice(i + 1).flatMap((second) => rarePairs(first, second, few)));
  return [...alone, ...together];
}

function rarePairs(first: Ranges, second: Ranges, few: number): readonly RareAnswers[] {
  const width = second.ranges.length + 1;
  const counts = new Uint32Array((first.ranges.length + 1) * width);
  const { places: left } = first;
  const { places: right } = second;
  for (let row = 0; row < left.length; row++) counts[left[row]! * width + right[row]!]! += 1;
  return first.ranges.flatMap((one, i) =>
    second.ranges.flatMap((other, j) => {
      const rows = counts[i * width + j]!;
      const expected = (first.counts[i]! * second.counts[j]!) / left.length;
      if (rows >= few || expected < Math.max(LEAST_EXPECTED, LEAST_LIFT * rows)) return [];
      return [{ codes: { [first.name]: one, [second.name]: other }, rows }];
    }),
  );
}

function rangesOf(indicator: Indicator, column: Column, few: number): Ranges {
  const ranges = answersOf(indicator, column, few);
  const placeOf = (value: number): number => {
    const place = ranges.findIndex(([low, high]) => value >= low && value <= high);
    return place < 0 ? ranges.length : place;
  };
  // One look-up a row for codes, which are what most columns hold.
  const byCode = Uint8Array.from({ length: UNKNOWN_CODE + 1 }, (_, code) =>
    placeOf(code === UNKNOWN_CODE ? Number.NaN : code),
  );
  const places = new Uint8Array(column.length);
  const counts = new Uint32Array(ranges.length + 1);
  for (let row = 0; row < places.length; row++) {
    const place = column instanceof Uint8Array ? byCode[column[row]!]! : placeOf(column[row]!);
    places[row] = place;
    counts[place]! += 1;
  }
  return { name: indicator.name, ranges, places, counts };
}

function answersOf(indicator: Indicator, column: Column, few: number): Ranges['ranges'] {
  const { levels, minimum, maximum } = indicator;
  if (tallyOf(column).known === 0) return [[minimum, maximum]];
  return levels.length > 0 ? levels.map(({ code }) => [code, code] as const) : numberRanges(indicator, column, few);
}

/** From the least to the greatest valid number; the outermost ranges are those that hardly any row is in. */
function numberRanges({ minimum, maximum }: Indicator, column: Column, few: number): Ranges['ranges'] {
  const points = distinctValues(column);
  const known = points.at(-1)!.passed;
  // Where even the least value is common, what lies below it was never seen.
  const ends = points[0]!.passed < few ? [] : [Math.ceil(points[0]!.value) - 1];
  points.forEach(({ value, passed }, i) => {
    const before = points[i - 1]?.passed ?? 0;
    const after = points[i + 1]?.passed ?? known;
    const isLowTail = passed < few && after >= few;
    const isBeforeHighTail = known - passed < few && known - before >= few;
    const isCut = CUTS.some((cut) => before < cut * known && passed >= cut * known);
    if (isLowTail || isBeforeHighTail || isCut) ends.push(value);
  });
  const bounds = ends.filter((end) => end >= minimum && end < maximum);
  const next = (end: number): number => points.find(({ value }) => value > end)?.value ?? Math.floor(end) + 1;
  return [...bounds, maximum].map((high, i) => [i === 0 ? minimum : next(bounds[i - 1]!), high] as const);
}

/** The known values in ascending order, each with how many rows do not exceed it. */
function distinctValues(column: Column): readonly { readonly value: number; readonly passed: number }[] {
  const { values, counts } = tallyOf(column);
  const points: { value: number; passed: number }[] = [];
  for (let i = 0, passed = 0; i < values.length; i++) {
    passed += counts[i]!;
    const last = points.at(-1);
    if (last !== undefined && last.value === values[i]) last.passed = passed;
    else points.push({ value: values[i]!, passed });
  }
  return points;
}
