import { describe, expect, it } from '@jest/globals';
import { readGivenAnswers } from '../../../src/pipeline/schema/given-answers.ts';
import {
  askedQuestions,
  choicesOf,
  describeGiven,
  givenTexts,
  isAsked,
  problemWith,
  type AnswerTexts,
  type AskedQuestion,
} from '../../../src/pipeline/schema/questionnaire.ts';
import type { SurveySchema } from '../../../src/pipeline/schema/survey-schema.ts';
import { indicatorOf, SECOND_SCHEMA, SHIPPED_SCHEMA } from './shipped-schema.ts';

const ask = (flags: Readonly<Record<string, string>> = {}, schema = SHIPPED_SCHEMA): readonly AskedQuestion[] =>
  askedQuestions(schema, readGivenAnswers(schema, Object.entries(flags)).values);
const ALL = ask();
const asked = (flag: string, schema?: SurveySchema): AskedQuestion =>
  ask({}, schema).find(({ question }) => question.flag === flag)!;
const texts = (answers: Readonly<Record<string, string>>): AnswerTexts => new Map(Object.entries(answers));

describe('askedQuestions', () => {
  it('asks group by group, in the order in which the schema comes to them', () => {
    const groups = ALL.map(({ indicator }) => indicator.group);
    expect([...new Set(groups)]).toEqual(groups.filter((group, i) => group !== groups[i - 1]));
    expect(groups[0]).toBe('Heart and blood');
    expect(ALL.slice(0, 5).map(({ question }) => question.flag)).toEqual([
      'high-blood-pressure',
      'high-cholesterol',
      'stroke',
      'heart-disease',
      'cholesterol-check',
    ]);
  });

  it('numbers what it asks; what an indicator is computed from counts as the indicator', () => {
    const body = ALL.filter(({ indicator }) => indicator.name === 'BMI');
    expect(body.map(({ question, number }) => [question.flag, number])).toEqual([
      ['bmi', 8],
      ['height-cm', 8],
      ['weight-kg', 8],
    ]);
    expect(body[1]!.question.question).toBe('How tall are you?');
    expect(ALL.at(-1)!.number).toBe(SHIPPED_SCHEMA.indicators.length);
  });

  it('leaves out what is known, and numbers the rest', () => {
    const open = ask({ smoker: 'no', 'height-cm': '180', 'weight-kg': '90' });
    const flags = open.map(({ question }) => question.flag);
    for (const known of ['smoker', 'bmi', 'height-cm', 'weight-kg']) expect(flags).not.toContain(known);
    expect(open.at(-1)!.number).toBe(19);
  });

  it('asks another survey its own questions', () => {
    const questions = ask({}, SECOND_SCHEMA);
    expect(questions.map(({ question, number }) => `${number} ${question.question}`)).toEqual([
      '1 Is the orchard irrigated on frost nights?',
      '2 How steep is the ground?',
      '3 What is the soil?',
      '4 How many trees are younger than five years?',
      '5 How cold was the coldest night in April?',
    ]);
  });
});

describe('choicesOf', () => {
  it('begins with the answer that leaves the question open, and says yes before no', () => {
    expect(choicesOf(indicatorOf('Smoker'))).toEqual([
      { text: '', label: "Don't know" },
      { text: 'yes', label: 'Yes' },
      { text: 'no', label: 'No' },
    ]);
  });

  it('has the levels in the order of the schema, each with the word that a flag takes', () => {
    expect(choicesOf(indicatorOf('Slope', SECOND_SCHEMA)).slice(1)).toEqual([
      { text: 'flat', label: 'Flat' },
      { text: 'gentle', label: 'Gently sloping' },
      { text: 'steep', label: 'Steep' },
    ]);
  });

  it.each([SHIPPED_SCHEMA, SECOND_SCHEMA])('gives every code of $name as its flag takes it', (schema) => {
    for (const indicator of schema.indicators.filter(({ levels }) => levels.every(({ from }) => from === undefined))) {
      const codes = choicesOf(indicator)
        .slice(1)
        .map(
          ({ text }) => readGivenAnswers(schema, [[indicator.flag, text]]).values[schema.indicators.indexOf(indicator)],
        );
      expect(codes.toSorted()).toEqual(indicator.levels.map(({ code }) => code).toSorted());
    }
  });
});

