import { describe, expect, it } from '@jest/globals';
import { DiabetesError } from '../../../src/foundation/errors.ts';
import { UNKNOWN_CODE, type Column, type Dataset } from '../../../src/pipeline/dataset/dataset.ts';
import { parseSlice, sliceRows } from '../../../src/pipeline/evaluation/slices.ts';
import type { SurveySchema } from '../../../src/pipeline/schema/survey-schema.ts';
import { SECOND_SCHEMA, SHIPPED_SCHEMA } from '../schema/shipped-schema.ts';

const placeOf = (name: string, { indicators }: SurveySchema = SHIPPED_SCHEMA): number =>
  indicators.findIndex((indicator) => indicator.name === name);

/** Rows in which all but some columns are unknown. */
function datasetOf(known: Readonly<Record<string, Column>>, { indicators } = SHIPPED_SCHEMA): Dataset {
  const rows = Object.values(known)[0]!.length;
  const columns = indicators.map(({ name }) => known[name] ?? new Uint8Array(rows).fill(UNKNOWN_CODE));
  return { rows, columns, labels: new Uint8Array(rows) };
}

function slicesOf(text: string, known: Readonly<Record<string, Column>>, schema = SHIPPED_SCHEMA) {
  const slices = sliceRows(parseSlice(text, schema), schema, datasetOf(known, schema));
  return slices.map(({ by, title, rows }) => ({ by, title, rows: [...rows] }));
}

describe('parseSlice', () => {
  it.each([
    ['sex', ['Sex']],
    ['Sex', ['Sex']],
    ['age*income', ['Age', 'Income']],
    ['Income * age*sex', ['Income', 'Age', 'Sex']],
    ['household-income', ['Income']],
    ['high-blood-pressure', ['HighBP']],
    ['hypertension', ['HighBP']],
    ['HighBP', ['HighBP']],
  ])('%s', (text, names) => {
    expect(parseSlice(text, SHIPPED_SCHEMA)).toEqual({ places: names.map((name) => placeOf(name)) });
  });

  const refused = (text: string): DiabetesError => {
    try {
      parseSlice(text, SHIPPED_SCHEMA);
    } catch (error) {
      if (error instanceof DiabetesError) return error;
    }
    throw new Error(`${text} was taken`);
  };

  it.each([
    ['agee', 'slice "agee": "agee" is no indicator of the survey', 'Did you mean age? '],
    ['age*incme', 'slice "age*incme": "incme" is no indicator of the survey', 'Did you mean income? '],
    ['AGE', 'slice "AGE": "AGE" is no indicator of the survey', 'Did you mean age? '],
    ['colour', 'slice "colour": "colour" is no indicator of the survey', 'A slice is one of these'],
    ['Diabetes_012', 'slice "Diabetes_012": Diabetes_012 holds the label; slices are of indicators', 'A slice is one'],
    ['age*', 'slice "age*": an indicator is missing', 'A slice is one of these'],
    ['', 'slice "": an indicator is missing', 'A slice is one of these'],
    ['sex*age*sex', 'slice "sex*age*sex": sex is there twice', 'Name each indicator once.'],
    ['sex*Sex', 'slice "sex*Sex": sex is there twice, once as Sex', 'Name each indicator once.'],
    [
      'age*sex*income*education',
      'slice "age*sex*income*education": it is of 4 indicators; at most 3 make a slice',
      'Ask for several slices.',
    ],
  ])('refuses %j', (text, message, hint) => {
    const error = refused(text);
    expect(error).toMatchObject({ code: 'USAGE', exitCode: 2, message });
    expect(error.hint!.slice(0, hint.length)).toBe(hint);
  });

  it('lists the indicators by their flags', () => {
    expect(refused('colour').hint).toMatch(/: high-blood-pressure, .*, sex, age, education, income\.$/);
  });
});

