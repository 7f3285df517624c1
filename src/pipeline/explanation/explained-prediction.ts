import type { PlacedPrediction } from '../population/place-prediction.ts';
import type { Counterfactual } from './counterfactual.ts';
import type { Explanation } from './explain-prediction.ts';
import type { WhatIf } from './what-if.ts';

/** One person's prediction with what was asked about it. */
export interface ExplainedPrediction extends PlacedPrediction {
  readonly explanation?: Explanation;
  readonly whatIf?: WhatIf;
  readonly counterfactual?: Counterfactual;
}
