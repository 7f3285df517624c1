import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import type { EpochMetrics } from '../../foundation/events.ts';
import { createRandom, shuffle } from '../../foundation/random.ts';
import type { Dataset } from '../dataset/dataset.ts';
import type { Encoder } from '../features/encoder.ts';
import type { NetworkSpec } from '../model/network.ts';
import type { TrainParams } from '../params.ts';
import { adamStep, disposeAdamState, initialAdamState, type AdamState } from './adam.ts';
import { createAnswerMask } from './answer-mask.ts';
import { createBatchEncoder, type BatchEncoder } from './batch-encoder.ts';
import { decayMask, initialWeights } from './initialise.ts';
import { lossAndGradient } from './network-gradients.ts';
import { oneCycleRate } from './schedule.ts';
import { validateNetwork } from './validate-network.ts';

export interface FitNetworkOptions {
  readonly dataset: Dataset;
  readonly encoder: Encoder;
  readonly network: NetworkSpec;
  /** Row numbers to learn from, and those that tell how well it goes. */
  readonly rows: { readonly train: Uint32Array; readonly validation: Uint32Array };
  readonly params: TrainParams;
  /** Told after each epoch. */
  readonly onEpoch?: (metrics: EpochMetrics, epoch: number) => void;
  /** Ends the work at the next step. */
  readonly signal?: AbortSignal;
}

export interface FittedNetwork {
  /** The flat parameter vector, laid out as `layoutOf(network)` says. */
  readonly weights: Float32Array;
  /** One entry an epoch. */
  readonly history: readonly EpochMetrics[];
}

/**
 * Fits a network to labelled rows: masked batches in a new order each epoch, AdamW, one-cycle. The backend must have
 * been started. The same options on the same backend give the same bytes.
 *
 * @throws the signal's reason when it aborts
 */
export async function fitNetwork(options: FitNetworkOptions): Promise<FittedNetwork> {
  const { dataset, encoder, network, rows, params } = options;
  const batchRows = Math.min(params.batch_size, rows.train.length);
  const batches = createBatchEncoder(encoder, dataset, batchRows);
  const order = Uint32Array.from(rows.train);
  const random = createRandom(params.seed, 'shuffle');
  const epoch = createEpoch(options, batches, batchRows);
  const history: EpochMetrics[] = [];
  let state = initialAdamState(initialWeights(network, createRandom(params.seed, 'initialise')));

  for (let number = 1; number <= params.epochs; number++) {
    const trained = await epoch(state, shuffle(order, random));
    state = trained.state;
    const validation = validateNetwork(state.weights, network, { batches, batchRows, dataset, rows: rows.validation });
    const metrics = { train_loss: trained.loss, ...validation, learning_rate: trained.learningRate };
    history.push(metrics);
    options.onEpoch?.(metrics, number);
  }
  const weights = Float32Array.from(await state.weights.data());
  disposeAdamState(state);
  return { weights, history };
}

interface TrainedEpoch {
  readonly state: AdamState;
  readonly loss: number;
  readonly learningRate: number;
}

type Epoch = (state: AdamState, order: Uint32Array) => Promise<TrainedEpoch>;

/** One pass over the rows in the given order; a last part that does not fill a batch waits for another epoch. */
function createEpoch(options: FitNetworkOptions, batches: BatchEncoder, batchRows: number): Epoch {
  const { network, params, dataset, signal } = options;
  const mask = createAnswerMask(createRandom(params.seed, 'mask'), params.complete_share);
  const decaying = tf.tensor1d(decayMask(network));
  const targets = new Float32Array(batchRows * network.outputs);

  return async (start, order) => {
    const steps = Math.floor(order.length / batchRows);
    let state = start;
    let total = tf.scalar(0);
    let learningRate = 0;
    for (let i = 0; i < steps; i++) {
      const rows = order.subarray(i * batchRows, (i + 1) * batchRows);
      const { inputs, transposed } = batches.gather(rows, mask);
      writeTargets(targets, dataset, rows);
      learningRate = oneCycleRate(state.step, steps * params.epochs, params.learning_rate);
      const rates = { learningRate, weightDecay: params.weight_decay, decayMask: decaying };
      const next = tf.tidy(() => {
        const { loss, gradient } = lossAndGradient(state.weights, network, {
          inputs: tf.tensor2d(inputs, [batchRows, batches.width]),
          transposed: tf.tensor2d(transposed, [batches.width, batchRows]),
          targets: tf.tensor2d(targets, [batchRows, network.outputs]),
        });
        return { state: adamStep(state, gradient, rates), total: tf.add<tf.Scalar>(total, loss) };
      });
      disposeAdamState(state);
      total.dispose();
      ({ state, total } = next);
      // Without a turn of the event loop no signal would ever arrive.
      await setImmediate();
      signal?.throwIfAborted();
    }
    const [loss = Number.NaN] = await total.data();
    total.dispose();
    return { state, loss: loss / steps, learningRate };
  };
}

/** Each row's class as shares: 1 for its own, 0 for the others. */
function writeTargets(targets: Float32Array, { labels }: Dataset, rows: Uint32Array): void {
  const classes = targets.length / rows.length;
  targets.fill(0);
  rows.forEach((row, i) => (targets[i * classes + labels[row]!] = 1));
}
