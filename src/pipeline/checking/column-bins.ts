import { describeAnswer } from '../schema/people-units.ts';
import type { Indicator } from '../schema/survey-schema.ts';
import type { ColumnBin } from './data-check.ts';
import type { ValuePoint } from './value-tally.ts';

/** As many bars can be told apart; days of a month have one each. */
const MOST_BINS = 32;
const ROUNDING = 1e-9;

/**
 * The bars of a column's histogram: one a level, else equal steps of 1, 2 or 5 times a power of ten from the least answer
 * to the greatest.
 *
 * @param points the known answers, ascending
 */
export function binPoints(indicator: Indicator, points: readonly ValuePoint[]): readonly ColumnBin[] {
  const known = points.reduce((sum, { rows }) => sum + rows, 0);
  const bins = indicator.levels.length > 0 ? levelBins(indicator, points) : numberBins(indicator, points);
  return bins.map((bin) => ({ ...bin, share: bin.rows / known }));
}

type Bin = Omit<ColumnBin, 'share'>;

function levelBins({ levels }: Indicator, points: readonly ValuePoint[]): Bin[] {
  const rows = new Map(points.map(({ least, rows: count }) => [least, count]));
  return levels.map(({ code, label }) => ({ words: label, from: code, to: code, rows: rows.get(code) ?? 0 }));
}

function numberBins(indicator: Indicator, points: readonly ValuePoint[]): Bin[] {
  if (points.length === 0) return [];
  const isWhole = points.every(({ least, greatest }) => Number.isInteger(least) && Number.isInteger(greatest));
  const [minimum, maximum] = [points[0]!.least, Math.max(...points.map(({ greatest }) => greatest))];
  const step = stepFor(maximum - minimum, isWhole);
  // 0.6 / 0.2 is less than 3: a value at the start of a bin must not fall into the one before.
  const placeOf = (value: number): number => Math.floor(value / step + ROUNDING);
  const first = placeOf(minimum);
  const rows = new Array<number>(placeOf(maximum) - first + 1).fill(0);
  for (const { least, greatest, rows: count } of points) {
    rows[placeOf((least + greatest) / 2) - first]! += count;
  }
  return rows.map((count, i) => {
    const from = roundTo(step, (first + i) * step);
    const to = roundTo(step, (first + i + 1) * step - (isWhole ? 1 : 0));
    const start = from === to ? '' : `${from} to ${isWhole ? '' : 'below '}`;
    return { words: start + describeAnswer(indicator, to), from, to, rows: count };
  });
}

/** The smallest of 1, 2 and 5 times a power of ten that makes few enough steps; whole numbers have whole steps. */
function stepFor(range: number, isWhole: boolean): number {
  if (isWhole && range < MOST_BINS) return 1;
  const least = range / (MOST_BINS - 1);
  if (least === 0) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  return power * [1, 2, 5, 10].find((factor) => factor * power >= least)!;
}

/** Without the dust of binary fractions: 0.3, not 0.30000000000000004. */
function roundTo(step: number, value: number): number {
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  return Number(value.toFixed(Math.min(100, digits)));
}
