import type { IndicatorProfile } from '../bundle/profile.ts';
import type { Tally } from '../dataset/tally.ts';
import type { Indicator } from '../schema/survey-schema.ts';

/** How many rows each bin has, then and now; the last bin is the unknown answers. */
export interface BinCounts {
  readonly then: readonly number[];
  readonly now: readonly number[];
}

/** The least share of the training rows that a range of numbers has, but for the last one. */
const LEAST_SHARE = 0.05;

/**
 * Counts answers in bins that suit both sides: each code that either has where answers are coded; else the ranges of the
 * profile, the first and the last of which have no end.
 */
export function countBins({ levels }: Indicator, profile: IndicatorProfile, tally: Tally): BinCounts {
  const { then, now } =
    'edges' in profile
      ? countRanges(profile.edges.slice(1, -1), profile.counts, tally)
      : levels.length > 0
        ? countCodes(profile.counts, tally)
        : countNumbers(profile.counts, tally);
  return { then: [...then, profile.unknown], now: [...now, tally.unknown] };
}

function countCodes(profile: Readonly<Record<string, number>>, { values, counts }: Tally): BinCounts {
  const now = new Map<string, number>();
  for (let i = 0; i < values.length; i++) now.set(String(values[i]), (now.get(String(values[i])) ?? 0) + counts[i]!);
  const codes = [...new Set([...Object.keys(profile), ...now.keys()])];
  return { then: codes.map((code) => profile[code] ?? 0), now: codes.map((code) => now.get(code) ?? 0) };
}

/**
 * Whole numbers are joined to ranges that end halfway to the next number: another file may have fractions where the
 * training rows had none, and rare numbers differ by chance.
 */
function countNumbers(profile: Readonly<Record<string, number>>, tally: Tally): BinCounts {
  const numbers = Object.entries(profile)
    .map(([value, count]) => ({ value: Number(value), count }))
    .sort((a, b) => a.value - b.value);
  const known = numbers.reduce((total, { count }) => total + count, 0);
  const cuts: number[] = [];
  const then: number[] = [];
  let count = 0;
  for (const [i, number] of numbers.entries()) {
    count += number.count;
    const next = numbers[i + 1];
    if (next !== undefined && count < known * LEAST_SHARE) continue;
    then.push(count);
    count = 0;
    if (next !== undefined) cuts.push((number.value + next.value) / 2);
  }
  return countRanges(cuts, then, tally);
}

/** A value belongs to the range behind the last cut that is not above it. */
function countRanges(cuts: readonly number[], then: readonly number[], { values, counts }: Tally): BinCounts {
  const now = new Array<number>(cuts.length + 1).fill(0);
  let bin = 0;
  for (let i = 0; i < values.length; i++) {
    while (bin < cuts.length && values[i]! >= cuts[bin]!) bin++;
    now[bin]! += counts[i]!;
  }
  return { then: then.length === 0 ? [0] : then, now };
}
