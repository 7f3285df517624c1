import type { Predictor } from '../prediction/predictor.ts';

/** A cooperative game: every coalition of the players is worth some numbers. */
export interface Game {
  readonly players: number;
  /** How many numbers a coalition is worth. */
  readonly outputs: number;
  /**
   * The worth of coalitions.
   *
   * @param coalitions coalitions x players; 1 where the player takes part, else 0
   * @param out coalitions x outputs
   */
  readonly evaluate: (coalitions: Uint8Array, out: Float64Array) => void;
}

/** What each player contributes, and between which two coalitions: the shares add up to their difference. */
export interface Shares {
  /** What the empty coalition is worth: outputs. */
  readonly nobody: Float64Array;
  /** players x outputs */
  readonly shares: Float64Array;
}

/** The places of the known answers in the schema's order. */
export function knownPlaces(values: ArrayLike<number>): readonly number[] {
  return Array.from(values, (value, place) => (Number.isNaN(value) ? -1 : place)).filter((place) => place >= 0);
}

/**
 * The game of one person's known answers. A coalition is worth the class probabilities that the model gives when its
 * answers alone are known: the model takes any subset, so nothing has to be put in the place of the others.
 *
 * @param values codes in the schema's order; NaN is unknown and no player
 */
export function answerGame(predictor: Predictor, values: ArrayLike<number>): Game {
  const { schema, network } = predictor.spec;
  const width = schema.indicators.length;
  const places = knownPlaces(values);
  return {
    players: places.length,
    outputs: network.outputs,
    evaluate: (coalitions, out) => {
      const rows = places.length === 0 ? out.length / network.outputs : coalitions.length / places.length;
      const people = new Float32Array(rows * width).fill(NaN);
      for (let row = 0; row < rows; row++) {
        for (let player = 0; player < places.length; player++) {
          const place = places[player]!;
          if (coalitions[row * places.length + player] === 1) people[row * width + place] = values[place]!;
        }
      }
      predictor.predictBatch(people, out);
    },
  };
}
