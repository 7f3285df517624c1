import { predictOutcome, type Outcome } from '../prediction/prediction.ts';
import type { Predictor } from '../prediction/predictor.ts';
import { describeAnswer } from '../schema/people-units.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';

/** One answer that is another; null is unknown. */
export interface AnswerChange {
  /** The schema name. */
  readonly indicator: string;
  readonly from: number | null;
  readonly to: number | null;
  readonly fromWords: string;
  readonly toWords: string;
}

/** What the model says of a person some of whose answers are others. It describes the model, not what causes what. */
export interface WhatIf extends Outcome {
  /** In the schema's order. */
  readonly changes: readonly AnswerChange[];
  /** The new probabilities less those of the answers as they were given. */
  readonly difference: Pick<Outcome, 'probabilities' | 'anyProbability'>;
}

/**
 * The prediction for other answers beside the one that was made.
 *
 * @param before codes in the schema's order, NaN where unknown; so are the codes of `after`
 */
export function predictWhatIf(predictor: Predictor, before: ArrayLike<number>, after: ArrayLike<number>): WhatIf {
  const old = predictOutcome(predictor, before);
  const outcome = predictOutcome(predictor, after);
  return {
    changes: changesBetween(predictor.spec.schema, before, after),
    ...outcome,
    difference: {
      probabilities: Object.fromEntries(
        Object.entries(outcome.probabilities).map(([id, probability]) => [id, probability - old.probabilities[id]!]),
      ),
      anyProbability: outcome.anyProbability - old.anyProbability,
    },
  };
}

function changesBetween(
  { indicators }: SurveySchema,
  before: ArrayLike<number>,
  after: ArrayLike<number>,
): readonly AnswerChange[] {
  return indicators.flatMap((indicator, place) => {
    const from = before[place]!;
    const to = after[place]!;
    if (Object.is(from, to)) return [];
    return {
      indicator: indicator.name,
      from: Number.isNaN(from) ? null : from,
      to: Number.isNaN(to) ? null : to,
      fromWords: describeAnswer(indicator, from),
      toWords: describeAnswer(indicator, to),
    };
  });
}
