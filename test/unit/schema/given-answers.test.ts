import { describe, expect, it } from '@jest/globals';

import type { DiabetesError } from '../../../src/foundation/errors.ts';
import { readGivenAnswers, type AnswerEntry } from '../../../src/pipeline/schema/given-answers.ts';
import { indicatorOf, SHIPPED_SCHEMA } from './shipped-schema.ts';

function errorOf(action: () => unknown): DiabetesError {
  try {
    action();
  } catch (error) {
    expect(error).toMatchObject({ code: 'USAGE', exitCode: 2 });
    return error as DiabetesError;
  }
  throw new Error('nothing was thrown');
}

describe('readGivenAnswers', () => {
  const read = (record: Record<string, unknown>) => readGivenAnswers(SHIPPED_SCHEMA, Object.entries(record)).values;
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
      { where: 'age', message: 'the same answer as Age; give one' },
      { where: 'HighPB', message: 'unknown; did you mean HighBP?' },
      { where: 'weather', message: 'no column or flag of this survey' },
      { where: 'Diabetes_012', message: 'the column to predict; leave it out' },
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
    expect(errorOf(() => read({ HIGHBP: 1 })).details[0]!.message).toBe('unknown; did you mean HighBP?');
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
    expect([...readGivenAnswers(schema, [['sex', 'male']]).values]).toEqual([1]);
    expect([...readGivenAnswers(schema, [['sex', 0]]).values]).toEqual([0]);
  });
});

describe('the errors of readGivenAnswers', () => {
  const nameOf = (key: string) => `--${key}`;
  const read = (...entries: AnswerEntry[]) => errorOf(() => readGivenAnswers(SHIPPED_SCHEMA, entries, { nameOf }));

  it('is the one problem, with its hint', () => {
    expect(read(['general-health', 'god'])).toMatchObject({
      message: '--general-health: "god" is not valid; give excellent, very-good, good, fair or poor',
      hint: 'Did you mean good?',
    });
  });

  it('names what was given twice', () => {
    expect(read(['age', '52'], ['age', '52']).message).toBe('--age: Age was given twice');
    expect(read(['fruit', 'yes'], ['fruits', 'no']).message).toBe('--fruits: the same answer as --fruit; give one');
  });
});

describe('measurements', () => {
  const BMI = SHIPPED_SCHEMA.indicators.indexOf(indicatorOf('BMI'));
  const read = (record: Record<string, unknown>, before?: Record<string, unknown>) =>
    readGivenAnswers(
      SHIPPED_SCHEMA,
      Object.entries(record),
      before === undefined ? {} : { before: readGivenAnswers(SHIPPED_SCHEMA, Object.entries(before)) },
    );

  it.each([
    [{ 'height-cm': 165, 'weight-kg': 92 }, 33.8],
    [{ 'height-cm': '180', 'weight-kg': '81' }, 25],
    [{ 'height-cm': 165, 'weight-kg': 92, bmi: null }, 33.8],
    // What was given stands, as long as it agrees.
    [{ 'height-cm': 165, 'weight-kg': 92, bmi: 34 }, 34],
    [{ 'height-cm': 165, 'weight-kg': 92, BMI: 33.3 }, 33.3],
    [{ 'height-cm': null, 'weight-kg': null, bmi: 30 }, 30],
  ])('%j are the body mass index %d', (record, bmi) => {
    expect(read(record).values[BMI]).toBe(bmi);
  });

  it('are no answers by themselves', () => {
    const { values, measured } = read({ 'height-cm': 165, 'weight-kg': 92 });
    expect(values.filter((value) => !Number.isNaN(value))).toHaveLength(1);
    expect([...measured]).toEqual([
      ['height-cm', 165],
      ['weight-kg', 92],
    ]);
  });

  it.each<[Record<string, unknown>, string]>([
    [{ 'height-cm': 165 }, 'height-cm: the body mass index takes weight-kg as well'],
    [{ 'weight-kg': 92, 'height-cm': null }, 'weight-kg: the body mass index takes height-cm as well'],
    [{ 'height-cm': 1.65, 'weight-kg': 92 }, 'height-cm: 1.65 is not valid; give a number, 91 to 244 cm'],
    [{ 'height-cm': 165, 'weight-kg': 'much' }, 'weight-kg: "much" is not valid; give a number, 23 to 295 kg'],
    [
      { 'height-cm': 120, 'weight-kg': 290 },
      'height-cm and weight-kg: the body mass index 201.4 is outside 12 to 98 kg/m²',
    ],
    [
      { 'height-cm': 165, bmi: 31, 'weight-kg': 92 },
      'bmi: 31 kg/m² does not agree with height-cm 165 and weight-kg 92, which make 33.8 kg/m²',
    ],
    [
      { BMI: 34.4, 'height-cm': 165, 'weight-kg': 92 },
      'BMI: 34.4 kg/m² does not agree with height-cm 165 and weight-kg 92, which make 33.8 kg/m²',
    ],
    [{ 'height-cm': 165, 'weight-k': 92 }, 'weight-k: unknown; did you mean weight-kg?'],
  ])('%j are refused', (record, message) => {
    const { details, message: said } = errorOf(() => read(record));
    expect([said, ...details.map((detail) => `${detail.where}: ${detail.message}`)]).toContain(message);
  });

  it('that are broken are told once', () => {
    expect(errorOf(() => read({ 'height-cm': 1, 'weight-kg': 1 })).details).toHaveLength(2);
    expect(errorOf(() => read({ 'height-cm': 1 })).details).toHaveLength(1);
    expect(errorOf(() => read({ 'height-cm': 165, 'weight-kg': 92, bmi: 20, BMI: 31 })).details).toEqual([
      { where: 'BMI', message: 'the same answer as bmi; give one' },
    ]);
  });
});

describe('answers before', () => {
  const before = readGivenAnswers(SHIPPED_SCHEMA, [
    ['age', 52],
    ['height-cm', 165],
    ['weight-kg', 92],
  ]);
  const known = (...entries: AnswerEntry[]) => {
    const { values } = readGivenAnswers(SHIPPED_SCHEMA, entries, { before });
    return Object.fromEntries(
      SHIPPED_SCHEMA.indicators.flatMap(({ name }, i) => (Number.isNaN(values[i]) ? [] : [[name, values[i]]])),
    );
  };

  it('hold where nothing else is said, and stay as they were', () => {
    expect(known(['smoker', 'yes'], ['age', 60])).toEqual({ Age: 9, BMI: 33.8, Smoker: 1 });
    expect(known()).toEqual({ Age: 7, BMI: 33.8 });
  });

  it('become unknown by null', () => {
    expect(known(['age', null])).toEqual({ BMI: 33.8 });
    expect(known(['bmi', null])).toEqual({ Age: 7 });
  });

  it('are measured again where one measurement is another', () => {
    expect(known(['weight-kg', 80])).toEqual({ Age: 7, BMI: 29.4 });
    expect(known(['bmi', 26])).toEqual({ Age: 7, BMI: 26 });
    expect(errorOf(() => known(['weight-kg', null])).message).toBe(
      'height-cm: the body mass index takes weight-kg as well',
    );
  });
});
