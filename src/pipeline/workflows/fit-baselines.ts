import type { Assessor } from './assess-model.ts';
import type { Metrics } from '../bundle/manifest.ts';
import { fitLinearEncoder } from '../features/fit-encoder.ts';
import type { LabelledRows } from './labelled-rows.ts';
import { chooseDecisionWeights } from '../model/decision.ts';
import { uncalibrated, type ModelSpec } from '../model/model.ts';
import { parameterCount } from '../model/network.ts';
import type { Params } from '../params.ts';
import { calibrateRows, logitsOfRows } from './predict-rows.ts';
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
  readonly rows: LabelledRows;
  readonly backend: Backend;
  readonly assess: Assessor;
  readonly signal?: AbortSignal;
}

const LOGISTIC_EPOCHS = 4;

/** Fits the baselines; a backend must have been started. */
export async function fitBaselines(options: FitBaselinesOptions): Promise<Baselines> {
  const { schema, params, rows, backend, signal } = options;
  const encoder = fitLinearEncoder(schema, rows.dataset, rows.split.train);
  const network = { inputs: encoder.columns.length, hidden: [], outputs: schema.target.classes.length };
  const { weights } = await fitNetwork({
    dataset: rows.dataset,
    encoder,
    network,
    rows: rows.split,
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
  shares.set(logShares(rows, network.outputs), shares.length - network.outputs);
  return { prior: assessTuned(spec, shares, options), logistic: assessTuned(spec, weights, options) };
}

/** The metrics under a decision policy that is chosen on the validation rows, as the network's own is. */
function assessTuned(spec: ModelSpec, weights: Float32Array, { rows, params, assess }: FitBaselinesOptions): Metrics {
  const { dataset, split } = rows;
  const predictor = createPredictor(spec, weights);
  const validation = calibrateRows(logitsOfRows(predictor, { dataset, rows: split.validation }), 1);
  const decision = chooseDecisionWeights(validation, params.decision);
  const judged = split.test.length > 0 ? split.test : split.validation;
  return assess(createPredictor({ ...spec, decision }, weights), judged).metrics;
}

/** The logarithms of the training rows' class shares: as biases they make a model that says just these. */
function logShares({ dataset, split }: LabelledRows, classes: number): Float32Array {
  const counts = new Float32Array(classes);
  for (const row of split.train) counts[dataset.labels[row]!]! += 1;
  return counts.map((count) => Math.log(count / split.train.length));
}
