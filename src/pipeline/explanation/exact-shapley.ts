import type { Game, Shares } from './game.ts';

/**
 * Shapley values (Shapley 1953, "A value for n-person games"): the mean, over all orders in which the players can come
 * in, of what each adds to those before it. All 2^players coalitions are evaluated, once each.
 */
export function exactShapley(game: Game): Shares {
  const { players, outputs } = game;
  const coalitions = 2 ** players;
  const worth = evaluateAll(game);
  const weights = orderShares(players);
  const shares = new Float64Array(players * outputs);
  for (let coalition = 0; coalition < coalitions; coalition++) {
    const weight = weights[bitCount(coalition)]!;
    for (let player = 0; player < players; player++) {
      const withPlayer = coalition | (1 << player);
      if (withPlayer === coalition) continue;
      for (let k = 0; k < outputs; k++) {
        shares[player * outputs + k]! += weight * (worth[withPlayer * outputs + k]! - worth[coalition * outputs + k]!);
      }
    }
  }
  return { nobody: worth.slice(0, outputs), shares };
}

/** The worth of every coalition; player i takes part in those whose number has bit i. */
function evaluateAll({ players, outputs, evaluate }: Game): Float64Array {
  const coalitions = 2 ** players;
  const members = new Uint8Array(coalitions * players);
  for (let coalition = 0; coalition < coalitions; coalition++) {
    for (let player = 0; player < players; player++) {
      members[coalition * players + player] = (coalition >> player) & 1;
    }
  }
  const worth = new Float64Array(coalitions * outputs);
  evaluate(members, worth);
  return worth;
}

/** The share of all orders in which just the `size` players of a coalition come before another: s! (n - s - 1)! / n!. */
function orderShares(players: number): readonly number[] {
  const shares: number[] = [];
  for (let size = 0; size < players; size++) {
    shares.push(size === 0 ? 1 / players : (shares[size - 1]! * size) / (players - size));
  }
  return shares;
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}
