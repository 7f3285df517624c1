import * as tf from '@tensorflow/tfjs-core';
import type { LayerLayout } from '../model/network.ts';

/** The layers behind the first one, the last of which gives the logits. */
export interface DenseLayers {
  /**
   * The logits for the first layer's outputs.
   *
   * @param weights the flat parameter vector
   * @param inputs rows x the first layer's units
   * @returns rows x classes
   */
  readonly run: (weights: Float32Array, inputs: Float32Array) => Float32Array;
  /**
   * The same, and then back: writes these layers' part of the gradient.
   *
   * @param differentiate turns the logits into the loss's gradient by them
   * @returns the loss's gradient by the first of these layers' outputs; with no layer, by the logits
   */
  readonly backpropagate: (pass: DensePass, differentiate: (logits: Float32Array) => Float32Array) => Float32Array;
}

/** One batch, and the flat vector in which the gradient is written. */
export interface DensePass {
  readonly weights: Float32Array;
  /** rows x the first layer's units */
  readonly inputs: Float32Array;
  /** The same transposed; asked for where there is a layer to need it. */
  readonly transposed: () => Float32Array;
  readonly gradient: Float32Array;
}

/**
 * Dense layers with ReLU on TensorFlow.js tensors, the last one linear. The gradients are written out, since the automatic
 * ones cost half as much again: with D the loss's gradient by a layer's output, the kernel's is input' D, the bias's the
 * column sums of D, and the one before it D kernel' where that layer's ReLU is above zero.
 *
 * @param layers without the first; with none, logits are the inputs
 */
export function createDenseLayers(layers: readonly LayerLayout[]): DenseLayers {
  return {
    run: (weights, inputs) => {
      if (layers.length === 0) return inputs;
      return inTidyScope(() => forward(layers, weights, inputs).outputs.at(-1)!);
    },
    backpropagate: ({ weights, inputs, transposed, gradient }, differentiate) => {
      if (layers.length === 0) return differentiate(inputs);
      return inTidyScope(() => {
        const { kernels, outputs } = forward(layers, weights, inputs);
        const logits = outputs.at(-1)!;
        // A product with ones is the fast way to column sums on every backend.
        const ones = tf.ones<tf.Rank.R2>([1, logits.shape[0]]);
        let delta = tf.tensor2d(differentiate(logits.dataSync() as Float32Array), logits.shape);
        for (let i = layers.length - 1; i >= 0; i--) {
          const { kernelOffset, biasOffset } = layers[i]!;
          // Of its two operands wasm copies the second into another order first: that should be the narrow one.
          const turned = i === 0 ? turn(transposed(), outputs[0]!) : tf.transpose(outputs[i]!);
          gradient.set(tf.matMul(turned, delta).dataSync(), kernelOffset);
          gradient.set(tf.matMul(ones, delta).dataSync(), biasOffset);
          if (i === 0) break;
          // A transposed copy of the small kernel and a plain product are several times faster than transposeB on wasm.
          const before = tf.matMul<tf.Tensor2D>(delta, tf.transpose(kernels[i]!));
          delta = tf.mul<tf.Tensor2D>(before, tf.step(outputs[i]!));
        }
        return delta;
      });
    },
  };
}

/** The numbers of a tensor, when it and all others are gone: `tidy` would search an array that it returns for tensors. */
function inTidyScope(compute: () => tf.Tensor): Float32Array {
  const kept = tf.tidy(compute);
  const values = kept.dataSync() as Float32Array;
  kept.dispose();
  return values;
}

/** The kernels, and the outputs: those of the first layer, which came in, and of each layer behind it. */
function forward(layers: readonly LayerLayout[], weights: Float32Array, inputs: Float32Array) {
  const kernels: tf.Tensor2D[] = [];
  const width = layers[0]!.inputs;
  const outputs = [tf.tensor2d(inputs, [inputs.length / width, width])];
  layers.forEach(({ inputs: from, units, kernelOffset, biasOffset }, i) => {
    const kernel = tf.tensor2d(weights.subarray(kernelOffset, kernelOffset + from * units), [from, units]);
    const bias = tf.tensor1d(weights.subarray(biasOffset, biasOffset + units));
    const activation = i + 1 < layers.length ? 'relu' : 'linear';
    kernels.push(kernel);
    outputs.push(tf.fused.matMul({ a: outputs[i]!, b: kernel, bias, activation }) as tf.Tensor2D);
  });
  return { kernels, outputs };
}

/** A tensor's values that are transposed already. */
function turn(transposed: Float32Array, { shape: [rows, width] }: tf.Tensor2D): tf.Tensor2D {
  return tf.tensor2d(transposed, [width, rows]);
}
