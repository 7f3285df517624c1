import { describe, expect, it } from '@jest/globals';
import { formatAgo, formatBytes, formatDuration, formatPoints, formatScore } from '../../../src/terminal/format.ts';

describe('formatScore', () => {
  it.each([
    [0.39456, '0.395'],
    [-0.1, '-0.100'],
    [NaN, '-'],
  ])('%d is %s', (score, text) => {
    expect(formatScore(score)).toBe(text);
  });
});

describe('formatPoints', () => {
  it.each([
    [0.0692, '+6.9'],
    [-0.12, '-12.0'],
    [0, '0.0'],
    [0.0004, '0.0'],
    [-0.0004, '0.0'],
  ])('%d is %s', (difference, text) => {
    expect(formatPoints(difference)).toBe(text);
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [12.4, '12 ms'],
    [400, '0.4 s'],
    [9_949, '9.9 s'],
    [9_960, '10 s'],
    [59_700, '1 min'],
    [72_000, '1 min 12 s'],
    [3_599_900, '1 h'],
    [7_500_000, '2 h 5 min'],
  ])('%d ms is %s', (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text);
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [812, '812 B'],
    [999, '999 B'],
    [1_000, '1.0 kB'],
    [1_234_567, '1.2 MB'],
    [9_960_000, '10 MB'],
    [999_600, '1.0 MB'],
    [315_000_000, '315 MB'],
    [4e15, '4000 TB'],
  ])('%d is %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('formatAgo', () => {
  const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

  it.each([
    [-5000, 'just now'],
    [999, 'just now'],
    [1000, '1 second ago'],
    [59_999, '59 seconds ago'],
    [minute, '1 minute ago'],
    [3 * minute + 59_000, '3 minutes ago'],
    [hour, '1 hour ago'],
    [day - 1, '23 hours ago'],
    [6 * day, '6 days ago'],
    [7 * day, '1 week ago'],
    [30 * day, '4 weeks ago'],
    [31 * day, '1 month ago'],
    [365 * day, '11 months ago'],
    [366 * day, '1 year ago'],
    [2000 * day, '5 years ago'],
  ])('%d ms are %s', (elapsedMs, text) => {
    expect(formatAgo(elapsedMs)).toBe(text);
  });
});
