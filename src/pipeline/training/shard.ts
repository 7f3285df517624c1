import { createRandom } from '../../foundation/random.ts';
import type { Dataset } from '../dataset/dataset.ts';
import type { Encoder } from '../features/encoder.ts';
import { layoutOf, type NetworkSpec } from '../model/network.ts';
import { createAnswerLayer } from './answer-layer.ts';
import { createAnswerMask } from './answer-mask.ts';
import { crossEntropy } from './cross-entropy.ts';
import { createDenseLayers } from './dense-layers.ts';
import { writeTargets, type SoftLabels } from './soft-labels.ts';

/** All that gradients are made from; plain data, so that it can be handed to a thread. */
export interface ShardTask {
  readonly dataset: Dataset;
  readonly encoder: Encoder;
  readonly network: NetworkSpec;
  readonly seed: number;
  /** The share of rows that are shown complete. */
  readonly completeShare: number;
  readonly soft?: SoftLabels;
  /** How much a row counts by its class. */
  readonly classWeights?: readonly number[];
  /** The most rows of one call. */
  readonly maximumRows: number;
}

/** One part of a batch. It may have no row, as the second one of a batch of one. */
export interface ShardBatch {
  /** The step, counted from 0, and the shard's number: what is hidden depends on these alone. */
  readonly step: number;
  readonly shard: number;
  readonly rows: Uint32Array;
  /** The flat parameter vector. */
  readonly weights: Float32Array;
}

/** The rows of a batch that belong to its first or its second shard. */
export function shardOf(rows: Uint32Array, shard: 0 | 1): Uint32Array {
  const half = Math.ceil(rows.length / 2);
  return shard === 0 ? rows.subarray(0, half) : rows.subarray(half);
}

/** Writes the gradient of the rows' mean loss into `gradient` and returns the mean loss. */
export type Shard = (batch: ShardBatch, gradient: Float32Array) => number;

/** Prepares gradients on the backend that runs in this thread. */
export function createShard(task: ShardTask): Shard {
  const { dataset, network, soft, classWeights, seed, completeShare, maximumRows } = task;
  const [first, ...rest] = layoutOf(network);
  const answers = createAnswerLayer({ ...task, layout: first!, next: rest[0] });
  const dense = createDenseLayers(rest);
  const targets = new Float32Array(maximumRows * network.outputs);
  return ({ step, shard, rows, weights }, gradient) => {
    if (rows.length === 0) {
      gradient.fill(0);
      return 0;
    }
    // Whoever sees all answers of all rows needs no mask.
    const random = createRandom(seed, `mask ${step} ${shard}`);
    const mask = completeShare < 1 ? createAnswerMask(random, completeShare) : undefined;
    const wanted = targets.subarray(0, rows.length * network.outputs);
    writeTargets(wanted, rows, { labels: dataset.labels, soft, classWeights });
    let loss = 0;
    const inputs = answers.run(weights, rows, mask);
    const delta = dense.backpropagate({ weights, inputs, transposed: answers.transposed, gradient }, (logits) => {
      const result = crossEntropy(logits, wanted, network.outputs);
      loss = result.loss;
      return result.delta;
    });
    answers.backpropagate(weights, delta, gradient);
    return loss;
  };
}
