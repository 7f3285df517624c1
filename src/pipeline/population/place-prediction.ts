import type { Prediction } from '../prediction/prediction.ts';
import type { Predictor } from '../prediction/predictor.ts';
import { answerRange, type AnswerRange } from './answer-range.ts';
import type { Population } from './population.ts';
import { rareWarnings } from './rare-answers.ts';
import { standingAmong, type Standing } from './standing.ts';

/** A prediction among the people that the model learnt from. */
export interface PlacedPrediction extends Prediction {
  /** Absent where the population knows no peers. */
  readonly standing?: Standing;
  /** Absent where no answer is missing that the population knows. */
  readonly range?: AnswerRange;
}

/**
 * Adds to a prediction where it stands, how far the missing answers could move it, and warnings of answers that the model
 * has hardly seen.
 *
 * @param values the codes that the prediction was made from, in the schema's order; NaN is unknown
 */
export function placePrediction(
  prediction: Prediction,
  values: ArrayLike<number>,
  { predictor, population }: { readonly predictor: Predictor; readonly population: Population },
): PlacedPrediction {
  const { schema } = predictor.spec;
  const { anyProbability, warnings } = prediction;
  const standing = standingAmong(population.peers, { values, anyProbability }, schema);
  const range = answerRange(predictor, population.mixture, values);
  return {
    ...prediction,
    warnings: [...warnings, ...rareWarnings(population, values, schema)],
    ...(standing === undefined ? {} : { standing }),
    ...(range === undefined ? {} : { range }),
  };
}
