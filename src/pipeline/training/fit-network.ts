import { setImmediate } from 'node:timers/promises';
import { DiabetesError } from '../../foundation/errors.ts';
import type { EpochMetrics } from '../../foundation/events.ts';
import { createRandom } from '../../foundation/random.ts';
import type { Dataset } from '../dataset/dataset.ts';
import type { Encoder } from '../features/encoder.ts';
import type { TrainParams } from '../params.ts';
import type { DecisionGoal } from '../model/decision.ts';
import type { NetworkSpec } from '../model/network.ts';
import { adamStep, initialAdamState, type AdamState } from './adam.ts';
import type { Backend } from './backend.ts';
import type { Checkpoint, FitState } from './checkpoint.ts';
import { decayMask, initialWeights } from './initialise.ts';
import { createRowOrder } from './row-order.ts';
import { oneCycleRate } from './schedule.ts';
import { createShardTeam, type ShardTeam } from './shard-team.ts';
import type { SoftLabels } from './soft-labels.ts';
import { createValidation, type ValidationRoom } from './validate-network.ts';

/** A small data set is divided into at least so many batches an epoch, as long as they hold so many rows. */
const LEAST_STEPS = 32;
const LEAST_BATCH = 16;

const MOST_PROBABLE: DecisionGoal = { objective: 'probability', sensitivity: 0 };

/** How a network is fitted; the params of the same names. */
export type FitSettings = Pick<
  TrainParams,
  'seed' | 'epochs' | 'batch_size' | 'learning_rate' | 'weight_decay' | 'complete_share' | 'class_weights'
>;

export interface FitNetworkOptions {
  readonly backend: Backend;
  readonly encoder: Encoder;
  readonly network: NetworkSpec;
  /** The rows to learn from, in a random order, and those that tell how well it goes. */
  readonly rows: { readonly train: Dataset; readonly validation: Dataset };
  readonly settings: FitSettings;
  /** What a teacher says of the training rows; without it the network learns from the labels alone. */
  readonly soft?: SoftLabels;
  /** Where the rows for validation are predicted. */
  readonly room?: ValidationRoom;
  /** Keeps the state after each epoch and at an interruption, and may hold one to go on from. */
  readonly checkpoint?: Checkpoint;
  /** What the predicted class is chosen for, in the validation metrics; the most probable one when left out. */
  readonly goal?: DecisionGoal;
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
 * Fits a network to labelled rows: masked batches in a new order each epoch, AdamW, one-cycle. Every random number comes
 * from the seed and the number of the step or epoch, so that the same options on the same backend give the same bytes,
 * also after an interruption.
 *
 * @throws the signal's reason when it aborts; the checkpoint then holds the state after the last step
 */
export async function fitNetwork(options: FitNetworkOptions): Promise<FittedNetwork> {
  const { backend, encoder, network, rows, settings, soft, room, onEpoch, checkpoint, goal = MOST_PROBABLE } = options;
  const batchRows = Math.min(
    settings.batch_size,
    Math.max(LEAST_BATCH, Math.floor(rows.train.rows / LEAST_STEPS)),
    rows.train.rows,
  );
  const task = {
    dataset: rows.train,
    encoder,
    network,
    seed: settings.seed,
    completeShare: settings.complete_share,
    ...(soft === undefined ? {} : { soft }),
    ...(settings.class_weights === 'balanced' ? { classWeights: balancedWeights(options) } : {}),
    maximumRows: Math.ceil(batchRows / 2),
  };
  const team = await createShardTeam(task, { batchRows, rows: rows.train.rows, backend });
  try {
    const progress = await beginOrResume(options, team);
    const validate = createValidation({ dataset: rows.validation, encoder, network, goal, room });
    const runEpoch = createEpoch(options, team, { progress, batchRows });
    while (progress.history.length < settings.epochs) {
      const trained = await runEpoch(progress.history.length + 1);
      const metrics = { ...trained, ...validate(team.weights) };
      refuseDivergence(metrics, progress.history.length + 1);
      progress.history.push(metrics);
      progress.epochLoss = 0;
      await checkpoint?.save(stateOf(progress));
      onEpoch?.(metrics, progress.history.length);
    }
    return { weights: team.weights.slice(), history: progress.history };
  } finally {
    await team.close();
  }
}

/** Weights by which all classes count the same and the mean row counts 1: rows / (classes x rows of the class). */
function balancedWeights({ network, rows: { train } }: FitNetworkOptions): readonly number[] {
  const counts = new Array<number>(network.outputs).fill(0);
  for (const label of train.labels) counts[label]! += 1;
  return counts.map((count) => train.rows / (network.outputs * Math.max(1, count)));
}

/** @throws DiabetesError TRAINING_DIVERGED where the loss is no number any more */
function refuseDivergence({ train_loss: loss }: EpochMetrics, epoch: number): void {
  if (Number.isFinite(loss)) return;
  throw new DiabetesError('TRAINING_DIVERGED', `training diverged: the loss is ${loss} in epoch ${epoch}`, {
    hint: 'Try a smaller train.learning_rate.',
  });
}

/** A fit on its way. */
interface Progress {
  readonly adam: AdamState;
  readonly history: EpochMetrics[];
  epochLoss: number;
}

async function beginOrResume({ checkpoint, network, settings }: FitNetworkOptions, team: ShardTeam): Promise<Progress> {
  const saved = await checkpoint?.load();
  team.weights.set(saved?.weights ?? initialWeights(network, createRandom(settings.seed, 'initialise')));
  if (saved === undefined) return { adam: initialAdamState(team.weights), history: [], epochLoss: 0 };
  const { step, first, second, history, epochLoss } = saved;
  return { adam: { step, weights: team.weights, first, second }, history: [...history], epochLoss };
}

function stateOf({ adam, history, epochLoss }: Progress): FitState {
  return { ...adam, history, epochLoss };
}

/** One pass over the training rows in an order of its own; a last part that does not fill a batch is left out. */
function createEpoch(
  { network, rows, settings, signal, checkpoint }: FitNetworkOptions,
  team: ShardTeam,
  { progress, batchRows }: { readonly progress: Progress; readonly batchRows: number },
) {
  const { seed, epochs, learning_rate: peak, weight_decay: weightDecay } = settings;
  const mask = decayMask(network);
  const order = createRowOrder(rows.train.rows, batchRows);
  const steps = Math.floor(rows.train.rows / batchRows);
  const { adam } = progress;

  return async (epoch: number): Promise<Pick<EpochMetrics, 'train_loss' | 'learning_rate'>> => {
    order.shuffle(createRandom(seed, `shuffle ${epoch}`));
    const rateAt = (step: number): number => oneCycleRate(step, steps * epochs, peak);
    for (let i = adam.step - (epoch - 1) * steps; i < steps; i++) {
      order.write(i * batchRows, team.rows);
      progress.epochLoss += await team.step(adam.step);
      adamStep(adam, team.gradient, { learningRate: rateAt(adam.step), weightDecay, decayMask: mask });
      // Without a turn of the event loop no signal would ever arrive.
      await setImmediate();
      if (signal?.aborted !== true) continue;
      await checkpoint?.save(stateOf(progress));
      throw signal.reason;
    }
    return { train_loss: progress.epochLoss / steps, learning_rate: rateAt(epoch * steps - 1) };
  };
}
