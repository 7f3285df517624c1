import { formatPercent } from '../../foundation/quantity.ts';
import { describeAnswer, isInWords } from '../schema/people-units.ts';
import type { Indicator } from '../schema/survey-schema.ts';
import type { ColumnBin, ColumnFigures } from './data-check.ts';

const MOST_NAMED = 3;

/**
 * A column's answers in a few words: `42.9 % yes`; the most frequent words of a nominal one; median, middle half, range
 * and mean of the others, in people's units.
 */
export function describeColumn(
  indicator: Indicator,
  bins: readonly ColumnBin[],
  figures: ColumnFigures | undefined,
): string {
  if (bins.every(({ rows }) => rows === 0)) return 'no answer is known';
  if (indicator.type === 'binary') {
    const yes = bins.find(({ from }) => from === 1)!;
    return `${formatPercent(yes.share)} ${yes.words}`;
  }
  if (figures === undefined) return describeMostFrequent(bins);
  return describeFigures(indicator, figures);
}

function describeMostFrequent(bins: readonly ColumnBin[]): string {
  const named = bins.toSorted((a, b) => b.rows - a.rows).map(({ words, share }) => `${formatPercent(share)} ${words}`);
  const more = named.length > MOST_NAMED ? ` · ${named.length - MOST_NAMED} more` : '';
  return named.slice(0, MOST_NAMED).join(' · ') + more;
}

function describeFigures(indicator: Indicator, figures: ColumnFigures): string {
  const { quartiles, minimum, maximum, mean, isExact } = figures;
  const [lower, median, upper] = quartiles;
  const about = isExact ? '' : '≈ ';
  // The unit stands with the median: it need not be said again.
  const bare = (value: number): string => (mean === undefined ? shortWords(indicator, value) : String(short(value)));
  return [
    `median ${about}${shortWords(indicator, median)}`,
    `middle half ${about}${lower === upper ? `all ${bare(median)}` : `${bare(lower)} – ${bare(upper)}`}`,
    ...(mean === undefined ? [] : [`range ${bare(minimum)} – ${bare(maximum)}`, `mean ${bare(mean)}`]),
  ].join(' · ');
}

/** A level's word, so that `1 to 3 years of college (some college or technical school)` is `some college`. */
function shortWords(indicator: Indicator, value: number): string {
  const word = isInWords(indicator) ? indicator.levels.find(({ code }) => code === value)?.word : undefined;
  return word?.replaceAll('-', ' ') ?? describeAnswer(indicator, short(value));
}

/** Three digits are enough for a glance; whole numbers keep theirs. */
function short(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(3));
}
