import { quantity } from '../foundation/quantity.ts';

/** A score or loss with three decimals: `0.395`; a number that does not exist is a dash. */
export function formatScore(score: number): string {
  return Number.isNaN(score) ? '-' : score.toFixed(3);
}

/** A difference of two probabilities in percentage points, with its sign: `+6.9`, `-12.0`, `0.0`. */
export function formatPoints(difference: number): string {
  const points = (difference * 100).toFixed(1);
  if (Number(points) === 0) return '0.0';
  return difference > 0 ? `+${points}` : points;
}

/** A duration as a person says it: `12 ms`, `0.4 s`, `42 s`, `1 min 12 s`, `2 h 5 min`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 50) return `${Math.round(durationMs)} ms`;
  if (durationMs < 9_950) return `${(durationMs / 1000).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return inTwoUnits(seconds, ['min', 's']);
  return inTwoUnits(Math.round(seconds / 60), ['h', 'min']);
}

/** How long ago something was, in the largest unit that it fills: `3 minutes ago`; what is to come is `just now`. */
export function formatAgo(elapsedMs: number): string {
  const seconds = elapsedMs / 1000;
  const [unit, length] = AGES.find(([, least]) => seconds >= least) ?? [];
  return unit === undefined ? 'just now' : `${quantity(Math.floor(seconds / length), unit)} ago`;
}

/** Seconds of each unit; a month and a year are those of the mean calendar. */
const AGES = [
  ['year', 31_556_952],
  ['month', 2_629_746],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** An amount of bytes in units of 1000: `812 B`, `1.2 MB`, `315 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let amount = bytes;
  let unit = 0;
  while (amount >= 999.5 && unit < units.length - 1) {
    amount /= 1000;
    unit += 1;
  }
  return `${unit > 0 && amount < 9.95 ? amount.toFixed(1) : Math.round(amount)} ${units[unit]!}`;
}

function inTwoUnits(amount: number, [large, small]: readonly [string, string]): string {
  const rest = amount % 60;
  const whole = `${Math.floor(amount / 60)} ${large}`;
  return rest === 0 ? whole : `${whole} ${rest} ${small}`;
}
