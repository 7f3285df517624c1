import { describe, expect, it } from '@jest/globals';

import { indicatorOf, SHIPPED_SCHEMA, SHIPPED_TEXT } from './shipped-schema.ts';

const COLUMNS =
  'HighBP HighChol CholCheck BMI Smoker Stroke HeartDiseaseorAttack PhysActivity Fruits Veggies HvyAlcoholConsump ' +
  'AnyHealthcare NoDocbcCost GenHlth MentHlth PhysHlth DiffWalk Sex Age Education Income';

describe('data/schema.yaml', () => {
  const { indicators, target, disclaimer } = SHIPPED_SCHEMA;

  it('has the 21 indicators in the order of the file', () => {
    expect(indicators.map(({ name }) => name)).toEqual(COLUMNS.split(' '));
  });

  it('has the three classes of the label', () => {
    expect(target.name).toBe('Diabetes_012');
    expect(target.classes.map(({ id, label }) => [id, label])).toEqual([
      ['none', 0],
      ['prediabetes', 1],
      ['diabetes', 2],
    ]);
  });

  it('asks every indicator in words, under flags that are used once', () => {
    const flags = indicators.flatMap(({ flag, aliases }) => [flag, ...aliases]);
    expect(new Set(flags).size).toBe(flags.length);
    for (const { label, question, group } of indicators) {
      expect(label).not.toBe('');
      expect(question).toMatch(/\?$/);
      expect(group).not.toBe('');
    }
  });

  it('has the ranges of the survey', () => {
    const range = (name: string) => [indicatorOf(name).minimum, indicatorOf(name).maximum];
    expect(range('BMI')).toEqual([12, 98]);
    expect(range('MentHlth')).toEqual([0, 30]);
    expect(range('PhysHlth')).toEqual([0, 30]);
    expect(range('GenHlth')).toEqual([1, 5]);
    expect(range('Age')).toEqual([1, 13]);
    expect(range('Education')).toEqual([1, 6]);
    expect(range('Income')).toEqual([1, 8]);
    const binary = indicators.filter(({ type }) => type === 'binary');
    expect(binary).toHaveLength(14);
    for (const { minimum, maximum } of binary) expect([minimum, maximum]).toEqual([0, 1]);
  });

  it('advises only what a person can change, in the healthier direction', () => {
    const changeable = indicators.flatMap(({ name, changeable: way }) => (way === undefined ? [] : [[name, way]]));
    expect(changeable).toEqual([
      ['BMI', 'decrease'],
      ['PhysActivity', 'increase'],
      ['Fruits', 'increase'],
      ['Veggies', 'increase'],
      ['HvyAlcoholConsump', 'decrease'],
    ]);
  });

  it('never calls it healthier to be underweight', () => {
    expect(indicatorOf('BMI').changeableTo).toBe(18.5);
  });

  it('says that it is no medical device', () => {
    expect(disclaimer).toMatch(/not a medical device/);
    expect(disclaimer).toMatch(/[Tt]alk to a doctor/);
  });

  it('fits on lines that a person reads', () => {
    expect(Math.max(...SHIPPED_TEXT.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(120);
  });
});
