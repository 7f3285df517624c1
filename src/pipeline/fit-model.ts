import type { EpochMetrics, Reporter } from '../foundation/events.ts';
import { selectRows } from './dataset/split.ts';
import { fitEncoder } from './features/fit-encoder.ts';
import type { LabelledRows } from './labelled-rows.ts';
import { fitTemperature } from './model/calibration.ts';
import { chooseDecisionWeights } from './model/decision.ts';
import { softmaxRows } from './model/forward.ts';
import { uncalibrated, type ModelSpec } from './model/model.ts';
import type { Params } from './params.ts';
import { predictRows } from './predict-rows.ts';
import { createPredictor } from './prediction/predictor.ts';
import type { SurveySchema } from './schema/survey-schema.ts';
import type { StageRunner } from './stages.ts';
import { fitNetwork } from './training/fit-network.ts';

export interface FitModelOptions {
  readonly schema: SurveySchema;
  readonly params: Params;
  readonly rows: LabelledRows;
  readonly stage: StageRunner;
  readonly report: Reporter;
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
  const { schema, params, rows, stage, report, signal } = options;
  const encoder = await stage('encode', 'Learning the encoding', () => {
    const dataset = selectRows(rows.dataset, rows.split.train);
    const value = fitEncoder({ schema, dataset, breakpoints: params.features.breakpoints, present: true });
    return { value, summary: `${value.columns.length} inputs` };
  });
  const network = {
    inputs: encoder.columns.length,
    hidden: params.train.hidden,
    outputs: schema.target.classes.length,
  };
  const fitted = await stage('fit', 'Fitting the network', async () => {
    const value = await fitNetwork({
      dataset: rows.dataset,
      encoder,
      network,
      rows: rows.split,
      params: params.train,
      onEpoch: (metrics, epoch) => {
        report({ type: 'epoch-completed', epoch, epochs: params.train.epochs, metrics });
      },
      ...(signal === undefined ? {} : { signal }),
    });
    return { value, summary: `${value.weights.length} parameters, ${params.train.epochs} epochs` };
  });
  const model = { schema, encoder, network };
  return { spec: { ...model, ...(await tune(uncalibrated(model), fitted.weights, options)) }, ...fitted };
}

/** Chooses the temperature, and then the decision weights, on the validation rows. */
async function tune(
  spec: ModelSpec,
  weights: Float32Array,
  { rows, params, stage }: FitModelOptions,
): Promise<Pick<ModelSpec, 'calibration' | 'decision'>> {
  const predictions = predictRows(createPredictor(spec, weights), rows.dataset, rows.split.validation);
  const { logits, labels, classes, probabilities } = predictions;
  const calibration = await stage('calibrate', 'Calibrating', () => {
    const value = fitTemperature(logits, labels, classes);
    return { value, summary: `temperature ${value.temperature.toFixed(3)}` };
  });
  const decision = await stage('decide', 'Choosing the decision policy', () => {
    softmaxRows(logits, { classes, temperature: calibration.temperature }, probabilities);
    const value = chooseDecisionWeights({ probabilities, labels, classes }, params.decision.objective);
    return { value, summary: `${value.objective}, class weights ${value.weights.join(', ')}` };
  });
  return { calibration, decision };
}
