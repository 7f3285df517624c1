import { createRandom } from '../../foundation/random.ts';
import { anyProbability, predictOutcome } from '../prediction/prediction.ts';
import type { Predictor } from '../prediction/predictor.ts';
import { describeAnswer } from '../schema/people-units.ts';
import { exactShapley } from './exact-shapley.ts';
import { answerGame, knownPlaces, type Shares } from './game.ts';
import { sampledShapley } from './sampled-shapley.ts';

/** What one answer contributes to a prediction, in probability. */
export interface Contribution {
  /** The schema name. */
  readonly indicator: string;
  /** The code, and what it says. */
  readonly value: number;
  readonly words: string;
  /** To the probability of any class but the first. */
  readonly contribution: number;
  /** The standard error of `contribution`; absent where it is exact. */
  readonly error?: number;
  /** To the probability of each class; they sum to 0. */
  readonly probabilities: Readonly<Record<string, number>>;
}

/**
 * Why the model says what it says: baseline and contributions sum to the prediction, for any class but the first and for
 * each class. It describes the model, not what causes what.
 */
export interface Explanation {
  /** Over all orders of the answers, or over some at random. */
  readonly method: 'exact' | 'sampled';
  /** How many orders were drawn; absent where all of them count. */
  readonly orders?: number;
  /** The probability of any class but the first where no answer is known: the average person's. */
  readonly baseline: number;
  readonly baselineProbabilities: Readonly<Record<string, number>>;
  /** The same with all given answers. */
  readonly prediction: number;
  /** One a given answer, the greatest first. */
  readonly contributions: readonly Contribution[];
}

/** Up to so many answers, all coalitions take no longer than sampling: for 14 .10 and .12 s, for 15 .15 and .14 s, cold. */
const MOST_EXACT = 14;
const PRECISION = { wantedError: 0.001, mostOrders: 8192 };

/**
 * What each given answer contributes: Shapley values, with the model's own prediction from some of the answers as the
 * worth of these (Shapley 1953; Lundberg and Lee 2017, https://arxiv.org/abs/1705.07874). Exact for up to 14 answers;
 * beyond, estimated to a standard error of .001, the same on every call.
 *
 * @param values codes in the schema's order; NaN is unknown
 */
export function explainPrediction(predictor: Predictor, values: ArrayLike<number>): Explanation {
  const { indicators, target } = predictor.spec.schema;
  const classes = target.classes.length;
  const game = answerGame(predictor, values);
  const found: Shares & { readonly errors?: Float64Array; readonly orders?: number } =
    game.players <= MOST_EXACT ? exactShapley(game) : sampledShapley(game, createRandom(0, 'explanation'), PRECISION);
  const byClass = (numbers: Float64Array, start: number) =>
    Object.fromEntries(target.classes.map(({ id }, k) => [id, numbers[start + k]!]));
  const contributions = knownPlaces(values).map((place, player): Contribution => {
    const start = player * classes;
    const indicator = indicators[place]!;
    return {
      indicator: indicator.name,
      value: values[place]!,
      words: describeAnswer(indicator, values[place]!),
      contribution: anyProbability(found.shares, start, classes),
      // That of the first class, whose probability is 1 less that of any other.
      ...(found.errors === undefined ? {} : { error: found.errors[start]! }),
      probabilities: byClass(found.shares, start),
    };
  });
  return {
    method: found.orders === undefined ? 'exact' : 'sampled',
    ...(found.orders === undefined ? {} : { orders: found.orders }),
    baseline: anyProbability(found.nobody, 0, classes),
    baselineProbabilities: byClass(found.nobody, 0),
    prediction: predictOutcome(predictor, values).anyProbability,
    contributions: contributions.sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution)),
  };
}
