import * as tf from '@tensorflow/tfjs-core';

const BETA_1 = 0.9;
const BETA_2 = 0.999;
const EPSILON = 1e-8;

/** All that one step leaves for the next: the parameters and the running moments of their gradients, each flat. */
// A type, not an interface: only a type passes through `tf.tidy`.
export type AdamState = Readonly<{
  step: number;
  weights: tf.Tensor1D;
  first: tf.Tensor1D;
  second: tf.Tensor1D;
}>;

export interface AdamRates {
  readonly learningRate: number;
  readonly weightDecay: number;
  /** 1 where a parameter decays, 0 where it does not. */
  readonly decayMask: tf.Tensor1D;
}

/** The state before the first step. */
export function initialAdamState(weights: Float32Array): AdamState {
  return {
    step: 0,
    weights: tf.tensor1d(weights),
    first: tf.zeros([weights.length]),
    second: tf.zeros([weights.length]),
  };
}

/** Adam with decoupled weight decay (Loshchilov and Hutter 2019, https://arxiv.org/abs/1711.05101, algorithm 2). */
export function adamStep(state: AdamState, gradient: tf.Tensor1D, rates: AdamRates): AdamState {
  const step = state.step + 1;
  const first = tf.add<tf.Tensor1D>(tf.mul(state.first, BETA_1), tf.mul(gradient, 1 - BETA_1));
  const second = tf.add<tf.Tensor1D>(tf.mul(state.second, BETA_2), tf.mul(tf.square(gradient), 1 - BETA_2));
  const size = rates.learningRate / (1 - BETA_1 ** step);
  const root = tf.add(tf.sqrt(tf.mul(second, 1 / (1 - BETA_2 ** step))), EPSILON);
  const moved = tf.sub(state.weights, tf.mul(tf.div(first, root), size));
  const decay = tf.mul(tf.mul(state.weights, rates.decayMask), rates.learningRate * rates.weightDecay);
  return { step, weights: tf.sub<tf.Tensor1D>(moved, decay), first, second };
}

/** Frees the state's tensors. */
export function disposeAdamState({ weights, first, second }: AdamState): void {
  tf.dispose([weights, first, second]);
}
