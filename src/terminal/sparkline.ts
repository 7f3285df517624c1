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
