import type { Predictor } from '../prediction/predictor.ts';
import { attemptsOf, countAttempts, partsOf, subsetsOf, thinChoices, type Attempt, type Choice } from './attempts.ts';

/** The smallest sets of changes that were found. */
export interface FoundChanges {
  /** For each goal: the fewest changes first, then the least distance. */
  readonly found: readonly (readonly Attempt[])[];
  /** Whether no smaller ones can have been missed. */
  readonly isExhaustive: boolean;
}

/** At most so many answers are changed together, and so many sets of changes are told. */
const MOST_CHANGES = 3;
const MOST_FOUND = 3;
/** How many sets of changes are tried with the same answers changed, and how many in all. */
const MOST_TOGETHER = 4096;
const MOST_ATTEMPTS = 30_000;

/**
 * The nearest set of changes for each set of choices with which the predicted class is a goal, or a class before it; of
 * those to which every change is needed, the three smallest a goal.
 *
 * @param given codes in the schema's order; NaN is unknown
 * @param goals indices of classes
 */
export function searchChanges(
  predictor: Predictor,
  { given, choices }: { readonly given: Float64Array; readonly choices: readonly Choice[] },
  goals: readonly number[],
): FoundChanges {
  const found = goals.map((): Attempt[] => []);
  let attempted = 0;
  let isExhaustive = true;
  // Fewer changes come first: once every goal has enough of them, no greater set is among the smallest.
  for (let size = 1; size <= MOST_CHANGES && found.some(({ length }) => length < MOST_FOUND); size++) {
    const reached = goals.map((): Attempt[] => []);
    for (const subset of subsetsOf(choices, size)) {
      const thinned = thinChoices(subset, MOST_TOGETHER);
      attempted += countAttempts(thinned);
      if (thinned !== subset || attempted > MOST_ATTEMPTS) isExhaustive = false;
      if (attempted > MOST_ATTEMPTS) break;
      const attempts = attemptsOf(given, thinned);
      const classes = classesOf(
        predictor,
        attempts.map(({ values }) => values),
      );
      for (const [i, goal] of goals.entries()) {
        const nearest = attempts[classes.findIndex((one) => one <= goal)];
        if (nearest !== undefined && needsEveryChange(predictor, given, { nearest, goal })) reached[i]!.push(nearest);
      }
    }
    for (const [i, attempts] of reached.entries()) {
      found[i]!.push(...attempts.sort((a, b) => a.distance - b.distance));
    }
  }
  return { found: found.map((attempts) => attempts.slice(0, MOST_FOUND)), isExhaustive };
}

/** The index of the predicted class for each of several people. */
export function classesOf(predictor: Predictor, people: readonly Float64Array[]): readonly number[] {
  const { indicators, target } = predictor.spec.schema;
  const values = new Float32Array(people.length * indicators.length);
  for (const [i, person] of people.entries()) values.set(person, i * indicators.length);
  const probabilities = new Float64Array(people.length * target.classes.length);
  predictor.predictBatch(values, probabilities);
  return people.map((_, i) => predictor.decide(probabilities, i * target.classes.length));
}

function needsEveryChange(
  predictor: Predictor,
  given: Float64Array,
  { nearest, goal }: { readonly nearest: Attempt; readonly goal: number },
): boolean {
  return classesOf(predictor, partsOf(given, nearest)).every((one) => one > goal);
}
