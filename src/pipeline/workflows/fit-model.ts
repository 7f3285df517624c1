import { quantity } from '../../foundation/quantity.ts';
import type { EpochMetrics, Reporter } from '../../foundation/events.ts';
import type { Encoder } from '../features/encoder.ts';
import { fitEncoder } from '../features/fit-encoder.ts';
import type { ArrangedRows } from './arrange-rows.ts';
import type { CheckpointFolder, FitName } from './checkpoint-folder.ts';
import { fitTemperature } from '../model/calibration.ts';
import { chooseDecisionWeights } from '../model/decision.ts';
import { uncalibrated, type ModelSpec } from '../model/model.ts';
import type { Params } from '../params.ts';
import { calibrateRows, logitsOfRows } from './predict-rows.ts';
import type { PredictionRoom } from './prediction-room.ts';
import { createPredictor } from '../prediction/predictor.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';
import type { StageRunner } from './stages.ts';
import type { Backend } from '../training/backend.ts';
import type { Checkpoint, FitState } from '../training/checkpoint.ts';
import { fitNetwork } from '../training/fit-network.ts';
import { createForwardPass } from '../training/forward-pass.ts';
import { createSoftLabels, noteSoftLabels, type SoftLabels } from '../training/soft-labels.ts';

export interface FitModelOptions {
  readonly schema: SurveySchema;
  readonly params: Params;
  readonly rows: ArrangedRows;
  readonly room: PredictionRoom;
  readonly stage: StageRunner;
  readonly report: Reporter;
  readonly backend: Backend;
  /** Where interrupted fits go on. */
  readonly checkpoints?: CheckpointFolder | undefined;
  readonly signal?: AbortSignal;
}

/** A fitted network with all that turns its outputs into answers. */
export interface FittedModel {
  readonly spec: ModelSpec;
  /** The flat parameter vector. */
  readonly weights: Float32Array;
  readonly history: readonly EpochMetrics[];
}

/**
 * Learns everything from the training rows, and temperature and decision weights from the validation rows. A backend
 * must have been started.
 *
 * @throws the signal's reason when it aborts
 */
export async function fitModel(options: FitModelOptions): Promise<FittedModel> {
  const { schema, params, rows, stage } = options;
  const encoder = await stage('encode', 'Learning the encoding', () => {
    const { breakpoints } = params.features;
    const value = fitEncoder({ schema, dataset: rows.parts.train, breakpoints, present: true });
    return { value, summary: quantity(value.columns.length, 'input') };
  });
  const network = {
    inputs: encoder.columns.length,
    hidden: params.train.hidden,
    outputs: schema.target.classes.length,
  };
  const soft = params.train.teacher_share > 0 ? await teach(encoder, options) : undefined;
  const fitted = await stage('fit', 'Fitting the network', async () => {
    const value = await fitNetwork({
      ...options,
      encoder,
      network,
      rows: rows.parts,
      settings: params.train,
      goal: params.decision,
      ...(soft === undefined ? {} : { soft }),
      ...epochsOf('network', options, params.train.epochs),
    });
    return { value, summary: fitSummary(value.weights, params.train.epochs) };
  });
  const model = { schema, encoder, network };
  return { spec: { ...model, ...(await tune(uncalibrated(model), fitted.weights, options)) }, ...fitted };
}

/**
 * Fits the teacher, a network for complete rows, and notes what it says of each training row. Its probabilities are the
 * right answer for the row with answers hidden too, since their mean over the hidden ones is, and have far less noise than
 * a label.
 */
async function teach(student: Encoder, options: FitModelOptions): Promise<SoftLabels> {
  const { schema, params, rows, stage } = options;
  const { train } = params;
  const encoder: Encoder = { ...student, columns: student.columns.filter(({ kind }) => kind !== 'present') };
  const classes = schema.target.classes.length;
  const network = { inputs: encoder.columns.length, hidden: train.teacher_hidden, outputs: classes };
  return stage('teach', 'Fitting the teacher', async () => {
    const { weights } = await fitNetwork({
      ...options,
      encoder,
      network,
      rows: rows.parts,
      settings: {
        seed: train.seed,
        batch_size: train.batch_size,
        epochs: train.teacher_epochs,
        learning_rate: train.teacher_learning_rate,
        weight_decay: train.teacher_weight_decay,
        complete_share: 1,
        class_weights: train.class_weights,
      },
      ...epochsOf('teacher', options, train.teacher_epochs),
    });
    const value = createSoftLabels(rows.parts.train.rows, classes, train.teacher_share);
    createForwardPass({ dataset: rows.parts.train, encoder, network })(weights, (logits, start) => {
      noteSoftLabels(value, logits, start);
    });
    return { value, summary: fitSummary(weights, train.teacher_epochs) };
  });
}

function fitSummary(weights: Float32Array, epochs: number): string {
  return `${quantity(weights.length, 'parameter')}, ${quantity(epochs, 'epoch')}`;
}

/** Reports the epochs of a fit, those before an interruption too: whoever records them may lack some. */
function epochsOf(
  fit: FitName,
  { checkpoints, report }: FitModelOptions,
  epochs: number,
): { readonly onEpoch: (metrics: EpochMetrics, epoch: number) => void; readonly checkpoint?: Checkpoint } {
  const stage = fit === 'teacher' ? 'teach' : 'fit';
  const onEpoch = (metrics: EpochMetrics, epoch: number): void => {
    report({ type: 'epoch-completed', stage, epoch, epochs, metrics });
  };
  if (checkpoints === undefined) return { onEpoch };
  const { load, save } = checkpoints.of(fit);
  const loadAndTell = async (): Promise<FitState | undefined> => {
    const state = await load();
    state?.history.forEach((metrics, i) => {
      report({ type: 'epoch-completed', stage, epoch: i + 1, epochs, metrics, isEarlier: true });
    });
    return state;
  };
  return { onEpoch, checkpoint: { load: loadAndTell, save } };
}

/** Chooses the temperature, and then the decision weights, on the validation rows. */
async function tune(
  spec: ModelSpec,
  weights: Float32Array,
  { rows, room, params, stage }: FitModelOptions,
): Promise<Pick<ModelSpec, 'calibration' | 'decision'>> {
  const predictions = logitsOfRows(createPredictor(spec, weights), rows.parts.validation, room.logits);
  const { logits, labels, classes } = predictions;
  const calibration = await stage('calibrate', 'Calibrating', () => {
    const value = fitTemperature(logits, labels, classes);
    return { value, summary: `temperature ${value.temperature.toFixed(3)}` };
  });
  const decision = await stage('decide', 'Choosing the decision policy', () => {
    const calibrated = calibrateRows(predictions, calibration.temperature);
    const value = chooseDecisionWeights(calibrated, params.decision, room.decision);
    return { value, summary: `${value.objective}, class weights ${value.weights.join(', ')}` };
  });
  return { calibration, decision };
}
