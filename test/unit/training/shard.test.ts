import { beforeAll, describe, expect, it } from '@jest/globals';
import * as tf from '@tensorflow/tfjs-core';
// The automatic gradients come with the layers package.
import '@tensorflow/tfjs-layers';
import { createRandom } from '../../../src/foundation/random.ts';
import { UNKNOWN_CODE, type Dataset } from '../../../src/pipeline/dataset/dataset.ts';
import { selectRows } from '../../../src/pipeline/dataset/split.ts';
import { encodeValue, type Encoder, type EncoderColumn } from '../../../src/pipeline/features/encoder.ts';
import { layoutOf, parameterCount, type NetworkSpec } from '../../../src/pipeline/model/network.ts';
import { createAnswerMask } from '../../../src/pipeline/training/answer-mask.ts';
import { startBackend } from '../../../src/pipeline/training/backend.ts';
import { createForwardPass } from '../../../src/pipeline/training/forward-pass.ts';
import { createShard, type ShardTask } from '../../../src/pipeline/training/shard.ts';
import { createSoftLabels, noteSoftLabels, writeTargets } from '../../../src/pipeline/training/soft-labels.ts';

const ROWS = 37;
const CLASSES = 3;
const SEED = 5;
const column = (indicator: number, kind: EncoderColumn['kind'], at = 0): EncoderColumn => ({
  indicator,
  kind,
  at,
  divisor: 2,
  center: kind === 'present' ? 0 : 0.2,
});
/** Two coded indicators with few answers, one with many, one that is always 7, one never known, and one of real numbers. */
const ENCODER: Encoder = {
  formatVersion: 1,
  columns: [
    column(0, 'threshold', 1),
    column(1, 'threshold', 2),
    column(1, 'threshold', 3),
    column(2, 'scale'),
    column(2, 'hinge', 40),
    column(3, 'indicator', 7),
    column(5, 'scale'),
    column(5, 'hinge', 0.5),
    ...[0, 1, 2, 3, 4, 5].map((indicator) => column(indicator, 'present')),
  ],
};
const draw = createRandom(1, 'data');
const coded = (answer: () => number) => Uint8Array.from({ length: ROWS }, answer);
const orUnknown = (code: number) => (draw.uniform() < 0.2 ? UNKNOWN_CODE : code);
const DATASET: Dataset = {
  rows: ROWS,
  columns: [
    coded(() => draw.below(2)),
    coded(() => orUnknown(1 + draw.below(5))),
    coded(() => orUnknown(draw.below(90))),
    coded(() => 7),
    coded(() => UNKNOWN_CODE),
    Float32Array.from({ length: ROWS }, () => (draw.uniform() < 0.2 ? Number.NaN : draw.normal())),
  ],
  labels: coded(() => draw.below(CLASSES)),
};
const BATCH = Uint32Array.from({ length: ROWS - 4 }, (_, i) => (i * 5) % ROWS);

beforeAll(() => startBackend('wasm', {}));

