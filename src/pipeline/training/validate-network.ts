import type { EpochMetrics } from '../../foundation/events.ts';
import {
  chooseDecisionWeights,
  createDecisionRoom,
  macroF1With,
  type DecisionGoal,
  type DecisionRoom,
} from '../model/decision.ts';
import { softmaxRows } from '../model/forward.ts';
import { createForwardPass, type ForwardPassOptions } from './forward-pass.ts';

export interface ValidationOptions extends ForwardPassOptions {
  readonly goal: DecisionGoal;
  /** New memory when left out. */
  readonly room?: ValidationRoom | undefined;
}

/** Memory in which rows are validated, one network after the other. */
export interface ValidationRoom {
  /** rows x classes, or more */
  readonly logits: Float64Array;
  readonly decision: DecisionRoom;
}

function createValidationRoom(rows: number, classes: number): ValidationRoom {
  return { logits: new Float64Array(rows * classes), decision: createDecisionRoom(rows) };
}

/** Tells how good parameters are over complete rows: mean log-loss, and macro F1 under the policy for the goal. */
export type Validation = (weights: Float32Array) => Pick<EpochMetrics, 'val_loss' | 'val_macro_f1'>;

/** Prepares the validation of a network on the rows of the data set; with none, the metrics are NaN. */
export function createValidation({ goal, ...options }: ValidationOptions): Validation {
  const { rows, labels } = options.dataset;
  const classes = options.network.outputs;
  const pass = createForwardPass(options);
  const { logits, decision } = options.room ?? createValidationRoom(rows, classes);
  const probabilities = logits.subarray(0, rows * classes);
  return (weights) => {
    pass(weights, (batch, start) => {
      softmaxRows(batch, { classes, temperature: 1 }, probabilities.subarray(start * classes));
    });
    let loss = 0;
    for (let i = 0; i < rows; i++) loss -= Math.log(probabilities[i * classes + labels[i]!]!);
    const predictions = { probabilities, labels, classes };
    const policy = chooseDecisionWeights(predictions, goal, decision);
    return { val_loss: loss / rows, val_macro_f1: macroF1With(policy.weights, predictions) };
  };
}
