import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createRandom } from '../../../src/foundation/random.ts';
import { exactShapley } from '../../../src/pipeline/explanation/exact-shapley.ts';
import type { Game } from '../../../src/pipeline/explanation/game.ts';
import { sampledShapley } from '../../../src/pipeline/explanation/sampled-shapley.ts';

const OUTPUTS = 2;

/** A game by a table: what the coalition of the players whose bits are set is worth. */
function tableGame(players: number, worth: (coalition: number) => readonly number[]): Game {
  return {
    players,
    outputs: OUTPUTS,
    evaluate: (coalitions, out) => {
      for (let row = 0; row < out.length / OUTPUTS; row++) {
        let coalition = 0;
        for (let player = 0; player < players; player++) coalition |= coalitions[row * players + player]! << player;
        out.set(worth(coalition), row * OUTPUTS);
      }
    },
  };
}

const number = fc.double({ min: -1, max: 1, noNaN: true });
const table = (players: number) =>
  fc.array(fc.tuple(number, number), { minLength: 2 ** players, maxLength: 2 ** players });
const anyGame = fc
  .integer({ min: 1, max: 5 })
  .chain((players) => table(players).map((worth) => ({ players, worth, game: tableGame(players, (c) => worth[c]!) })));

function ordersOf(players: readonly number[]): number[][] {
  if (players.length === 0) return [[]];
  return players.flatMap((first) => ordersOf(players.filter((one) => one !== first)).map((rest) => [first, ...rest]));
}

/** The definition: the mean over all orders of what a player adds to those before him. */
function byOrders(players: number, worth: readonly (readonly number[])[]): number[] {
  const shares = new Array<number>(players * OUTPUTS).fill(0);
  const orders = ordersOf(Array.from({ length: players }, (_, player) => player));
  for (const order of orders) {
    let coalition = 0;
    for (const player of order) {
      const after = coalition | (1 << player);
      for (let k = 0; k < OUTPUTS; k++) {
        shares[player * OUTPUTS + k]! += (worth[after]![k]! - worth[coalition]![k]!) / orders.length;
      }
      coalition = after;
    }
  }
  return shares;
}

function sumOf(shares: Float64Array, k: number): number {
  return shares.reduce((sum, share, i) => (i % OUTPUTS === k ? sum + share : sum), 0);
}

/** A seeded game in which some players matter much more than others, and matter more together. */
function seededGame(players: number, seed: number): Game {
  const random = createRandom(seed, 'game');
  const single = Array.from({ length: players }, () => random.normal() * 0.1);
  const noise = Array.from({ length: 2 ** players }, () => random.normal() * 0.02);
  return tableGame(players, (coalition) => {
    const sum = single.reduce((total, value, player) => ((coalition >> player) & 1 ? total + value : total), 0);
    const worth = 1 / (1 + Math.exp(-3 * sum)) + noise[coalition]!;
    return [worth, 1 - worth];
  });
}

