import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { DiabetesError } from '../../../src/foundation/errors.ts';
import {
  answersFromRecord,
  checkCode,
  describeAnswer,
  parseAnswer,
  wordOf,
} from '../../../src/pipeline/schema/people-units.ts';
import type { Indicator } from '../../../src/pipeline/schema/survey-schema.ts';
import { indicatorOf, SECOND_SCHEMA, SHIPPED_SCHEMA } from './shipped-schema.ts';

function errorOf(action: () => unknown): DiabetesError {
  try {
    action();
  } catch (error) {
    expect(error).toMatchObject({ code: 'USAGE', exitCode: 2 });
    return error as DiabetesError;
  }
  throw new Error('nothing was thrown');
}

describe('parseAnswer', () => {
  it.each([
    ['HighBP', 'yes', 1],
    ['HighBP', 'NO', 0],
    ['HighBP', 'true', 1],
    ['HighBP', 'n', 0],
    ['HighBP', '1', 1],
    ['Sex', 'Female', 0],
    ['Sex', 'male', 1],
    ['Sex', '1', 1],
    ['GenHlth', 'excellent', 1],
    ['GenHlth', 'very-good', 2],
    ['GenHlth', 'Very good', 2],
    ['GenHlth', 'FAIR', 4],
    ['GenHlth', '5', 5],
    ['GenHlth', ' 5.0 ', 5],
    ['Education', 'college', 6],
    ['Education', 'Grades 1 to 8 (elementary)', 2],
    ['BMI', '31.4', 31.4],
    ['BMI', '12', 12],
    ['MentHlth', '30', 30],
    ['Age', '18', 1],
    ['Age', '24', 1],
    ['Age', '25', 2],
    ['Age', '52', 7],
    ['Age', '60', 9],
    ['Age', '80', 13],
    ['Age', '120', 13],
    ['Income', '0', 1],
    ['Income', '9999.99', 1],
    ['Income', '42000', 6],
    ['Income', '75000', 8],
    ['Income', '1e6', 8],
  ])('reads %s %j as %d', (name, text, code) => {
    expect(parseAnswer(indicatorOf(name), text)).toBe(code);
  });

  it('reads words, nominal codes, fractions and negative numbers of another survey', () => {
    const read = (name: string, text: string) => parseAnswer(indicatorOf(name, SECOND_SCHEMA), text);
    expect(read('Slope', 'gentle')).toBe(2);
    expect(read('Slope', 'gently sloping')).toBe(2);
    expect(read('Soil', 'loam')).toBe(9);
    expect(read('Soil', '5')).toBe(5);
    expect(read('Coldest', '-3.5')).toBe(-3.5);
    expect(read('Coldest', '.5')).toBe(0.5);
  });

  it.each([
    ['HighBP', 'maybe', '--high-blood-pressure: "maybe" is not valid; give yes or no'],
    ['HighBP', '2', '--high-blood-pressure: "2" is not valid; give yes or no'],
    ['Sex', 'yes', '--sex: "yes" is not valid; give female or male'],
    ['GenHlth', '0', '--general-health: "0" is not valid; give excellent, very-good, good, fair or poor'],
    ['BMI', '99', '--bmi: "99" is not valid; give a number, 12 to 98 kg/m²'],
    ['BMI', '31,4', '--bmi: "31,4" is not valid; give a number, 12 to 98 kg/m²'],
    ['BMI', '', '--bmi: "" is not valid; give a number, 12 to 98 kg/m²'],
    ['BMI', '0x20', '--bmi: "0x20" is not valid; give a number, 12 to 98 kg/m²'],
    ['BMI', 'NaN', '--bmi: "NaN" is not valid; give a number, 12 to 98 kg/m²'],
    ['MentHlth', '2.5', '--mental-health-days: "2.5" is not valid; give a whole number, 0 to 30 days'],
    ['MentHlth', '31', '--mental-health-days: "31" is not valid; give a whole number, 0 to 30 days'],
    ['Age', '9', '--age: "9" is not valid; give a number, 18 to 120 years'],
    ['Age', '121', '--age: "121" is not valid; give a number, 18 to 120 years'],
    ['Income', '-1', '--income: "-1" is not valid; give a number, 0 to 10000000 dollars a year'],
  ])('refuses %s %j', (name, text, message) => {
    expect(errorOf(() => parseAnswer(indicatorOf(name), text)).message).toBe(message);
  });

  it('says how a code is given where years are asked for', () => {
    const { hint } = errorOf(() => parseAnswer(indicatorOf('Age'), '9'));
    expect(hint).toBe(`The survey's code for 60 to 64 years goes in by the column's name: --person '{"Age": 9}'`);
    expect(errorOf(() => parseAnswer(indicatorOf('Age'), '17')).hint).toBeUndefined();
  });

  it('suggests the nearest word', () => {
    expect(errorOf(() => parseAnswer(indicatorOf('GenHlth'), 'god')).hint).toBe('Did you mean --general-health good?');
  });

  it('cuts a long answer in its message', () => {
    expect(errorOf(() => parseAnswer(indicatorOf('BMI'), 'x'.repeat(9999))).message.length).toBeLessThan(120);
  });

  it('gives a valid code or throws, for any text', () => {
    const indicators = [...SHIPPED_SCHEMA.indicators, ...SECOND_SCHEMA.indicators];
    const text = fc.oneof(fc.string(), fc.double().map(String), fc.integer({ min: -20, max: 130 }).map(String));
    fc.assert(
      fc.property(fc.constantFrom(...indicators), text, (indicator: Indicator, answer) => {
        let code: number;
        try {
          code = parseAnswer(indicator, answer);
        } catch (error) {
          expect((error as DiabetesError).code).toBe('USAGE');
          return;
        }
        expect(checkCode(indicator, code)).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  it('reads every word and label back as its code', () => {
    for (const indicator of [...SHIPPED_SCHEMA.indicators, ...SECOND_SCHEMA.indicators]) {
      for (const { code, word, label, from } of indicator.levels) {
        const answers = from === undefined ? [word, label, String(code)] : [String(from)];
        for (const answer of answers) expect(parseAnswer(indicator, answer)).toBe(code);
      }
    }
  });
});

describe('checkCode', () => {
  it.each([
    ['BMI', 31.4],
    ['MentHlth', 0],
    ['Age', 13],
    ['HighBP', 0],
  ])('accepts %s %d', (name, value) => {
    expect(checkCode(indicatorOf(name), value)).toBeUndefined();
  });

  it.each([
    ['HighBP', 2, '2 is none of the codes 0 (no), 1 (yes)'],
    ['HighBP', 0.5, '0.5 is none of the codes 0 (no), 1 (yes)'],
    ['Age', 52, '52 is none of the codes 1 (18 to 24 years), …, 13 (80 years or older)'],
    ['BMI', 11.9, '11.9 is outside 12 to 98 kg/m²'],
    ['BMI', NaN, 'NaN is outside 12 to 98 kg/m²'],
    ['BMI', Infinity, 'Infinity is outside 12 to 98 kg/m²'],
    ['MentHlth', 30.5, '30.5 is outside 0 to 30 days'],
    ['MentHlth', 2.5, '2.5 is not a whole number'],
  ])('refuses %s %d', (name, value, message) => {
    expect(checkCode(indicatorOf(name), value)).toBe(message);
  });

  it('refuses a number between nominal codes', () => {
    expect(checkCode(indicatorOf('Soil', SECOND_SCHEMA), 3)).toBe(
      '3 is none of the codes 2 (clay), 5 (sand), 9 (loam)',
    );
  });
});

describe('answersFromRecord', () => {
  const read = (record: Record<string, unknown>) => answersFromRecord(SHIPPED_SCHEMA, record);
  const at = (answers: Float64Array, name: string) =>
    answers[SHIPPED_SCHEMA.indicators.findIndex((indicator) => indicator.name === name)];

  it('takes codes under column names, and words and units under flags and aliases', () => {
    const answers = read({ Age: 9, Sex: 1, income: 42000, 'general-health': 'very good', smoker: true, veggies: 'no' });
    expect(answers).toHaveLength(21);
    expect([at(answers, 'Age'), at(answers, 'Sex'), at(answers, 'Income')]).toEqual([9, 1, 6]);
    expect([at(answers, 'GenHlth'), at(answers, 'Smoker'), at(answers, 'Veggies')]).toEqual([2, 1, 0]);
  });

  it('takes null and what is left out for unknown', () => {
    const answers = read({ Age: null, bmi: null });
    expect(answers.every(Number.isNaN)).toBe(true);
  });

  it('keeps fractions', () => {
    expect(at(read({ BMI: 31.4 }), 'BMI')).toBe(31.4);
    expect(at(read({ bmi: '31.4' }), 'BMI')).toBe(31.4);
  });

  it('lists every problem at once', () => {
    const error = errorOf(() =>
      read({
        Age: 52,
        age: 52,
        HighPB: 1,
        weather: 1,
        Diabetes_012: 0,
        Sex: 'male',
        HighBP: true,
        stroke: { a: 1 },
        bmi: 7,
      }),
    );
    expect(error.message).toBe('9 answers cannot be used');
    expect(error.details).toEqual([
      { where: 'Age', message: '52 is none of the codes 1 (18 to 24 years), …, 13 (80 years or older)' },
      { where: 'age', message: 'is the same answer as Age; give one' },
      { where: 'HighPB', message: 'is unknown; did you mean HighBP?' },
      { where: 'weather', message: 'is no column or flag of this survey' },
      { where: 'Diabetes_012', message: 'is the column to predict; leave it out' },
      { where: 'Sex', message: '"male" is not a number: column names take codes, words and units go by sex' },
      {
        where: 'HighBP',
        message: 'true is not a number: column names take codes, words and units go by high-blood-pressure',
      },
      { where: 'stroke', message: '{"a":1} is not valid; give yes or no' },
      { where: 'bmi', message: '7 is not valid; give a number, 12 to 98 kg/m²' },
    ]);
  });

  it('refuses a flag beside its alias, and a column name in another case', () => {
    expect(errorOf(() => read({ fruit: 'yes', fruits: 'no' })).details).toHaveLength(1);
    expect(errorOf(() => read({ HIGHBP: 1 })).details[0]!.message).toBe('is unknown; did you mean HighBP?');
  });

  it.each(['__proto__', 'constructor', 'toString'])('takes %s for no column', (key) => {
    const record = JSON.parse(`{"${key}": 1}`) as Record<string, unknown>;
    expect(errorOf(() => read(record)).details).toHaveLength(1);
  });

  it('tells the first 50 problems of a record that is no person', () => {
    const record = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`key${i}`, 1]));
    expect(errorOf(() => read(record)).details).toHaveLength(50);
  });

  it('takes words under a column name that is the flag too', () => {
    const indicator = { ...indicatorOf('Sex'), name: 'sex' };
    const schema = { ...SHIPPED_SCHEMA, indicators: [indicator] };
    expect([...answersFromRecord(schema, { sex: 'male' })]).toEqual([1]);
    expect([...answersFromRecord(schema, { sex: 0 })]).toEqual([0]);
  });
});

describe('describeAnswer', () => {
  it.each([
    ['Age', 9, '60 to 64 years'],
    ['HighBP', 1, 'yes'],
    ['BMI', Math.fround(31.4), '31.4 kg/m²'],
    ['MentHlth', 1, '1 day'],
    ['MentHlth', 0, '0 days'],
    ['Income', 6, '$35,000 to less than $50,000 a year'],
    ['Sex', NaN, 'unknown'],
  ])('says %s %d as %j', (name, code, words) => {
    expect(describeAnswer(indicatorOf(name), code)).toBe(words);
  });
});

describe('wordOf', () => {
  it.each([
    ['Very good', 'very-good'],
    ['  80 years, or older! ', '80-years-or-older'],
    ['Größe', 'größe'],
  ])('makes %j the word %j', (label, word) => {
    expect(wordOf(label)).toBe(word);
  });
});
