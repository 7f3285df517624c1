import { anyProbability } from '../prediction/prediction.ts';
import type { Predictor } from '../prediction/predictor.ts';
import { componentShares, drawPeople, valueShares } from './answer-mixture.ts';
import type { AnswerMixture } from './population.ts';

/** How far the answers that were left out could move a prediction. */
export interface AnswerRange {
  /** The share of people with the given answers whose complete answers lead to a probability between the bounds. */
  readonly level: number;
  /** The least and the greatest probability of any class but the first. */
  readonly anyProbability: readonly [low: number, high: number];
  /** The unanswered indicator whose answer would move the prediction most, on average. */
  readonly mostTelling: string;
}

const LEVEL = 0.9;
/** Drawn from the reference population; the bounds vary by about .01 between one such draw and another. */
const PEOPLE = 512;

/**
 * Where the prediction would lie if the other questions were answered too, as people of the reference population with the
 * same answers answer them; undefined where none is left that the population knows.
 *
 * @param values codes in the schema's order; NaN is unknown
 */
export function answerRange(
  predictor: Predictor,
  mixture: AnswerMixture,
  values: ArrayLike<number>,
): AnswerRange | undefined {
  const mostTelling = mostTellingIndicator(predictor, mixture, values);
  if (mostTelling === undefined) return undefined;
  const risks = anyProbabilities(predictor, drawPeople(mixture, values, PEOPLE)).sort();
  const tail = (1 - LEVEL) / 2;
  return {
    level: LEVEL,
    anyProbability: [quantileOf(risks, tail), quantileOf(risks, 1 - tail)],
    mostTelling,
  };
}

function mostTellingIndicator(
  predictor: Predictor,
  mixture: AnswerMixture,
  values: ArrayLike<number>,
): string | undefined {
  const components = componentShares(mixture, values);
  let best: string | undefined;
  let most = -1;
  predictor.spec.schema.indicators.forEach(({ name }, i) => {
    const column = mixture.columns[i];
    if (column == null || !Number.isNaN(values[i]!)) return;
    const answered = new Float32Array(column.values.length * values.length);
    column.values.forEach((value, place) => {
      answered.set(values, place * values.length);
      answered[place * values.length + i] = value;
    });
    const spread = spreadOf(anyProbabilities(predictor, answered), valueShares(column, components));
    if (spread <= most) return;
    most = spread;
    best = name;
  });
  return best;
}

function anyProbabilities(predictor: Predictor, people: Float32Array): Float64Array {
  const { classes } = predictor.spec.schema.target;
  const rows = people.length / predictor.spec.schema.indicators.length;
  const probabilities = new Float64Array(rows * classes.length);
  predictor.predictBatch(people, probabilities);
  return Float64Array.from({ length: rows }, (_, row) =>
    anyProbability(probabilities, row * classes.length, classes.length),
  );
}

/** The variance of numbers that count as their shares say. */
function spreadOf(numbers: Float64Array, shares: Float64Array): number {
  const mean = numbers.reduce((sum, number, i) => sum + number * shares[i]!, 0);
  return numbers.reduce((sum, number, i) => sum + (number - mean) ** 2 * shares[i]!, 0);
}

/** Between the two neighbours in ascending numbers. */
function quantileOf(numbers: Float64Array, share: number): number {
  const place = share * (numbers.length - 1);
  const below = Math.floor(place);
  const low = numbers[below]!;
  return low + (place - below) * (numbers[Math.min(below + 1, numbers.length - 1)]! - low);
}
