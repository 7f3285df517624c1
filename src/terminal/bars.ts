import type { Style } from './style.ts';

/** One to eight eighths of a cell. */
const EIGHTHS = ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];

/**
 * A horizontal bar of `cells` characters filled to a share of 0 to 1, in steps of an eighth of a cell; in steps of a
 * cell where only ASCII can be shown. A share above 0 always shows.
 */
export function renderBar(share: number, cells: number, { unicode }: Pick<Style, 'unicode'>): string {
  const steps = unicode ? EIGHTHS.length : 1;
  const known = Number.isNaN(share) ? 0 : Math.min(1, Math.max(0, share));
  const filled = Math.max(known > 0 ? 1 : 0, Math.round(known * cells * steps));
  const full = (unicode ? '█' : '#').repeat(Math.floor(filled / steps));
  const rest = filled % steps;
  return (full + (rest === 0 ? '' : EIGHTHS[rest - 1]!)).padEnd(cells);
}

/** What a diverging bar stands for, among others on the same axis. */
export interface SignedValue {
  readonly value: number;
  /** The least value of all, at most 0, and the greatest, at least 0; not both 0. */
  readonly low: number;
  readonly high: number;
}

/**
 * A bar to the left or right of an axis, by the sign of a value, in steps of half a cell; in steps of a cell where only
 * ASCII can be shown. It takes `cells` characters and the axis.
 */
export function renderDivergingBar(
  { value, low, high }: SignedValue,
  cells: number,
  { unicode }: Pick<Style, 'unicode'>,
): string {
  const left = Math.round((cells * -low) / (high - low));
  const steps = unicode ? 2 : 1;
  const room = value < 0 ? left : cells - left;
  // The axis stands between cells: a side may be half a cell too short for what it shows.
  const filled = Math.min(room * steps, Math.round((Math.abs(value) / (high - low)) * cells * steps));
  const full = (unicode ? '█' : '#').repeat(Math.floor(filled / steps));
  const isHalf = filled % steps > 0;
  const axis = unicode ? '│' : '|';
  if (value < 0) return `${((isHalf ? '▐' : '') + full).padStart(left)}${axis}${' '.repeat(cells - left)}`;
  return `${' '.repeat(left)}${axis}${(full + (isHalf ? '▌' : '')).padEnd(cells - left)}`;
}