describe('sliceRows', () => {
  it('puts rows of one code together, in the order of the codes, unknown last', () => {
    expect(slicesOf('sex', { Sex: Uint8Array.of(1, UNKNOWN_CODE, 0, 1, 0) })).toEqual([
      { by: { Sex: 0 }, title: 'Sex female', rows: [2, 4] },
      { by: { Sex: 1 }, title: 'Sex male', rows: [0, 3] },
      { by: { Sex: null }, title: 'Sex unknown', rows: [1] },
    ]);
  });

  it('has a slice for each combination that occurs, the first indicator first', () => {
    const known = { Age: Uint8Array.of(9, 2, 9, UNKNOWN_CODE, 9), Income: Uint8Array.of(1, 8, UNKNOWN_CODE, 1, 1) };
    expect(slicesOf('age*income', known)).toEqual([
      {
        by: { Age: 2, Income: 8 },
        title: 'Age 25 to 29 years, Household income $75,000 or more a year',
        rows: [1],
      },
      {
        by: { Age: 9, Income: 1 },
        title: 'Age 60 to 64 years, Household income less than $10,000 a year',
        rows: [0, 4],
      },
      { by: { Age: 9, Income: null }, title: 'Age 60 to 64 years, Household income unknown', rows: [2] },
      {
        by: { Age: null, Income: 1 },
        title: 'Age unknown, Household income less than $10,000 a year',
        rows: [3],
      },
    ]);
  });

  it('tells few values of a count apart', () => {
    const days = Uint8Array.of(1, 0, 30, 0, UNKNOWN_CODE);
    expect(slicesOf('mental-health', { MentHlth: days })).toEqual([
      { by: { MentHlth: 0 }, title: 'Days of poor mental health 0 days', rows: [1, 3] },
      { by: { MentHlth: 1 }, title: 'Days of poor mental health 1 day', rows: [0] },
      { by: { MentHlth: 30 }, title: 'Days of poor mental health 30 days', rows: [2] },
      { by: { MentHlth: null }, title: 'Days of poor mental health unknown', rows: [4] },
    ]);
  });

  it('puts many values into five ranges of about equally many rows', () => {
    const bmi = Uint8Array.from({ length: 101 }, (_, i) => (i === 100 ? UNKNOWN_CODE : 20 + (i % 20)));
    const slices = slicesOf('bmi', { BMI: bmi });
    expect(slices.map(({ by, title, rows }) => [by.BMI, title, rows.length])).toEqual([
      ['20 to 23', 'Body mass index 20 to 23 kg/m²', 20],
      ['24 to 27', 'Body mass index 24 to 27 kg/m²', 20],
      ['28 to 31', 'Body mass index 28 to 31 kg/m²', 20],
      ['32 to 35', 'Body mass index 32 to 35 kg/m²', 20],
      ['36 to 39', 'Body mass index 36 to 39 kg/m²', 20],
      [null, 'Body mass index unknown', 1],
    ]);
  });

  it('keeps a value together that many rows have', () => {
    const days = Uint8Array.from({ length: 100 }, (_, i) => (i < 60 ? 0 : i - 60 < 30 ? i - 59 : 30));
    const slices = slicesOf('physical-health-days', { PhysHlth: days });
    expect(slices.map(({ by, rows }) => [by.PhysHlth, rows.length])).toEqual([
      [0, 60],
      ['1 to 20', 20],
      ['21 to 30', 20],
    ]);
  });

  it('shows fractions as they were written, and takes NaN for unknown', () => {
    const cold = Float32Array.from([-3.1, NaN, 2.4, ...Array.from({ length: 20 }, (_, i) => 4.1 + i / 10)]);
    const slices = slicesOf('coldest-night', { Coldest: cold }, SECOND_SCHEMA);
    expect(slices[0]).toMatchObject({ by: { Coldest: '-3.1 to 4.2' }, title: 'Coldest night -3.1 to 4.2 °C' });
    expect(slices.at(-1)).toEqual({ by: { Coldest: null }, title: 'Coldest night unknown', rows: [1] });
    const few = slicesOf('coldest-night', { Coldest: Float32Array.of(-3.1, 2.4) }, SECOND_SCHEMA);
    expect(few.map(({ by }) => by.Coldest)).toEqual([-3.1, 2.4]);
  });

  it('takes codes that are not in a row, in a column of either kind', () => {
    for (const soil of [Uint8Array.of(9, 2, 5), Float32Array.of(9, 2, 5)]) {
      expect(slicesOf('soil', { Soil: soil }, SECOND_SCHEMA).map(({ title, rows }) => [title, rows])).toEqual([
        ['Soil clay', [1]],
        ['Soil sand', [2]],
        ['Soil loam', [0]],
      ]);
    }
  });

  it('is one slice where nothing is known', () => {
    expect(slicesOf('bmi', { BMI: Uint8Array.of(UNKNOWN_CODE, UNKNOWN_CODE) })).toEqual([
      { by: { BMI: null }, title: 'Body mass index unknown', rows: [0, 1] },
    ]);
  });
});
