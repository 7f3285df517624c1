import { anyProbability } from '../prediction/prediction.ts';
import type { Predictor } from '../prediction/predictor.ts';
import { drawPeople } from './answer-mixture.ts';
import type { AnswerMixture } from './population.ts';

/** How far the answers that were left out could move a prediction. */
export interface AnswerRange {
  /** The share of people with the given answers whose complete answers lead to a probability between the bounds. */
  readonly level: number;
  /** The least and the greatest probability of any class but the first. */
  readonly anyProbability: readonly [low: number, high: number];
  /** The unanswered indicator that tells most of the differences between these people; absent where none tells any. */
  readonly mostTelling?: string;
}

const LEVEL = 0.9;
/** So many people tell the bounds within .005 and .025, on average, of those that 6,000 tell. */
const PEOPLE = 64;

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
  const isOpen = mixture.columns.map((column, i) => column !== null && Number.isNaN(values[i]!));
  if (!isOpen.includes(true)) return undefined;
  const people = drawPeople(mixture, values, PEOPLE);
  const risks = riskOf(predictor, people);
  const { indicators } = predictor.spec.schema;
  const told = indicators.map((_, i) => {
    if (!isOpen[i]) return -1;
    return explainedVariance(risks, (person) => people[person * indicators.length + i]!);
  });
  const most = Math.max(...told);
  const ascending = risks.toSorted();
  const tail = (1 - LEVEL) / 2;
  return {
    level: LEVEL,
    anyProbability: [quantileOf(ascending, tail), quantileOf(ascending, 1 - tail)],
    ...(most > 0 ? { mostTelling: indicators[told.indexOf(most)]!.name } : {}),
  };
}

/** The probability of any class but the first for each of the people. */
function riskOf({ spec, predictBatch }: Predictor, people: Float32Array): Float64Array {
  const classes = spec.schema.target.classes.length;
  const probabilities = new Float64Array((people.length / spec.schema.indicators.length) * classes);
  predictBatch(people, probabilities);
  return Float64Array.from({ length: probabilities.length / classes }, (_, person) =>
    anyProbability(probabilities, person * classes, classes),
  );
}

/**
 * The share of the variance of `risks` that lies between people with different answers, less what chance puts there
 * (epsilon squared, Kelley 1935); at least 0.
 */
function explainedVariance(risks: Float64Array, answerOf: (person: number) => number): number {
  const mean = meanOf(risks);
  const groups = new Map<number, { sum: number; count: number }>();
  let total = 0;
  risks.forEach((risk, person) => {
    const answer = answerOf(person);
    const group = groups.get(answer) ?? { sum: 0, count: 0 };
    groups.set(answer, { sum: group.sum + risk, count: group.count + 1 });
    total += (risk - mean) ** 2;
  });
  let between = 0;
  for (const { sum, count } of groups.values()) between += count * (sum / count - mean) ** 2;
  const within = (total - between) / Math.max(1, risks.length - groups.size);
  return total === 0 ? 0 : Math.max(0, (between - (groups.size - 1) * within) / total);
}

function meanOf(numbers: Float64Array): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

/** Below which one more such number would lie as often as `share` says (Hyndman and Fan 1996, definition 6). */
function quantileOf(numbers: Float64Array, share: number): number {
  const place = Math.min(numbers.length - 1, Math.max(0, share * (numbers.length + 1) - 1));
  const below = Math.floor(place);
  const low = numbers[below]!;
  return low + (place - below) * (numbers[Math.min(below + 1, numbers.length - 1)]! - low);
}
