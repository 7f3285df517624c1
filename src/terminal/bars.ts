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