describe.each([{ hidden: [] }, { hidden: [6] }, { hidden: [40] }, { hidden: [8, 4] }, { hidden: [5, 6, 3] }])(
  'a shard of a network with hidden layers $hidden',
  ({ hidden }) => {
    const network = { inputs: ENCODER.columns.length, hidden, outputs: CLASSES };
    const soft = createSoftLabels(ROWS, CLASSES, 0.7);
    const teacherLogits = Float32Array.from({ length: ROWS * CLASSES }, () => draw.normal());
    // In two pieces, as a pass over the rows gives them.
    const cut = 20 * CLASSES;
    noteSoftLabels(soft, teacherLogits.subarray(0, cut), 0);
    noteSoftLabels(soft, teacherLogits.subarray(cut), 20);

    it.each<[string, Partial<ShardTask>]>([
      ['complete rows', { completeShare: 1 }],
      ['hidden answers', { completeShare: 0.25 }],
      ['soft labels', { completeShare: 0.25, soft }],
      ['rows that count differently', { completeShare: 1, classWeights: [0.5, 3, 1.25] }],
    ])('has the loss and the gradient that TensorFlow.js derives by itself, for %s', (_, special) => {
      const task = { dataset: DATASET, encoder: ENCODER, network, seed: SEED, maximumRows: ROWS, completeShare: 1 };
      const weights = drawWeights(network);
      const gradient = new Float32Array(weights.length).fill(9);
      const loss = createShard({ ...task, ...special })({ step: 3, shard: 1, rows: BATCH, weights }, gradient);

      const targets = new Float32Array(BATCH.length * CLASSES);
      writeTargets(targets, BATCH, { labels: DATASET.labels, soft: special.soft, classWeights: special.classWeights });
      const inputs = encode(special.completeShare ?? 1);
      const { value, grads } = tf.valueAndGrads((flat: tf.Tensor) =>
        meanLoss(logitsOf(flat as tf.Tensor1D, network, inputs), targets),
      )([tf.tensor1d(weights)]);
      expect(loss / value.dataSync()[0]!).toBeCloseTo(1, 5);
      const expected = grads[0]!.dataSync();
      expect(greatestDifference(gradient, expected)).toBeLessThan(1e-6 * greatest(expected));
    });

    it('gives the same for a batch after another', () => {
      const shard = createShard({
        dataset: DATASET,
        encoder: ENCODER,
        network,
        seed: SEED,
        maximumRows: ROWS,
        completeShare: 0.25,
      });
      const weights = drawWeights(network);
      const [first, again] = [new Float32Array(weights.length), new Float32Array(weights.length)];
      const batch = { step: 0, shard: 0, rows: BATCH.subarray(3, 20), weights };
      shard(batch, first);
      shard({ ...batch, step: 1, rows: BATCH }, again);
      shard(batch, again);
      expect(again).toEqual(first);
    });

    it('has the logits of a pass written with single operations', () => {
      const weights = drawWeights(network);
      const pass = createForwardPass({ dataset: selectRows(DATASET, BATCH), encoder: ENCODER, network });
      const seen: number[] = [];
      pass(weights, (logits, start) => seen.splice(start * CLASSES, 0, ...logits));
      const expected = logitsOf(tf.tensor1d(weights), network, encode(1)).dataSync();
      expect(greatestDifference(seen, expected)).toBeLessThan(1e-6 * greatest(expected));
    });
  },
);

function drawWeights(network: NetworkSpec): Float32Array {
  const random = createRandom(3, 'weights');
  return Float32Array.from({ length: parameterCount(network) }, () => random.normal() / 2);
}

/** The batch's inputs, value by value, with the answers hidden that the shard hides. */
function encode(completeShare: number): tf.Tensor2D {
  const indicators = DATASET.columns.length;
  const hidden = new Uint8Array(BATCH.length * indicators);
  if (completeShare < 1) createAnswerMask(createRandom(SEED, 'mask 3 1'), completeShare)(hidden, indicators);
  const inputs = [...BATCH].map((row, i) =>
    ENCODER.columns.map((one) => {
      const raw = DATASET.columns[one.indicator]![row]!;
      const isUnknown = hidden[i * indicators + one.indicator] !== 0;
      const isCoded = DATASET.columns[one.indicator] instanceof Uint8Array;
      return encodeValue(one, isUnknown || (isCoded && raw === UNKNOWN_CODE) ? Number.NaN : raw);
    }),
  );
  return tf.tensor2d(inputs);
}

function meanLoss(logits: tf.Tensor2D, targets: Float32Array): tf.Scalar {
  const shares = tf.tensor2d(targets, logits.shape);
  return tf.neg(tf.mean(tf.sum(tf.mul(shares, tf.logSoftmax(logits)), 1)));
}

function logitsOf(weights: tf.Tensor1D, network: NetworkSpec, inputs: tf.Tensor2D): tf.Tensor2D {
  const layout = layoutOf(network);
  let values = inputs;
  layout.forEach(({ inputs: from, units, kernelOffset, biasOffset }, i) => {
    const kernel = tf.reshape(tf.slice(weights, kernelOffset, from * units), [from, units]);
    const sums = tf.add(tf.matMul(values, kernel), tf.slice(weights, biasOffset, units));
    values = (i + 1 < layout.length ? tf.relu(sums) : sums) as tf.Tensor2D;
  });
  return values;
}

function greatest(values: ArrayLike<number>): number {
  return Math.max(1, ...Array.from(values, Math.abs));
}

function greatestDifference(left: ArrayLike<number>, right: ArrayLike<number>): number {
  expect(left).toHaveLength(right.length);
  return Math.max(...Array.from(left, (value, i) => Math.abs(value - right[i]!)));
}
