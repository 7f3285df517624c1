import type { Style } from './style.ts';

/** Eighths of a line's height. */
const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/** Characters that are darker the more they stand for, for a terminal without blocks. */
const SHADES = ['.', ':', '-', '=', '+', '*', '%', '#'];

/** A histogram in one line, a character a bin, as high as its rows are beside the most; no row is a space. */
export function renderSparkline(
  bins: readonly { readonly rows: number }[],
  { unicode }: Pick<Style, 'unicode'>,
): string {
  const steps = unicode ? BLOCKS : SHADES;
  const most = Math.max(...bins.map(({ rows }) => rows));
  return bins
    .map(({ rows }) => (rows > 0 ? steps[Math.max(0, Math.round((rows / most) * steps.length) - 1)]! : ' '))
    .join('');
}

/** More points than this are no more to be seen in a line. */
const MOST_POINTS = 40;

/** Values over time in one line, the least as the lowest block and the greatest as the highest; a long series is thinned out. */
export function renderSeries(values: readonly number[], { unicode }: Pick<Style, 'unicode'>): string {
  const steps = unicode ? BLOCKS : SHADES;
  const least = Math.min(...values);
  const range = Math.max(...values) - least;
  const points = Math.min(values.length, MOST_POINTS);
  return Array.from({ length: points }, (_, i) => {
    const value = values[points === 1 ? 0 : Math.round((i * (values.length - 1)) / (points - 1))]!;
    return steps[range === 0 ? 0 : Math.round(((value - least) / range) * (steps.length - 1))]!;
  }).join('');
}
