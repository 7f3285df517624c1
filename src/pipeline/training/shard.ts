import * as tf from '@tensorflow/tfjs-core';
import { createRandom } from '../../foundation/random.ts';
import type { Dataset } from '../dataset/dataset.ts';
import type { Encoder } from '../features/encoder.ts';
import type { NetworkSpec } from '../model/network.ts';
import { createAnswerMask } from './answer-mask.ts';
import { createBatchEncoder } from './batch-encoder.ts';
import { lossAndGradient } from './network-gradients.ts';
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

/** One part of a batch. */
export interface ShardBatch {
  /** The step, counted from 0, and the shard's number: what is hidden depends on these alone. */
  readonly step: number;
  readonly shard: number;
  readonly rows: Uint32Array;
  /** The flat parameter vector. */
  readonly weights: Float32Array;
}

/** Writes the gradient of the rows' mean loss into `gradient` and returns the mean loss. */
export type Shard = (batch: ShardBatch, gradient: Float32Array) => number;

/** Prepares gradients on the backend that runs in this thread. */
export function createShard(task: ShardTask): Shard {
  const { dataset, network, soft, classWeights, seed, completeShare, maximumRows } = task;
  const encoder = createBatchEncoder(task.encoder, dataset, maximumRows);
  const targets = new Float32Array(maximumRows * network.outputs);
  return ({ step, shard, rows, weights }, gradient) => {
    const mask = createAnswerMask(createRandom(seed, `mask ${step} ${shard}`), completeShare);
    const { inputs, transposed } = encoder.gather(rows, mask);
    const wanted = targets.subarray(0, rows.length * network.outputs);
    writeTargets(wanted, rows, { labels: dataset.labels, soft, classWeights });
    return tf.tidy(() => {
      const result = lossAndGradient(tf.tensor1d(weights), network, {
        inputs: tf.tensor2d(inputs, [rows.length, encoder.width]),
        transposed: tf.tensor2d(transposed, [encoder.width, rows.length]),
        targets: tf.tensor2d(wanted, [rows.length, network.outputs]),
        isWeighted: classWeights !== undefined,
      });
      gradient.set(result.gradient.dataSync());
      return result.loss.dataSync()[0]!;
    });
  };
}
