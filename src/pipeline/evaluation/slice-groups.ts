import { UNKNOWN_CODE, type Column } from '../dataset/dataset.ts';
import { describeAnswer, plainValue } from '../schema/people-units.ts';
import type { Indicator } from '../schema/survey-schema.ts';

/** A value without levels is told apart up to so many distinct ones; more of them go into so many ranges. */
const MOST_SEPARATE = 12;
const RANGES = 5;

/** Answers to one indicator that count as the same. */
export interface AnswerGroup {
  /** The code or value, null for unknown; a range in words where values were put together: `27 to 31`. */
  readonly by: number | string | null;
  /** In plain words, with the unit: `60 to 64 years`, `27 to 31 kg/m²`. */
  readonly words: string;
}

/** A column's answers in groups: the codes in their order or the ranges from the least, and unknown last. */
export interface GroupedAnswers {
  readonly groups: readonly AnswerGroup[];
  /** Which group a row is in. */
  readonly groupOf: (row: number) => number;
}

/**
 * Groups the answers of a column: each level is a group of its own; a value without levels is, as long as there are at most
 * 12 distinct ones, and else is in one of at most five ranges of about equally many rows.
 */
export function groupAnswers(indicator: Indicator, column: Column): GroupedAnswers {
  const unknown = column instanceof Uint8Array ? UNKNOWN_CODE : NaN;
  const ranges = indicator.levels.length > 0 ? levelsOf(indicator) : rangesOf(knownOf(column));
  const lows = Float32Array.from(ranges, ({ low }) => low);
  return {
    groups: [...ranges.map((range) => describeRange(indicator, range)), { by: null, words: 'unknown' }],
    groupOf: (row) => {
      const value = column[row]!;
      return Number.isNaN(value) || value === unknown ? ranges.length : lows.findLastIndex((low) => low <= value);
    },
  };
}

interface Range {
  readonly low: number;
  readonly high: number;
}

function levelsOf({ levels }: Indicator): readonly Range[] {
  return levels.map(({ code }) => ({ low: code, high: code })).sort((a, b) => a.low - b.low);
}

function knownOf(column: Column): Column {
  return column instanceof Uint8Array
    ? column.filter((value) => value !== UNKNOWN_CODE)
    : column.filter((value) => !Number.isNaN(value));
}

function rangesOf(values: Column): readonly Range[] {
  const sorted = values.slice().sort();
  const distinct = new Set(sorted);
  if (distinct.size <= MOST_SEPARATE) return Array.from(distinct, (value) => ({ low: value, high: value }));
  // A value belongs to the range of its middle row, so that equal ones stay together.
  const ranges = new Map<number, Range>();
  let start = 0;
  for (const value of distinct) {
    let end = start;
    while (sorted[end] === value) end++;
    const place = Math.floor(((start + end) / 2 / sorted.length) * RANGES);
    ranges.set(place, { low: ranges.get(place)?.low ?? value, high: value });
    start = end;
  }
  return [...ranges.values()];
}

function describeRange(indicator: Indicator, { low, high }: Range): AnswerGroup {
  if (low === high) return { by: plainValue(low), words: describeAnswer(indicator, low) };
  return {
    by: `${plainValue(low)} to ${plainValue(high)}`,
    words: `${plainValue(low)} to ${describeAnswer(indicator, high)}`,
  };
}
