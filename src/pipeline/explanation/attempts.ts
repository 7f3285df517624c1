import type { HealthierAnswer } from './healthier-answers.ts';

/** Other answers that one question could have, the nearest first. */
export interface Choice {
  /** The indicator's place in the schema. */
  readonly place: number;
  readonly answers: readonly HealthierAnswer[];
}

/** One set of changes. */
export interface Attempt {
  /** All answers, the changed ones among them. */
  readonly values: Float64Array;
  /** The places of the changed ones. */
  readonly changed: readonly number[];
  /** How far the changed ones are from the given ones, together. */
  readonly distance: number;
}

/** All subsets of some size, in the items' order. */
export function subsetsOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  if (size === 0) return [[]];
  return items.flatMap((item, i) => subsetsOf(items.slice(i + 1), size - 1).map((rest) => [item, ...rest]));
}

/** How many sets of changes there are in which every one of the choices is another answer than the given one. */
export function countAttempts(choices: readonly Choice[]): number {
  return choices.reduce((product, { answers }) => product * answers.length, 1);
}

/** Every set of changes in which each of the choices is another answer than the given one, the nearest first. */
export function attemptsOf(given: Float64Array, choices: readonly Choice[]): readonly Attempt[] {
  let attempts: Attempt[] = [{ values: given, changed: [], distance: 0 }];
  for (const { place, answers } of choices) {
    attempts = attempts.flatMap(({ values, changed, distance }) =>
      answers.map((answer) => ({
        values: values.with(place, answer.value),
        changed: [...changed, place],
        distance: distance + answer.distance,
      })),
    );
  }
  return attempts.sort((a, b) => a.distance - b.distance);
}

/** The choices with fewer, evenly spaced answers, so that there are no more than `most` sets of changes. */
export function thinChoices(choices: readonly Choice[], most: number): readonly Choice[] {
  if (countAttempts(choices) <= most) return choices;
  // A whole root may come out a little below itself.
  const each = Math.floor(most ** (1 / choices.length) + 1e-9);
  return choices.map(({ place, answers }) => ({
    place,
    answers: answers.length <= each ? answers : Array.from({ length: each }, (_, i) => evenly(answers, i / (each - 1))),
  }));
}

/** The sets of changes that leave out some of an attempt's, but not all. */
export function partsOf(given: Float64Array, { values, changed }: Attempt): readonly Float64Array[] {
  const parts: Float64Array[] = [];
  for (let kept = 1; kept < 2 ** changed.length - 1; kept++) {
    const part = given.slice();
    for (const [i, place] of changed.entries()) if ((kept >> i) & 1) part[place] = values[place]!;
    parts.push(part);
  }
  return parts;
}

function evenly<T>(items: readonly T[], share: number): T {
  return items[Math.round(share * (items.length - 1))]!;
}
