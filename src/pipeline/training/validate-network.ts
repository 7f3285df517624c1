import * as tf from '@tensorflow/tfjs-core';
import type { EpochMetrics } from '../../foundation/events.ts';
import type { Dataset } from '../dataset/dataset.ts';
import type { Encoder } from '../features/encoder.ts';
import { chooseDecisionWeights, macroF1With, type DecisionGoal } from '../model/decision.ts';
import type { NetworkSpec } from '../model/network.ts';
import { createBatchEncoder } from './batch-encoder.ts';
import { forward } from './network-gradients.ts';

const BATCH_ROWS = 1024;

export interface ValidationOptions {
  readonly dataset: Dataset;
  readonly encoder: Encoder;
  readonly network: NetworkSpec;
  /** Row numbers; with none, the metrics are NaN. */
  readonly rows: Uint32Array;
  readonly goal: DecisionGoal;
}

/** Tells how good parameters are over complete rows: mean log-loss, and macro F1 under the policy for the goal. */
export type Validation = (weights: Float32Array) => Pick<EpochMetrics, 'val_loss' | 'val_macro_f1'>;

/** Prepares the validation of a network on some rows. */
export function createValidation({ dataset, encoder, network, rows, goal }: ValidationOptions): Validation {
  const classes = network.outputs;
  const batches = createBatchEncoder(encoder, dataset, Math.min(BATCH_ROWS, rows.length));
  const labels = Uint8Array.from(rows, (row) => dataset.labels[row]!);
  const probabilities = new Float64Array(rows.length * classes);
  return (weights) => {
    let loss = 0;
    for (let start = 0; start < rows.length; start += BATCH_ROWS) {
      const { inputs } = batches.gather(rows.subarray(start, start + BATCH_ROWS));
      const logProbabilities = tf.tidy(() => {
        const encoded = tf.tensor2d(inputs, [inputs.length / batches.width, batches.width]);
        return tf.logSoftmax(forward(tf.tensor1d(weights), network, encoded)).dataSync();
      });
      for (let i = 0; i < logProbabilities.length; i++) {
        probabilities[start * classes + i] = Math.exp(logProbabilities[i]!);
      }
      for (let i = 0; i * classes < logProbabilities.length; i++) {
        loss -= logProbabilities[i * classes + labels[start + i]!]!;
      }
    }
    const predictions = { probabilities, labels, classes };
    const policy = chooseDecisionWeights(predictions, goal);
    return { val_loss: loss / rows.length, val_macro_f1: macroF1With(policy.weights, predictions) };
  };
}
