const BETA_1 = 0.9;
const BETA_2 = 0.999;
const EPSILON = 1e-8;

/** All that one step leaves for the next: the parameters and the running moments of their gradients, each flat. */
export interface AdamState {
  /** Steps done. */
  step: number;
  readonly weights: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
}

export interface AdamRates {
  readonly learningRate: number;
  readonly weightDecay: number;
  /** 1 where a parameter decays, 0 where it does not. */
  readonly decayMask: Float32Array;
}

/** The state before the first step; `weights` becomes part of it. */
export function initialAdamState(weights: Float32Array): AdamState {
  return { step: 0, weights, first: new Float32Array(weights.length), second: new Float32Array(weights.length) };
}

/**
 * One step, in place: Adam with decoupled weight decay (Loshchilov and Hutter 2019, https://arxiv.org/abs/1711.05101,
 * algorithm 2).
 */
export function adamStep(state: AdamState, gradient: Float32Array, rates: AdamRates): void {
  const { weights, first, second } = state;
  const { learningRate, weightDecay, decayMask } = rates;
  state.step += 1;
  const size = learningRate / (1 - BETA_1 ** state.step);
  const scale = 1 / (1 - BETA_2 ** state.step);
  for (let i = 0; i < weights.length; i++) {
    const slope = gradient[i]!;
    const mean = BETA_1 * first[i]! + (1 - BETA_1) * slope;
    const square = BETA_2 * second[i]! + (1 - BETA_2) * slope * slope;
    const decay = learningRate * weightDecay * decayMask[i]! * weights[i]!;
    first[i] = mean;
    second[i] = square;
    weights[i] = weights[i]! - (size * mean) / (Math.sqrt(square * scale) + EPSILON) - decay;
  }
}
