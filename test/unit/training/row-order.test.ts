import { describe, expect, it } from '@jest/globals';
import { createRandom } from '../../../src/foundation/random.ts';
import { createRowOrder } from '../../../src/pipeline/training/row-order.ts';

const ROWS = 1000;

function orderOf(batchRows: number, seed: number): number[] {
  const order = createRowOrder(ROWS, batchRows);
  order.shuffle(createRandom(seed, 'order'));
  const seen: number[] = [];
  for (let start = 0; start < ROWS; start += batchRows) {
    const batch = new Uint32Array(Math.min(batchRows, ROWS - start));
    order.write(start, batch);
    seen.push(...batch);
  }
  return seen;
}

describe('createRowOrder', () => {
  it.each([1, 16, 31, 128, 1000])('sees each row once, in batches of %i', (batchRows) => {
    expect(orderOf(batchRows, 1).sort((a, b) => a - b)).toEqual(Array.from({ length: ROWS }, (_, row) => row));
  });

  it('is another order for another shuffle, and the same for the same', () => {
    expect(orderOf(128, 1)).not.toEqual(orderOf(128, 2));
    expect(orderOf(128, 1)).toEqual(orderOf(128, 1));
  });

  it('keeps neighbours together, sixteen blocks to a batch', () => {
    const seen = orderOf(128, 3);
    const jumps = seen.filter((row, i) => i > 0 && row !== seen[i - 1]! + 1).length;
    expect(jumps).toBeGreaterThan(100);
    expect(jumps).toBeLessThanOrEqual(1000 / 8);
  });

  it('sees what fills no block in every epoch, also where the last batch is not full', () => {
    const small = createRowOrder(35, 32);
    small.shuffle(createRandom(1, 'order'));
    const batch = new Uint32Array(32);
    small.write(0, batch);
    expect(batch[0]).toBe(0);
  });
});
