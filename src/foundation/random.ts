/**
 * A seeded source of random numbers. The same seed and the same calls give the same numbers on every machine, Node
 * version and backend.
 */
export interface Random {
  /** An integer in [0, 2^32). */
  readonly uint32: () => number;
  /** A number in [0, 1) with 32 random bits. */
  readonly uniform: () => number;
  /** An integer in [0, limit), without bias. `limit` is 1 to 2^32. */
  readonly below: (limit: number) => number;
  /** Fills an array with what as many calls of `uint32` would give, in a third of the time. */
  readonly fill: (draws: Uint32Array) => void;
  /** A draw from the standard normal distribution. */
  readonly normal: () => number;
  /** The state, to go on later from here. */
  readonly state: () => readonly [number, number, number, number];
}

// Taken once: where globals are looked up by an interceptor, as in a VM context, that costs ten times the arithmetic.
const { imul } = Math;

const TWO_32 = 2 ** 32;

/**
 * A generator of its own for one purpose, so that drawing more numbers for one (masks, say) leaves the others (the
 * shuffle) as they were.
 *
 * @param seed any integer up to 2^53
 * @param purpose what the numbers are for: `split`, `shuffle`, `initialise`, …
 */
export function createRandom(seed: number, purpose: string): Random {
  let hash = mix(seed >>> 0) ^ mix(Math.floor(seed / TWO_32) + 0x9e3779b9);
  for (let i = 0; i < purpose.length; i++) hash = mix(hash ^ purpose.charCodeAt(i));
  const state = [0, 0, 0, 0].map(() => (hash = mix(hash + 0x9e3779b9)));
  return restoreRandom([state[0]!, state[1]!, state[2]!, state[3]! | 1]);
}

/** The generator that stood at `state`. xoshiro128** 1.1 by Blackman and Vigna (https://prng.di.unimi.it). */
export function restoreRandom(state: readonly [number, number, number, number]): Random {
  let [a, b, c, d] = state;
  const uint32 = (): number => {
    const result = scramble(b);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
  const uniform = (): number => uint32() / TWO_32;
  return {
    uint32,
    uniform,
    below: (limit) => {
      // Draws under the remainder of 2^32 / limit would favour small results.
      const unfair = TWO_32 % limit;
      let draw = uint32();
      while (draw < unfair) draw = uint32();
      return draw % limit;
    },
    fill: (draws) => {
      // The same steps on variables of its own, which the compiler keeps in registers.
      let [e, f, g, h] = [a, b, c, d];
      for (let i = 0; i < draws.length; i++) {
        draws[i] = scramble(f);
        const shifted = f << 9;
        g ^= e;
        h ^= f;
        f ^= g;
        e ^= h;
        g ^= shifted;
        h = rotateLeft(h, 11);
      }
      [a, b, c, d] = [e, f, g, h];
    },
    // Box and Muller (1958); 1 - u keeps the logarithm's argument above 0.
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    state: () => [a, b, c, d],
  };
}

/** Shuffles in place (Fisher and Yates). */
export function shuffle<T extends { [index: number]: number; readonly length: number }>(values: T, random: Random): T {
  for (let i = values.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const kept = values[i]!;
    values[i] = values[j]!;
    values[j] = kept;
  }
  return values;
}

function scramble(state: number): number {
  return imul(rotateLeft(imul(state, 5), 7), 9) >>> 0;
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

/** The finaliser of MurmurHash3: every input bit reaches every output bit. */
function mix(value: number): number {
  let hash = value | 0;
  hash = imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}