describe('exactShapley', () => {
  it('is the mean over all orders', () => {
    fc.assert(
      fc.property(anyGame, ({ players, worth, game }) => {
        const { shares } = exactShapley(game);
        const expected = byOrders(players, worth);
        for (const [i, share] of shares.entries()) expect(share).toBeCloseTo(expected[i]!, 12);
      }),
      { numRuns: 60 },
    );
  });

  it('adds up to the difference of everybody and nobody', () => {
    fc.assert(
      fc.property(anyGame, ({ worth, game }) => {
        const { nobody, shares } = exactShapley(game);
        expect([...nobody]).toEqual(worth[0]);
        for (let k = 0; k < OUTPUTS; k++) {
          expect(sumOf(shares, k)).toBeCloseTo(worth.at(-1)![k]! - worth[0]![k]!, 12);
        }
      }),
    );
  });

  it('gives equal shares to players who can take each other’s place', () => {
    fc.assert(
      fc.property(table(4), (worth) => {
        // Players 0 and 1: of a coalition with one of them it does not matter which.
        const game = tableGame(4, (coalition) => worth[(coalition & 3) === 2 ? coalition - 1 : coalition]!);
        const { shares } = exactShapley(game);
        for (let k = 0; k < OUTPUTS; k++) expect(shares[k]).toBeCloseTo(shares[OUTPUTS + k]!, 12);
      }),
    );
  });

  it('gives nothing to a player who changes nothing', () => {
    fc.assert(
      fc.property(table(4), fc.integer({ min: 0, max: 3 }), (worth, dummy) => {
        const { shares } = exactShapley(tableGame(4, (coalition) => worth[coalition & ~(1 << dummy)]!));
        for (let k = 0; k < OUTPUTS; k++) expect(Math.abs(shares[dummy * OUTPUTS + k]!)).toBe(0);
      }),
    );
  });

  it('is nothing where nobody plays', () => {
    const { nobody, shares } = exactShapley(tableGame(0, () => [0.25, 0.75]));
    expect([...nobody]).toEqual([0.25, 0.75]);
    expect(shares).toHaveLength(0);
  });
});

describe('sampledShapley', () => {
  const PRECISION = { wantedError: 0.002, mostOrders: 100_000 };

  it.each([1, 2, 3, 4, 5])('agrees with the exact values within four standard errors, for game %d', (seed) => {
    const game = seededGame(5 + seed, seed);
    const exact = exactShapley(game);
    const { shares, errors, nobody } = sampledShapley(game, createRandom(seed, 'test'), PRECISION);
    expect(nobody).toEqual(exact.nobody);
    for (const [i, share] of shares.entries()) {
      expect(errors[i]).toBeGreaterThan(0);
      expect(errors[i]).toBeLessThanOrEqual(PRECISION.wantedError);
      expect(Math.abs(share - exact.shares[i]!)).toBeLessThan(4 * errors[i]!);
    }
  });

  it('adds up, however few the orders are', () => {
    fc.assert(
      fc.property(anyGame, fc.nat(), ({ worth, game }, seed) => {
        const { shares } = sampledShapley(game, createRandom(seed, 'test'), { wantedError: 0, mostOrders: 1 });
        for (let k = 0; k < OUTPUTS; k++) {
          expect(sumOf(shares, k)).toBeCloseTo(worth.at(-1)![k]! - worth[0]![k]!, 10);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('states standard errors that are as large as its errors are', () => {
    const game = seededGame(7, 3);
    const exact = exactShapley(game).shares;
    const squares: number[] = [];
    for (let seed = 0; seed < 150; seed++) {
      const found = sampledShapley(game, createRandom(seed, 'test'), { wantedError: 0, mostOrders: 128 });
      for (let player = 0; player < 7; player++) {
        const at = player * OUTPUTS;
        squares.push(((found.shares[at]! - exact[at]!) / found.errors[at]!) ** 2);
      }
    }
    const mean = squares.reduce((sum, square) => sum + square, 0) / squares.length;
    expect(mean).toBeGreaterThan(0.8);
    expect(mean).toBeLessThan(1.25);
  });

  it('ends when the errors are as small as wanted, or the orders are used up', () => {
    const game = seededGame(6, 1);
    const sample = (wantedError: number, mostOrders: number) =>
      sampledShapley(game, createRandom(1, 'test'), { wantedError, mostOrders });
    expect(sample(1, 1000).orders).toBe(64);
    expect(sample(0, 500).orders).toBe(512);
    expect(sample(0.001, 100_000).orders).toBeGreaterThan(64);
  });

  it('is the same for the same seed', () => {
    const game = seededGame(6, 1);
    const sample = (seed: number) => sampledShapley(game, createRandom(seed, 'test'), PRECISION).shares;
    expect(sample(1)).toEqual(sample(1));
    expect(sample(1)).not.toEqual(sample(2));
  });
});
