import { describe, expect, it } from '@jest/globals';

import { flagsOf } from '../../../src/pipeline/schema/flags.ts';
import { SECOND_SCHEMA, SHIPPED_SCHEMA } from './shipped-schema.ts';

describe('flagsOf', () => {
  const flagOf = (flag: string) => flagsOf(SHIPPED_SCHEMA).find((candidate) => candidate.flag === flag);

  it('has one flag an indicator, in their order', () => {
    const questions = flagsOf(SHIPPED_SCHEMA).map(({ question }) => question);
    expect(questions.filter((question) => 'name' in question)).toEqual(SHIPPED_SCHEMA.indicators);
  });

  it('gives yes and no as a pair without a value', () => {
    expect(flagOf('high-blood-pressure')).toMatchObject({
      isBinary: true,
      aliases: ['high-bp', 'hypertension'],
      description: 'High blood pressure',
    });
    expect(flagOf('high-blood-pressure')).not.toHaveProperty('valueName');
    expect(flagsOf(SHIPPED_SCHEMA).filter(({ isBinary }) => isBinary)).toHaveLength(13);
  });

  it.each([
    ['sex', '<female|male>', 'Sex: female or male', ['female', 'male']],
    [
      'general-health',
      '<answer>',
      'General health: excellent, very-good, good, fair or poor',
      ['excellent', 'very-good', 'good', 'fair', 'poor'],
    ],
  ])('gives --%s with its words', (flag, valueName, ...[description, choices]) => {
    expect(flagOf(flag)).toMatchObject({ isBinary: false, valueName, description, choices });
  });

  it.each([
    ['age', '<years>', 'Age: 18 to 120 years'],
    ['bmi', '<kg/m²>', 'Body mass index: 12 to 98 kg/m²'],
    ['mental-health-days', '<days>', 'Days of poor mental health: 0 to 30 days'],
    ['income', '<dollars a year>', 'Household income: 0 to 10000000 dollars a year'],
  ])('gives --%s with its unit', (flag, valueName, description) => {
    expect(flagOf(flag)).toMatchObject({ isBinary: false, valueName, description });
    expect(flagOf(flag)).not.toHaveProperty('choices');
  });

  it('gives what an indicator is computed from behind it', () => {
    const flags = flagsOf(SHIPPED_SCHEMA).map(({ flag }) => flag);
    const bmi = flags.indexOf('bmi');
    expect(flags.slice(bmi, bmi + 3)).toEqual(['bmi', 'height-cm', 'weight-kg']);
    expect(flagOf('height-cm')).toMatchObject({
      isBinary: false,
      valueName: '<cm>',
      description: 'Height: 91 to 244 cm; with --weight-kg in place of --bmi',
    });
  });

  it('follows another survey', () => {
    expect(flagsOf(SECOND_SCHEMA).map(({ flag, valueName }) => [flag, valueName])).toEqual([
      ['irrigated', undefined],
      ['slope', '<answer>'],
      ['soil', '<answer>'],
      ['young-trees', '<trees>'],
      ['coldest-night', '<°C>'],
    ]);
  });
});
