import { describe, expect, it } from '@jest/globals';
import { createRandom, restoreRandom, shuffle } from '../../../src/foundation/random.ts';

describe('createRandom', () => {
  it('gives the same numbers for the same seed and purpose, for ever', () => {
    const random = createRandom(42, 'split');
    expect([random.uint32(), random.uint32(), random.uint32()]).toMatchInlineSnapshot(`
     [
       370311161,
       3833641353,
       734381949,
     ]
    `);
  });

  it('gives other numbers for another seed, beyond 2^32 too, and for another purpose', () => {
    const firsts = [
      createRandom(1, 'a'),
      createRandom(2, 'a'),
      createRandom(1 + 2 ** 32, 'a'),
      createRandom(1, 'b'),
    ].map((random) => random.uint32());
    expect(new Set(firsts).size).toBe(firsts.length);
  });

  it('goes on from a saved state', () => {
    const random = createRandom(7, 'shuffle');
    random.uniform();
    const later = restoreRandom(random.state());
    expect(later.uint32()).toBe(random.uint32());
  });

  it('fills an array with its next numbers, and goes on behind them', () => {
    const [random, other] = [createRandom(3, 'fill'), createRandom(3, 'fill')];
    const draws = new Uint32Array(5);
    random.fill(draws);
    expect([...draws, random.uint32()]).toEqual(Array.from({ length: 6 }, () => other.uint32()));
  });

  it('draws evenly below a limit', () => {
    const random = createRandom(1, 'below');
    const counts = [0, 0, 0, 0, 0, 0, 0];
    for (let i = 0; i < 70_000; i++) counts[random.below(7)]! += 1;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });

  it('draws normal numbers of mean 0 and variance 1', () => {
    const random = createRandom(1, 'normal');
    const draws = Array.from({ length: 50_000 }, () => random.normal());
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length;
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(variance - 1)).toBeLessThan(0.03);
  });
});

describe('shuffle', () => {
  it('keeps every value and reaches every order', () => {
    const random = createRandom(5, 'orders');
    const orders = new Set(Array.from({ length: 200 }, () => shuffle([1, 2, 3], random).join('')));
    expect([...orders].sort()).toEqual(['123', '132', '213', '231', '312', '321']);
  });
});
