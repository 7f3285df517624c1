import { describe, expect, it } from '@jest/globals';
import { oneCycleRate } from '../../../src/pipeline/training/schedule.ts';

describe('oneCycleRate', () => {
  it('starts at a 25th of the peak, peaks after 30 % of the steps and ends near a 10,000th', () => {
    expect(oneCycleRate(0, 1000, 0.01)).toBeCloseTo(0.01 / 25, 12);
    expect(oneCycleRate(300, 1000, 0.01)).toBeCloseTo(0.01, 12);
    expect(oneCycleRate(1000, 1000, 0.01)).toBeCloseTo(0.01 / 10_000, 12);
  });

  it('rises to the peak and falls from it', () => {
    const rates = Array.from({ length: 101 }, (_, step) => oneCycleRate(step, 100, 1));
    for (let step = 1; step <= 30; step++) expect(rates[step]).toBeGreaterThan(rates[step - 1]!);
    for (let step = 31; step <= 100; step++) expect(rates[step]).toBeLessThan(rates[step - 1]!);
  });

  it('is a number for a single step', () => {
    expect(oneCycleRate(0, 1, 0.01)).toBeCloseTo(0.01 / 25, 12);
  });
});
