import type { Encoder } from '../features/encoder.ts';
import type { DecisionObjective } from '../params.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';
import type { NetworkSpec } from './network.ts';

/** Temperature scaling (Guo et al. 2017, https://arxiv.org/abs/1706.04599): probabilities are softmax(logits / T). */
export interface Calibration {
  readonly kind: 'temperature';
  readonly temperature: number;
}

/** The predicted class is the one with the greatest weight x probability; probabilities themselves stay as they are. */
export interface DecisionPolicy {
  /** What the weights were chosen for. */
  readonly objective: DecisionObjective;
  /** One a class, in the schema's order. */
  readonly weights: readonly number[];
}

/** All of a fitted model but its weights. A bundle's manifest is one, and so is what training holds in memory. */
export interface ModelSpec {
  readonly schema: SurveySchema;
  readonly encoder: Encoder;
  readonly network: NetworkSpec;
  readonly calibration: Calibration;
  readonly decision: DecisionPolicy;
}

/** The model as the network gives it: no calibration, and the most probable class. */
export function uncalibrated(model: Pick<ModelSpec, 'schema' | 'encoder' | 'network'>): ModelSpec {
  const weights = new Array<number>(model.network.outputs).fill(1);
  return {
    ...model,
    calibration: { kind: 'temperature', temperature: 1 },
    decision: { objective: 'probability', weights },
  };
}
