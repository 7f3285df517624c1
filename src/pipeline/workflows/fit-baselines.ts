import type { Assessor } from './assess-model.ts';
import type { Metrics } from '../bundle/manifest.ts';
import type { Dataset } from '../dataset/dataset.ts';
import { fitLinearEncoder } from '../features/fit-encoder.ts';
import type { ArrangedRows } from './arrange-rows.ts';
import { chooseDecisionWeights } from '../model/decision.ts';
import { uncalibrated, type ModelSpec } from '../model/model.ts';
import { parameterCount } from '../model/network.ts';
import type { Params } from '../params.ts';
import { calibrateRows, logitsOfRows } from './predict-rows.ts';
import type { PredictionRoom } from './prediction-room.ts';
import { createPredictor } from '../prediction/predictor.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';
import type { Backend } from '../training/backend.ts';
import { fitNetwork } from '../training/fit-network.ts';

/** What simpler models reach on the same rows (test, or validation where no test rows were kept). */
export interface Baselines {
  /** Says the class shares of the training rows to everyone. */
  readonly prior: Metrics;
  /** Multinomial logistic regression on the answers as numbers. */
  readonly logistic: Metrics;
}

export interface FitBaselinesOptions {
  readonly schema: SurveySchema;
  readonly params: Params;
  readonly rows: ArrangedRows;
  readonly room: PredictionRoom;
  readonly backend: Backend;
  readonly assess: Assessor;
  readonly signal?: AbortSignal;
}

const LOGISTIC_EPOCHS = 4;

/** Fits the baselines; a backend must have been started. */
export async function fitBaselines(options: FitBaselinesOptions): Promise<Baselines> {
  const { schema, params, rows, room, backend, signal } = options;
  const encoder = fitLinearEncoder(schema, rows.parts.train);
  const network = { inputs: encoder.columns.length, hidden: [], outputs: schema.target.classes.length };
  const { weights } = await fitNetwork({
    encoder,
    network,
    rows: rows.parts,
    room,
    settings: {
      ...params.train,
      epochs: LOGISTIC_EPOCHS,
      learning_rate: 0.03,
      weight_decay: 0,
      complete_share: 1,
      class_weights: 'none',
    },
    backend,
    ...(signal === undefined ? {} : { signal }),
  });
  const spec = uncalibrated({ schema, encoder, network });
  const shares = new Float32Array(parameterCount(network));
  shares.set(logShares(rows.parts.train, network.outputs), shares.length - network.outputs);
  return { prior: assessTuned(spec, shares, options), logistic: assessTuned(spec, weights, options) };
}

/** The metrics under a decision policy that is chosen on the validation rows, as the network's own is. */
function assessTuned(
  spec: ModelSpec,
  weights: Float32Array,
  { rows: { parts }, room, params, assess }: FitBaselinesOptions,
): Metrics {
  const predictor = createPredictor(spec, weights);
  const validation = calibrateRows(logitsOfRows(predictor, parts.validation, room.logits), 1);
  const decision = chooseDecisionWeights(validation, params.decision, room.decision);
  const judged = parts.test.rows > 0 ? parts.test : parts.validation;
  return assess(createPredictor({ ...spec, decision }, weights), judged).metrics;
}

/** The logarithms of the training rows' class shares: as biases they make a model that says just these. */
function logShares({ rows, labels }: Dataset, classes: number): Float32Array {
  const counts = new Float32Array(classes);
  for (const label of labels) counts[label]! += 1;
  return counts.map((count) => Math.log(count / rows));
}
