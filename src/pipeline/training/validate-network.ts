import * as tf from '@tensorflow/tfjs-core';
import type { EpochMetrics } from '../../foundation/events.ts';
import type { Dataset } from '../dataset/dataset.ts';
import type { NetworkSpec } from '../model/network.ts';
import type { BatchEncoder } from './batch-encoder.ts';
import { forward } from './network-gradients.ts';

export interface ValidationRows {
  readonly batches: BatchEncoder;
  readonly batchRows: number;
  readonly dataset: Dataset;
  readonly rows: Uint32Array;
}

/** Mean log-loss, and macro F1 of the most probable class, over complete rows. */
export function validateNetwork(
  weights: tf.Tensor1D,
  network: NetworkSpec,
  { batches, batchRows, dataset, rows }: ValidationRows,
): Pick<EpochMetrics, 'val_loss' | 'val_macro_f1'> {
  const classes = network.outputs;
  const confusion = new Float64Array(classes * classes);
  let loss = 0;
  for (let start = 0; start < rows.length; start += batchRows) {
    const size = Math.min(batchRows, rows.length - start);
    const { inputs } = batches.gather(rows.subarray(start, start + size));
    const logProbabilities = tf.tidy(() => {
      const logits = forward(weights, network, tf.tensor2d(inputs, [size, batches.width]));
      return tf.logSoftmax(logits).dataSync();
    });
    for (let i = 0; i < size; i++) {
      const label = dataset.labels[rows[start + i]!]!;
      const row = logProbabilities.subarray(i * classes, (i + 1) * classes);
      loss -= row[label]!;
      confusion[label * classes + row.indexOf(Math.max(...row))]! += 1;
    }
  }
  return { val_loss: loss / rows.length, val_macro_f1: macroF1(confusion, classes) };
}

function macroF1(confusion: Float64Array, classes: number): number {
  let total = 0;
  for (let k = 0; k < classes; k++) {
    let actual = 0;
    let predicted = 0;
    for (let other = 0; other < classes; other++) {
      actual += confusion[k * classes + other]!;
      predicted += confusion[other * classes + k]!;
    }
    const hits = confusion[k * classes + k]!;
    total += actual + predicted === 0 ? 0 : (2 * hits) / (actual + predicted);
  }
  return total / classes;
}
