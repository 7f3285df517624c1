import { describe, expect, it } from '@jest/globals';
import { healthierAnswers } from '../../../src/pipeline/explanation/healthier-answers.ts';
import type { Indicator } from '../../../src/pipeline/schema/survey-schema.ts';
import { indicatorOf, SECOND_SCHEMA } from '../schema/shipped-schema.ts';

const valuesOf = (indicator: Indicator, given: number) => healthierAnswers(indicator, given).map(({ value }) => value);
const soil = indicatorOf('Soil', SECOND_SCHEMA);
const trees = indicatorOf('Trees', SECOND_SCHEMA);
const coldest = indicatorOf('Coldest', SECOND_SCHEMA);
const health = indicatorOf('GenHlth');

describe('healthierAnswers', () => {
  it('goes only in the healthier direction, the nearest first', () => {
    expect(valuesOf(indicatorOf('BMI'), 23.4)).toEqual([23, 22, 21, 20, 19]);
    expect(valuesOf(indicatorOf('PhysActivity'), 0)).toEqual([1]);
    expect(valuesOf(indicatorOf('PhysActivity'), 1)).toEqual([]);
    expect(valuesOf(indicatorOf('HvyAlcoholConsump'), 1)).toEqual([0]);
    expect(valuesOf({ ...health, changeable: 'decrease' }, 4)).toEqual([3, 2, 1]);
    expect(valuesOf({ ...health, changeable: 'increase', changeableTo: 4 }, 2)).toEqual([3, 4]);
  });

  it('never goes where a change is no healthier one', () => {
    expect(valuesOf(indicatorOf('BMI'), 18)).toEqual([]);
    expect(valuesOf(indicatorOf('BMI'), 12)).toEqual([]);
  });

  it.each(['Age', 'Sex', 'Stroke', 'HighBP', 'Income'])('leaves %s, which nobody can change', (name) => {
    expect(valuesOf(indicatorOf(name), 1)).toEqual([]);
  });

  it('leaves what is unknown', () => {
    expect(valuesOf(indicatorOf('BMI'), NaN)).toEqual([]);
  });

  it('goes both ways where either is as good, and measures by the range', () => {
    expect(healthierAnswers({ ...health, changeable: 'either' }, 2)).toEqual([
      { value: 1, distance: 0.25 },
      { value: 3, distance: 0.25 },
      { value: 4, distance: 0.5 },
      { value: 5, distance: 0.75 },
    ]);
  });

  it('calls every other code as far where codes have no order', () => {
    expect(healthierAnswers({ ...soil, changeable: 'either' }, 9)).toEqual([
      { value: 2, distance: 1 },
      { value: 5, distance: 1 },
    ]);
  });

  it('takes round steps, some hundred over a range, and whole ones for a count', () => {
    expect(valuesOf({ ...trees, changeable: 'decrease' }, 17)).toEqual([15, 10, 5, 0]);
    expect(valuesOf({ ...coldest, changeable: 'increase' }, 11.9)).toEqual([12, 12.2, 12.4]);
    expect(valuesOf(indicatorOf('MentHlth'), 3)).toEqual([]);
    expect(valuesOf({ ...indicatorOf('MentHlth'), changeable: 'decrease' }, 3)).toEqual([2, 1, 0]);
    const million = { ...trees, maximum: 1e6, changeable: 'increase' } as const;
    expect(valuesOf(million, 0)).toHaveLength(100);
    expect(valuesOf({ ...coldest, minimum: 0, maximum: 0.01, changeable: 'increase' }, 0.0098)).toEqual([0.0099, 0.01]);
  });

  it('has no other answer where there is but one', () => {
    expect(valuesOf({ ...trees, minimum: 3, maximum: 3, changeable: 'either' }, 3)).toEqual([]);
  });
});
