import { describe, expect, it } from '@jest/globals';
import {
  formatCount,
  formatDifference,
  formatInterval,
  formatScore,
} from '../../../src/reports/format-figures.ts';

describe('the figures of a page', () => {
  it.each([
    [formatCount(253_680), '253,680'],
    [formatScore(0.8266), '0.827'],
    [formatScore(-0.5), '−0.500'],
    [formatScore(-0.00001, 4), '0.0000'],
    [formatScore(-3, 0), '−3'],
    [formatScore(undefined), '–'],
    [formatScore(null), '–'],
    [formatInterval([-0.0012, 0.831]), '−0.001 to 0.831'],
    [formatInterval(undefined), '–'],
    [formatDifference(0.0123, 4), '+0.0123'],
    [formatDifference(-0.0123, 4), '−0.0123'],
    [formatDifference(0), '0.000'],
  ])('are %s', (words, expected) => {
    expect(words).toBe(expected);
  });
});
