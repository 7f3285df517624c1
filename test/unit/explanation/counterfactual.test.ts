import { describe, expect, it } from '@jest/globals';
import { changeableAnswers, findCounterfactual } from '../../../src/pipeline/explanation/counterfactual.ts';
import { healthierAnswers } from '../../../src/pipeline/explanation/healthier-answers.ts';
import { predictOutcome } from '../../../src/pipeline/prediction/prediction.ts';
import type { Predictor } from '../../../src/pipeline/prediction/predictor.ts';
import type { Indicator, SurveySchema } from '../../../src/pipeline/schema/survey-schema.ts';
import { SECOND_SCHEMA, SHIPPED_SCHEMA } from '../schema/shipped-schema.ts';
import { madeUpAnswers, madeUpPredictor } from './made-up-predictor.ts';

const ORDER = SHIPPED_SCHEMA.target.classes.map(({ id }) => id);
const rankOf = (predictor: Predictor, values: ArrayLike<number>) =>
  ORDER.indexOf(predictOutcome(predictor, values).predictedClass);

/** The least distance of every set of changed answers that reaches a class or one before it, with nothing left out. */
function bruteForce(predictor: Predictor, given: Float64Array, goal: number): { changes: number; distance: number }[] {
  let people = [{ values: given, changes: 0, distance: 0, changed: '' }];
  for (const [place, indicator] of predictor.spec.schema.indicators.entries()) {
    people = people.flatMap((person) => [
      person,
      ...healthierAnswers(indicator, given[place]!).map(({ value, distance }) => ({
        values: person.values.with(place, value),
        changes: person.changes + 1,
        distance: person.distance + distance,
        changed: `${person.changed} ${place}`,
      })),
    ]);
  }
  const reached = people.filter(({ changes, values }) => changes <= 3 && rankOf(predictor, values) <= goal);
  const nearest = new Map<string, (typeof reached)[number]>();
  for (const person of reached) {
    if (person.distance < (nearest.get(person.changed)?.distance ?? Infinity)) nearest.set(person.changed, person);
  }
  const needed = [...nearest.values()].filter((person) =>
    partsOf(person.values, given).every((part) => rankOf(predictor, part) > goal),
  );
  return needed.sort((a, b) => a.changes - b.changes || a.distance - b.distance).slice(0, 3);
}

/** The answers with some of the changes undone, but not all and not none. */
function partsOf(values: Float64Array, given: Float64Array): Float64Array[] {
  let parts = [values];
  for (const [place, value] of given.entries()) {
    if (!Object.is(value, values[place])) parts = parts.flatMap((part) => [part, part.with(place, value)]);
  }
  return parts.slice(1, -1);
}

/** The shipped survey with fewer steps to try, so that brute force can try them all. */
const COARSE: SurveySchema = {
  ...SHIPPED_SCHEMA,
  indicators: SHIPPED_SCHEMA.indicators.map((indicator): Indicator =>
    indicator.name === 'GenHlth'
      ? { ...indicator, changeable: 'decrease' }
      : { ...indicator, ...(indicator.name === 'BMI' ? { changeableTo: 75 } : {}) },
  ),
};

