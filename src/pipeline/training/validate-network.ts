import type { EpochMetrics } from '../../foundation/events.ts';
import { chooseDecisionWeights, macroF1With, type DecisionGoal } from '../model/decision.ts';
import { softmaxRows } from '../model/forward.ts';
import { createForwardPass, type ForwardPassOptions } from './forward-pass.ts';

export interface ValidationOptions extends ForwardPassOptions {
  /** Row numbers; with none, the metrics are NaN. */
  readonly rows: Uint32Array;
  readonly goal: DecisionGoal;
}

/** Tells how good parameters are over complete rows: mean log-loss, and macro F1 under the policy for the goal. */
export type Validation = (weights: Float32Array) => Pick<EpochMetrics, 'val_loss' | 'val_macro_f1'>;

/** Prepares the validation of a network on some rows. */
export function createValidation({ rows, goal, ...options }: ValidationOptions): Validation {
  const classes = options.network.outputs;
  const pass = createForwardPass(options);
  const labels = Uint8Array.from(rows, (row) => options.dataset.labels[row]!);
  const probabilities = new Float64Array(rows.length * classes);
  return (weights) => {
    pass(weights, rows, (logits, start) => {
      softmaxRows(logits, { classes, temperature: 1 }, probabilities.subarray(start * classes));
    });
    let loss = 0;
    for (let i = 0; i < labels.length; i++) loss -= Math.log(probabilities[i * classes + labels[i]!]!);
    const predictions = { probabilities, labels, classes };
    const policy = chooseDecisionWeights(predictions, goal);
    return { val_loss: loss / rows.length, val_macro_f1: macroF1With(policy.weights, predictions) };
  };
}
