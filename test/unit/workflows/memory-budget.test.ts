import { describe, expect, it } from '@jest/globals';
import type { DiabetesError } from '../../../src/foundation/errors.ts';
import { guardMemory, memoryForTraining } from '../../../src/pipeline/workflows/memory-budget.ts';

function refusal(guard: (rows: number) => void, rows: number): DiabetesError {
  try {
    guard(rows);
  } catch (error) {
    return error as DiabetesError;
  }
  throw new Error(`${rows} rows were let through`);
}

describe('guardMemory', () => {
  const guard = guardMemory({ bytes: memoryForTraining(1_000_000), source: '--max-memory allows' });

  it('lets through what the budget holds', () => {
    expect(() => {
      guard(0);
      guard(1_000_000);
    }).not.toThrow();
  });

  it('refuses one row more, and says how much is needed and allowed', () => {
    const { message, hint } = refusal(guard, 1_000_001);
    expect(message).toMatch(
      /^training on 1,000,001 rows or more takes about \d+ MB of memory, and --max-memory allows \d+ MB$/,
    );
    expect(hint).toMatch(/^Allow at least \d+ MB, and \d+ MB for each further million rows; or train on fewer rows\.$/);
  });

  it('refuses any training where the budget does not hold the program itself', () => {
    const small = guardMemory({ bytes: 1.9e6, source: 'this machine or container has' });
    const { message, hint } = refusal(small, 0);
    expect(message).toMatch(/^training takes about \d+ MB of memory, and this machine or container has 1 MB$/);
    expect(hint).toMatch(/^Allow at least \d+ MB\.$/);
  });

  it('lets through what its hint asks for', () => {
    for (const rows of [0, 1, 123_457, 2_500_000]) {
      const { hint = '' } = refusal(guardMemory({ bytes: 1e6, source: '' }), rows);
      const megabytes = Number(/\d+/.exec(hint)![0]);
      expect(() => {
        guardMemory({ bytes: megabytes * 1e6, source: '' })(rows);
      }).not.toThrow();
    }
  });
});