describe('findCounterfactual', () => {
  it('finds what trying everything finds', () => {
    const seen = { none: 0, one: 0, several: 0, steps: 0 };
    for (let seed = 0; seed < 80; seed++) {
      const predictor = madeUpPredictor(COARSE, seed % 6);
      const given = madeUpAnswers(COARSE, seed, 0.9);
      const { targets, isExhaustive } = findCounterfactual(predictor, given);
      expect(isExhaustive).toBe(true);
      if (rankOf(predictor, given) === 0) expect(targets).toEqual([]);
      for (const { predictedClass, alternatives } of targets) {
        const expected = bruteForce(predictor, given, ORDER.indexOf(predictedClass));
        expect(alternatives.map(({ changes, distance }) => [changes.length, distance.toFixed(9)])).toEqual(
          expected.map(({ changes, distance }) => [changes, distance.toFixed(9)]),
        );
        for (const { predictedClass: reached } of alternatives) {
          expect(ORDER.indexOf(reached)).toBeLessThanOrEqual(ORDER.indexOf(predictedClass));
        }
        if (alternatives.length === 0) seen.none++;
        else if (alternatives[0]!.changes.length === 1) seen.one++;
        else seen.several++;
      }
      if (targets.length === 2) {
        expect(targets[0]!.alternatives[0]?.predictedClass).not.toBe('none');
        seen.steps++;
      }
    }
    // The search is tried where it finds nothing, something near, something far, and a class between.
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
  });

  it('changes nothing but what was given and is changeable, in the healthier direction', () => {
    const changed = new Set<string>();
    for (let seed = 0; seed < 200; seed++) {
      const given = madeUpAnswers(SHIPPED_SCHEMA, seed, 0.7);
      const { targets } = findCounterfactual(madeUpPredictor(SHIPPED_SCHEMA, seed % 6), given);
      for (const { indicator, from, to } of targets.flatMap(({ alternatives }) =>
        alternatives.flatMap(({ changes }) => changes),
      )) {
        const { changeable } = SHIPPED_SCHEMA.indicators.find(({ name }) => name === indicator)!;
        expect(from).not.toBeNull();
        expect(to).not.toBeNull();
        expect(changeable).toBe(to! < from! ? 'decrease' : 'increase');
        if (indicator === 'BMI') expect(to).toBeGreaterThanOrEqual(18.5);
        changed.add(indicator);
      }
    }
    expect(changed.size).toBeGreaterThan(2);
  });

  it('looks for the first class alone where there are but two', () => {
    const predictor = madeUpPredictor(SECOND_SCHEMA, 2);
    const results = Array.from({ length: 20 }, (_, seed) =>
      findCounterfactual(predictor, madeUpAnswers(SECOND_SCHEMA, seed)),
    );
    const targets = new Set(results.map((result) => result.targets.map(({ predictedClass }) => predictedClass).join()));
    expect([...targets].sort()).toEqual(['', 'low']);
  });

  it('names what it varied: what is as healthy as can be is not among it', () => {
    const predictor = madeUpPredictor(SHIPPED_SCHEMA);
    const given = SHIPPED_SCHEMA.indicators.map(
      ({ name }) => ({ BMI: 30, Fruits: 1, Veggies: 0, Age: 9 })[name] ?? NaN,
    );
    expect(findCounterfactual(predictor, given).changeable).toEqual(['BMI', 'Veggies']);
  });

  it('says so where there is more to try than it tries', () => {
    const numbers = Array.from({ length: 30 }, (_, i): Indicator => {
      const texts = { label: `N${i}`, question: '', flag: `n${i}`, group: '' };
      return {
        name: `N${i}`,
        type: 'continuous',
        minimum: 0,
        maximum: 100,
        aliases: [],
        levels: [],
        sensitive: false,
        changeable: 'either',
        ...texts,
      };
    });
    const schema = { ...SHIPPED_SCHEMA, indicators: numbers };
    const unreachable = madeUpPredictor(schema);
    const stubborn: Predictor = { ...unreachable, decide: () => 2 };
    const result = findCounterfactual(
      stubborn,
      numbers.map(() => 50),
    );
    expect(result).toMatchObject({ isExhaustive: false, targets: [{ alternatives: [] }, { alternatives: [] }] });
  });
});

describe('changeableAnswers', () => {
  it('are the given ones that the schema calls changeable', () => {
    const values = SHIPPED_SCHEMA.indicators.map(({ name }) => (['BMI', 'Age', 'Fruits'].includes(name) ? 1 : NaN));
    expect(changeableAnswers(SHIPPED_SCHEMA, values)).toEqual(['BMI', 'Fruits']);
  });
});
