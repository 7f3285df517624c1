import { shuffle, type Random } from '../../foundation/random.ts';
import type { Game, Shares } from './game.ts';

/** Shapley values that are means over some orders. */
export interface SampledShares extends Shares {
  /** The standard error of each share: players x outputs. */
  readonly errors: Float64Array;
  /** How many orders were drawn, reversed ones included. */
  readonly orders: number;
}

interface Precision {
  /** Sampling ends when no standard error is above it. */
  readonly wantedError: number;
  /** The most orders, reversed ones included. */
  readonly mostOrders: number;
}

/** How many pairs of orders are evaluated together: of fewer, a standard error says little. */
const PAIRS = 32;

/**
 * Shapley values from random orders, each with its reverse, which tends to err the other way (antithetic sampling:
 * Mitchell, Cooper, Frank and Holmes 2022, https://jmlr.org/papers/v23/21-0439.html). What the players add to each other
 * in one order sums to the difference of everybody and nobody, and so do the means.
 */
export function sampledShapley(game: Game, random: Random, { wantedError, mostOrders }: Precision): SampledShares {
  const { players, outputs } = game;
  const nobody = new Float64Array(outputs);
  game.evaluate(new Uint8Array(players), nobody);
  const means = new Float64Array(players * outputs);
  const squares = new Float64Array(players * outputs);
  const errors = new Float64Array(players * outputs).fill(Infinity);
  const order = Uint16Array.from({ length: players }, (_, player) => player);
  let pairs = 0;
  while (2 * pairs < mostOrders && errors.some((error) => error > wantedError)) {
    const orders = Array.from({ length: PAIRS }, () => shuffle(order, random).slice());
    const forth = marginals(game, orders, nobody);
    const back = marginals(
      game,
      orders.map((one) => one.toReversed()),
      nobody,
    );
    for (let pair = 0; pair < PAIRS; pair++) {
      pairs++;
      // Welford's method: mean and sum of squares in one pass.
      for (let i = 0; i < means.length; i++) {
        const share = (forth[pair]![i]! + back[pair]![i]!) / 2;
        const distance = share - means[i]!;
        means[i]! += distance / pairs;
        squares[i]! += distance * (share - means[i]!);
      }
    }
    for (let i = 0; i < errors.length; i++) errors[i] = Math.sqrt(squares[i]! / (pairs - 1) / pairs);
  }
  return { nobody, shares: means, errors, orders: 2 * pairs };
}

/** What each player adds to those before it, for each of some orders: players x outputs. */
function marginals(
  { players, outputs, evaluate }: Game,
  orders: readonly Uint16Array[],
  nobody: Float64Array,
): readonly Float64Array[] {
  const coalitions = new Uint8Array(orders.length * players * players);
  for (const [i, order] of orders.entries()) {
    for (let size = 1; size <= players; size++) {
      const start = (i * players + size - 1) * players;
      for (let j = 0; j < size; j++) coalitions[start + order[j]!] = 1;
    }
  }
  const worth = new Float64Array(orders.length * players * outputs);
  evaluate(coalitions, worth);
  return orders.map((order, i) => {
    const added = new Float64Array(players * outputs);
    for (let j = 0; j < players; j++) {
      const at = (i * players + j) * outputs;
      for (let k = 0; k < outputs; k++) {
        const before = j === 0 ? nobody[k]! : worth[at - outputs + k]!;
        added[order[j]! * outputs + k] = worth[at + k]! - before;
      }
    }
    return added;
  });
}
