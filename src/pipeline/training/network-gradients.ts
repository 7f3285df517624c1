import * as tf from '@tensorflow/tfjs-core';
import { layoutOf, type LayerLayout, type NetworkSpec } from '../model/network.ts';

/** One batch as tensors: the inputs [rows, inputs], the same transposed, and the target shares [rows, classes]. */
export interface BatchTensors {
  readonly inputs: tf.Tensor2D;
  readonly transposed: tf.Tensor2D;
  readonly targets: tf.Tensor2D;
  /** Whether rows count differently: a row's targets then add up to its weight, and not to 1. */
  readonly isWeighted: boolean;
}

/** The mean loss of a batch (scalar) and its gradient by the flat parameter vector. */
export interface LossAndGradient {
  readonly loss: tf.Scalar;
  readonly gradient: tf.Tensor1D;
}

interface LayerTensors {
  readonly kernel: tf.Tensor2D;
  readonly bias: tf.Tensor1D;
}

/** The logits [rows, classes] for inputs [rows, inputs]. */
export function forward(weights: tf.Tensor1D, network: NetworkSpec, inputs: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => activations(layersOf(weights, layoutOf(network)), inputs).at(-1)!);
}

/**
 * Mean cross-entropy of softmax(logits) against the targets, and its gradient by every parameter, written out: the
 * automatic gradients cost half as much again. With D the loss's gradient by a layer's output, the kernel's is input' D,
 * the bias's the column sums of D, and the one before it D kernel' where that layer's ReLU is above zero.
 */
export function lossAndGradient(weights: tf.Tensor1D, network: NetworkSpec, batch: BatchTensors): LossAndGradient {
  const layout = layoutOf(network);
  const layers = layersOf(weights, layout);
  const outputs = activations(layers, batch.inputs);
  const rows = batch.inputs.shape[0];
  const logProbabilities = tf.logSoftmax<tf.Tensor2D>(outputs.at(-1)!);
  const loss = tf.div<tf.Scalar>(tf.neg(tf.sum(tf.mul(batch.targets, logProbabilities))), rows);

  // A product with ones is the fast way to column sums on every backend.
  const ones = tf.ones<tf.Rank.R2>([1, rows]);
  const probabilities = tf.exp(logProbabilities);
  const expected = batch.isWeighted ? tf.mul(probabilities, tf.sum(batch.targets, 1, true)) : probabilities;
  let delta: tf.Tensor2D = tf.div(tf.sub(expected, batch.targets), rows);
  const parts: tf.Tensor1D[] = [];
  for (let i = layers.length - 1; i >= 0; i--) {
    const kernel = i === 0 ? tf.matMul(batch.transposed, delta) : kernelGradient(outputs[i - 1]!, delta);
    parts.unshift(tf.reshape(kernel, [-1]), tf.reshape(tf.matMul(ones, delta), [-1]));
    if (i > 0) {
      // A transposed copy of the small kernel and a plain product are several times faster than transposeB on wasm.
      const before = tf.matMul<tf.Tensor2D>(delta, tf.transpose(layers[i]!.kernel));
      delta = tf.mul<tf.Tensor2D>(before, tf.step(outputs[i - 1]!));
    }
  }
  return { loss, gradient: tf.concat1d(parts) };
}

/** input' delta, as (delta' input)': delta is the narrower of the two, so that less is transposed. */
function kernelGradient(input: tf.Tensor2D, delta: tf.Tensor2D): tf.Tensor2D {
  return tf.transpose(tf.matMul(tf.transpose(delta), input));
}

function layersOf(weights: tf.Tensor1D, layout: readonly LayerLayout[]): readonly LayerTensors[] {
  return layout.map(({ inputs, units, kernelOffset, biasOffset }) => ({
    kernel: tf.reshape<tf.Rank.R2>(tf.slice(weights, kernelOffset, inputs * units), [inputs, units]),
    bias: tf.slice(weights, biasOffset, units),
  }));
}

/** Each layer's output; the last are the logits. */
function activations(layers: readonly LayerTensors[], inputs: tf.Tensor2D): tf.Tensor2D[] {
  const outputs: tf.Tensor2D[] = [];
  layers.forEach(({ kernel, bias }, i) => {
    const activation = i + 1 < layers.length ? 'relu' : 'linear';
    const input = outputs[i - 1] ?? inputs;
    outputs.push(tf.fused.matMul({ a: input, b: kernel, bias, activation }) as tf.Tensor2D);
  });
  return outputs;
}
