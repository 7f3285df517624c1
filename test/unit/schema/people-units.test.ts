import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import {
  checkCode,
  codeRules,
  describeAnswer,
  readAnswer,
  wordOf,
  type AnswerProblem,
  type CodeRule,
} from '../../../src/pipeline/schema/people-units.ts';
import type { Indicator } from '../../../src/pipeline/schema/survey-schema.ts';
import { indicatorOf, SECOND_SCHEMA, SHIPPED_SCHEMA } from './shipped-schema.ts';

function problemOf(indicator: Indicator, value: unknown): AnswerProblem {
  const read = readAnswer(indicator, value);
  if (typeof read === 'number') throw new Error(`it was read as ${read}`);
  return read;
}

describe('readAnswer', () => {
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
    expect(readAnswer(indicatorOf(name), text)).toBe(code);
  });

  it('reads words, nominal codes, fractions and negative numbers of another survey', () => {
    const read = (name: string, text: string) => readAnswer(indicatorOf(name, SECOND_SCHEMA), text);
    expect(read('Slope', 'gentle')).toBe(2);
    expect(read('Slope', 'gently sloping')).toBe(2);
    expect(read('Soil', 'loam')).toBe(9);
    expect(read('Soil', '5')).toBe(5);
    expect(read('Coldest', '-3.5')).toBe(-3.5);
    expect(read('Coldest', '.5')).toBe(0.5);
  });

  it.each([
    ['HighBP', 'maybe', '"maybe" is not valid; give yes or no'],
    ['HighBP', '2', '"2" is not valid; give yes or no'],
    ['Sex', 'yes', '"yes" is not valid; give female or male'],
    ['GenHlth', '0', '"0" is not valid; give excellent, very-good, good, fair or poor'],
    ['BMI', '99', '"99" is not valid; give a number, 12 to 98 kg/m²'],
    ['BMI', '31,4', '"31,4" is not valid; give a number, 12 to 98 kg/m²'],
    ['BMI', '', '"" is not valid; give a number, 12 to 98 kg/m²'],
    ['BMI', '0x20', '"0x20" is not valid; give a number, 12 to 98 kg/m²'],
    ['BMI', 'NaN', '"NaN" is not valid; give a number, 12 to 98 kg/m²'],
    ['MentHlth', '2.5', '"2.5" is not valid; give a whole number, 0 to 30 days'],
    ['MentHlth', '31', '"31" is not valid; give a whole number, 0 to 30 days'],
    ['Age', '9', '"9" is not valid; give a number, 18 to 120 years'],
    ['Age', '121', '"121" is not valid; give a number, 18 to 120 years'],
    ['Income', '-1', '"-1" is not valid; give a number, 0 to 10000000 dollars a year'],
  ])('refuses %s %j', (name, text, message) => {
    expect(problemOf(indicatorOf(name), text).message).toBe(message);
  });

  it('says how a code is given where years are asked for', () => {
    const { hint } = problemOf(indicatorOf('Age'), '9');
    expect(hint).toBe(
      `9 is the survey's code for 60 to 64 years; a code goes by the column's name: {"Age": 9} in --person, Age=9 in --what-if.`,
    );
    expect(problemOf(indicatorOf('Age'), '17').hint).toBeUndefined();
  });

  it('suggests the nearest word', () => {
    expect(problemOf(indicatorOf('GenHlth'), 'god').hint).toBe('Did you mean good?');
  });

  it('cuts a long answer in its message', () => {
    expect(problemOf(indicatorOf('BMI'), 'x'.repeat(9999)).message.length).toBeLessThan(120);
  });

  it('takes true and false and numbers as they are, and nothing else', () => {
    expect(readAnswer(indicatorOf('Smoker'), true)).toBe(1);
    expect(readAnswer(indicatorOf('BMI'), 31.4)).toBe(31.4);
    expect(problemOf(indicatorOf('BMI'), [31.4]).message).toBe('[31.4] is not valid; give a number, 12 to 98 kg/m²');
  });

  it('gives a valid code or says what is wrong, for any text', () => {
    const indicators = [...SHIPPED_SCHEMA.indicators, ...SECOND_SCHEMA.indicators];
    const text = fc.oneof(fc.string(), fc.double().map(String), fc.integer({ min: -20, max: 130 }).map(String));
    fc.assert(
      fc.property(fc.constantFrom(...indicators), text, (indicator: Indicator, answer) => {
        const code = readAnswer(indicator, answer);
        if (typeof code === 'number') expect(checkCode(indicator, code)).toBeUndefined();
        else expect(code.message).toContain(' is not valid; give ');
      }),
      { numRuns: 300 },
    );
  });

  it('reads every word and label back as its code', () => {
    for (const indicator of [...SHIPPED_SCHEMA.indicators, ...SECOND_SCHEMA.indicators]) {
      for (const { code, word, label, from } of indicator.levels) {
        const answers = from === undefined ? [word, label, String(code)] : [String(from)];
        for (const answer of answers) expect(readAnswer(indicator, answer)).toBe(code);
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

describe('codeRules', () => {
  /** What a program that is given the rules says of a value. */
  function applied(rules: readonly CodeRule[], value: number): string | undefined {
    const broken = rules.find((rule) => {
      if (rule.kind === 'codes') return !rule.codes.includes(value);
      return rule.kind === 'range' ? value < rule.minimum || value > rule.maximum : !Number.isInteger(value);
    });
    return broken === undefined ? undefined : `${value} ${broken.refusal}`;
  }

  it('say what checkCode says', () => {
    const indicators = [...SHIPPED_SCHEMA.indicators, ...SECOND_SCHEMA.indicators];
    const values = fc.oneof(fc.integer({ min: -20, max: 500 }), fc.double({ min: -20, max: 500, noNaN: true }));
    fc.assert(
      fc.property(fc.constantFrom(...indicators), values, (indicator, value) => {
        expect(applied(codeRules(indicator), value)).toBe(checkCode(indicator, value));
      }),
    );
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
