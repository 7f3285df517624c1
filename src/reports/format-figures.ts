import type { Interval } from '../pipeline/evaluation/result.ts';

/** A count with its thousands apart: `253,680`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** A score or loss with so many decimals: `0.827`; one that does not exist is a dash. */
export function formatScore(score: number | null | undefined, decimals = 3): string {
  if (score == null) return '–';
  const digits = score.toFixed(decimals);
  return /^-0\.?0*$/.test(digits) ? digits.slice(1) : digits.replace('-', '−');
}

/** The ends of an interval: `0.822 to 0.831`. */
export function formatInterval(interval: Interval | undefined, decimals = 3): string {
  if (interval === undefined) return '–';
  return interval.map((end) => formatScore(end, decimals)).join(' to ');
}

/** A difference with its sign: `+0.012`, `−0.004`. */
export function formatDifference(difference: number, decimals = 3): string {
  const text = formatScore(difference, decimals);
  return difference > 0 ? `+${text}` : text;
}
