import { createRankingRoom, type RankingRoom } from '../evaluation/ranking.ts';
import { createDecisionRoom } from '../model/decision.ts';
import type { ValidationRoom } from '../training/validate-network.ts';
import type { ArrangedRows } from './arrange-rows.ts';

/** Memory for all that a model says of some rows. */
export interface LabelledRoom {
  /** rows x classes */
  readonly logits: Float64Array;
  readonly uncalibratedAny: Float64Array;
  readonly predicted: Uint8Array;
}

export function createLabelledRoom(rows: number, classes: number): LabelledRoom {
  return {
    logits: new Float64Array(rows * classes),
    uncalibratedAny: new Float64Array(rows),
    predicted: new Uint8Array(rows),
  };
}

/**
 * Memory for all that is as long as the validation or the test rows. A training makes it once, and its stages use it one
 * after the other: arrays of a stage's own would lie around long after it, because the collector does not see that they
 * are large, and would add up.
 */
export interface PredictionRoom extends ValidationRoom, LabelledRoom {
  readonly ranking: RankingRoom;
}

/** Room for whichever of the two parts is larger; decisions are chosen on the validation rows alone. */
export function createPredictionRoom({ validation, test }: ArrangedRows['parts'], classes: number): PredictionRoom {
  const rows = Math.max(validation.rows, test.rows);
  return {
    ...createLabelledRoom(rows, classes),
    ranking: createRankingRoom(rows),
    decision: createDecisionRoom(validation.rows),
  };
}
