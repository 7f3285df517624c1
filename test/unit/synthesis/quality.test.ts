import { describe, expect, it } from '@jest/globals';
import { compareRows } from '../../../src/pipeline/synthesis/quality.ts';

describe('compareRows', () => {
  const real = {
    rows: 4,
    columns: [Uint8Array.of(0, 0, 1, 1), Uint8Array.of(5, 5, 7, 7)],
    labels: Uint8Array.of(0, 1, 0, 1),
  };

  it('finds no difference between rows and themselves, all of them copies', () => {
    expect(compareRows(real, real)).toEqual({
      rows: 4,
      marginalError: 0,
      meanMarginalError: 0,
      correlationError: 0,
      copies: 1,
      realCopies: 1,
    });
  });

  it('measures answers, pairs and whole rows', () => {
    const synthetic = {
      rows: 2,
      columns: [Uint8Array.of(1, 0), Uint8Array.of(5, 7)],
      labels: Uint8Array.of(0, 0),
    };
    const quality = compareRows(synthetic, real);
    // The class 0 has 100 % against 50 %; the one varying pair is correlated -1 against 1; no row of answers is equal.
    expect(quality.marginalError).toBeCloseTo(50, 10);
    // Six answers and classes, of which the two classes differ by 50 points.
    expect(quality.meanMarginalError).toBeCloseTo(100 / 6, 10);
    expect(quality.correlationError).toBeCloseTo(2 / 3, 10);
    expect(quality.copies).toBe(0);
  });

  it('counts unknown as an answer and leaves it out of correlations', () => {
    const synthetic = { ...real, columns: [Uint8Array.of(0, 255, 1, 1), real.columns[1]!] };
    const quality = compareRows(synthetic, real);
    expect(quality.marginalError).toBeCloseTo(25, 10);
    expect(quality.copies).toBe(0.75);
  });

  it('compares each real row with the others alone', () => {
    const alone = { ...real, columns: [Uint8Array.of(0, 0, 1, 1), Uint8Array.of(5, 5, 7, 8)] };
    expect(compareRows(alone, alone)).toMatchObject({ copies: 1, realCopies: 0.5 });
  });
});