describe('isAsked', () => {
  it.each([
    ['bmi', {}, true],
    ['bmi', { bmi: '31' }, true],
    ['height-cm', {}, true],
    ['height-cm', { bmi: '' }, true],
    ['height-cm', { bmi: '31' }, false],
    ['weight-kg', { bmi: '', 'height-cm': '' }, false],
    ['weight-kg', { bmi: '', 'height-cm': '180' }, true],
    ['weight-kg', { bmi: '31', 'height-cm': '180' }, false],
  ])('%s after %j: %j', (flag, answers, expected) => {
    expect(isAsked(asked(flag), texts(answers))).toBe(expected);
  });
});

describe('problemWith', () => {
  it.each([
    ['age', { age: '5' }, '"5" is not valid; give a number, 18 to 120 years'],
    ['age', { age: '' }, undefined],
    ['age', {}, undefined],
    ['age', { age: '52' }, undefined],
    ['mental-health-days', { 'mental-health-days': '1.5' }, '"1.5" is not valid; give a whole number, 0 to 30 days'],
    ['height-cm', { 'height-cm': '1.8' }, '"1.8" is not valid; give a number, 91 to 244 cm'],
    ['weight-kg', { 'height-cm': '100', 'weight-kg': '200' }, 'the body mass index 200 is outside 12 to 98 kg/m²'],
    ['weight-kg', { 'height-cm': '180', 'weight-kg': '90' }, undefined],
    // A body mass index of its own does not depend on what was measured before.
    ['bmi', { bmi: '31', 'height-cm': '100', 'weight-kg': '200' }, undefined],
  ])('of %s in %j: %s', (flag, answers, expected) => {
    expect(problemWith(asked(flag), texts(answers))).toBe(expected);
  });
});

describe('describeGiven', () => {
  it.each([
    ['age', { age: '52.0' }, '52 years'],
    ['income', { income: '1e4' }, '10000 dollars a year'],
    ['mental-health-days', { 'mental-health-days': '1' }, '1 day'],
    ['bmi', { bmi: '31.40' }, '31.4 kg/m²'],
    ['height-cm', { 'height-cm': '180' }, '180 cm'],
    ['bmi', { bmi: '', 'height-cm': '180', 'weight-kg': '90' }, '27.8 kg/m²'],
    ['bmi', { bmi: '', 'height-cm': '180' }, undefined],
    ['education', { education: 'elementary' }, 'grades 1 to 8 (elementary)'],
    ['smoker', { smoker: 'no' }, 'no'],
    ['smoker', { smoker: '' }, undefined],
  ])('%s in %j: %s', (flag, answers, expected) => {
    expect(describeGiven(asked(flag), texts(answers))).toBe(expected);
  });
});

describe('givenTexts', () => {
  it('gives what flags would, without what is not known', () => {
    const answers = texts({ smoker: 'no', stroke: '', age: '52', sex: 'female' });
    expect(givenTexts(ALL, answers)).toEqual([
      ['smoker', 'no'],
      ['sex', 'female'],
      ['age', '52'],
    ]);
  });

  it.each<[Readonly<Record<string, string>>, readonly string[]]>([
    [{ bmi: '', 'height-cm': '180', 'weight-kg': '90' }, ['height-cm', 'weight-kg']],
    [{ bmi: '', 'height-cm': '180', 'weight-kg': '' }, []],
    [{ bmi: '31', 'height-cm': '180', 'weight-kg': '90' }, ['bmi']],
  ])('of %j gives %j, which flags take together', (answers, flags) => {
    const given = givenTexts(ALL, texts(answers));
    expect(given.map(([flag]) => flag)).toEqual(flags);
    expect(() => readGivenAnswers(SHIPPED_SCHEMA, given)).not.toThrow();
  });
});
