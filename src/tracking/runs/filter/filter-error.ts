import { DiabetesError } from '../../../foundation/errors.ts';

/** Where something in a filter is wrong, and what. */
export interface FilterProblem {
  /** From 0. */
  readonly at: number;
  readonly message: string;
  readonly hint?: string;
}

const FORM = "A filter looks like: metrics.roc_auc_any > 0.82 and params.train.seed = '1'";

/** The error for a filter that is not valid; it says at which character, counted from 1. */
export function filterError({ at, message, hint = FORM }: FilterProblem): DiabetesError {
  return new DiabetesError('USAGE', `the filter is wrong at character ${at + 1}: ${message}`, { hint });
}
