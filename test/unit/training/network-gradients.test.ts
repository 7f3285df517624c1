import { beforeAll, describe, expect, it } from '@jest/globals';
import * as tf from '@tensorflow/tfjs-core';
// The automatic gradients come with the layers package.
import '@tensorflow/tfjs-layers';
import { createRandom } from '../../../src/foundation/random.ts';
import { layoutOf, parameterCount, type NetworkSpec } from '../../../src/pipeline/model/network.ts';
import { startBackend } from '../../../src/pipeline/training/backend.ts';
import { forward, lossAndGradient, type BatchTensors } from '../../../src/pipeline/training/network-gradients.ts';

const ROWS = 37;

beforeAll(() => startBackend('wasm', {}));

describe.each([
  { inputs: 5, hidden: [], outputs: 3 },
  { inputs: 7, hidden: [6], outputs: 2 },
  { inputs: 9, hidden: [8, 4], outputs: 3 },
  { inputs: 4, hidden: [5, 6, 3], outputs: 4 },
])('the gradients of $inputs - $hidden - $outputs', (network) => {
  it('are those that TensorFlow.js derives by itself', () => {
    const { weights, batch } = draw(network);
    const ours = lossAndGradient(weights, network, batch);
    const { value, grads } = tf.valueAndGrads((flat: tf.Tensor) => automaticLoss(flat as tf.Tensor1D, network, batch))([
      weights,
    ]);

    expect(ours.loss.dataSync()[0]).toBeCloseTo(value.dataSync()[0]!, 5);
    expect(greatestDifference(ours.gradient, grads[0]!)).toBeLessThan(1e-6);
  });

  it('are those with rows that count differently', () => {
    const { weights, batch } = draw(network, true);
    const { grads } = tf.valueAndGrads((flat: tf.Tensor) => automaticLoss(flat as tf.Tensor1D, network, batch))([
      weights,
    ]);
    expect(greatestDifference(lossAndGradient(weights, network, batch).gradient, grads[0]!)).toBeLessThan(1e-6);
  });

  it('have the logits of a pass written with single operations', () => {
    const { weights, batch } = draw(network);
    const difference = greatestDifference(
      forward(weights, network, batch.inputs),
      logitsOf(weights, network, batch.inputs),
    );
    expect(difference).toBeLessThan(1e-5);
  });
});

function draw(network: NetworkSpec, isWeighted = false): { weights: tf.Tensor1D; batch: BatchTensors } {
  const random = createRandom(3, 'gradients');
  const normals = (count: number) => Float32Array.from({ length: count }, () => random.normal());
  const inputs = tf.tensor2d(normals(ROWS * network.inputs), [ROWS, network.inputs]);
  return {
    weights: tf.tensor1d(normals(parameterCount(network))),
    batch: {
      inputs,
      transposed: tf.transpose(inputs),
      targets: tf.mul(
        tf.softmax(tf.tensor2d(normals(ROWS * network.outputs), [ROWS, network.outputs])),
        isWeighted ? tf.tensor2d(normals(ROWS).map(Math.abs), [ROWS, 1]) : 1,
      ),
      isWeighted,
    },
  };
}

function automaticLoss(weights: tf.Tensor1D, network: NetworkSpec, { inputs, targets }: BatchTensors): tf.Scalar {
  const logProbabilities = tf.logSoftmax(logitsOf(weights, network, inputs));
  return tf.neg(tf.mean(tf.sum(tf.mul(targets, logProbabilities), 1)));
}

function logitsOf(weights: tf.Tensor1D, network: NetworkSpec, inputs: tf.Tensor2D): tf.Tensor2D {
  const layout = layoutOf(network);
  let values = inputs;
  layout.forEach((layer, i) => {
    const kernel = tf.reshape(tf.slice(weights, layer.kernelOffset, layer.inputs * layer.units), [
      layer.inputs,
      layer.units,
    ]);
    const sums = tf.add(tf.matMul(values, kernel), tf.slice(weights, layer.biasOffset, layer.units));
    values = (i + 1 < layout.length ? tf.relu(sums) : sums) as tf.Tensor2D;
  });
  return values;
}

function greatestDifference(left: tf.Tensor, right: tf.Tensor): number {
  return tf.max(tf.abs(tf.sub(left, right))).dataSync()[0]!;
}
