import { describe, expect, it } from '@jest/globals';
import { guardMemory, memoryForTraining } from '../../../src/pipeline/workflows/memory-budget.ts';

describe('guardMemory', () => {
  const guard = guardMemory({ bytes: memoryForTraining(1_000_000), source: '--max-memory allows' });

  it('lets through what the budget holds', () => {
    expect(() => {
      guard(0);
      guard(1_000_000);
    }).not.toThrow();
  });

  it('refuses one row more, and says how much is needed and allowed', () => {
    expect(() => {
      guard(1_000_001);
    }).toThrow(
      /^training on 1,000,001 rows or more takes about \d+ MB of memory, and --max-memory allows \d+ MB of memory$/,
    );
  });

  it('refuses any training where the budget does not hold the program itself', () => {
    const small = guardMemory({ bytes: 1e6, source: 'this machine or container has' });
    expect(() => {
      small(0);
    }).toThrow(/^training takes about \d+ MB of memory, and this machine or container has 1 MB of memory$/);
  });
});
