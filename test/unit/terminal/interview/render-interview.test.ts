import { describe, expect, it } from '@jest/globals';
import { askedQuestions } from '../../../../src/pipeline/schema/questionnaire.ts';
import type { Indicator, SurveySchema } from '../../../../src/pipeline/schema/survey-schema.ts';
import {
  draftAnswer,
  finishEarly,
  goBack,
  startInterview,
  takeDraft,
  type Interview,
} from '../../../../src/terminal/interview/interview.ts';
import { renderInterview } from '../../../../src/terminal/interview/render-interview.ts';
import { plainStyle } from '../../../../src/terminal/style.ts';
import { indicatorOf, SECOND_SCHEMA, SHIPPED_SCHEMA } from '../../schema/shipped-schema.ts';

const start = ({ indicators }: Pick<SurveySchema, 'indicators'>, schema = SECOND_SCHEMA): Interview =>
  startInterview(askedQuestions({ ...schema, indicators }, new Float64Array(indicators.length).fill(NaN)));
/** Answers one question after the other. */
const answer = (interview: Interview, ...drafts: readonly string[]): Interview =>
  drafts.reduce((before, draft) => takeDraft(draftAnswer(before, draft)), interview);

const draw = (interview: Interview, { columns = 80, rows = 24, unicode = true } = {}) => {
  const { above, below } = renderInterview(interview, { columns, rows, style: plainStyle(unicode) });
  return { above: above.split('\n'), below: below.split('\n') };
};
const linesOf = (interview: Interview, size: Parameters<typeof draw>[1] = {}): readonly string[] => {
  const { above, below } = draw(interview, size);
  return [...above, ...below];
};

describe('renderInterview', () => {
  it('shows where one is, the question, the choices and the keys', () => {
    expect(linesOf(start(SHIPPED_SCHEMA))).toEqual([
      'Question 1 of 21 · Heart and blood',
      'Has a doctor, nurse or other health professional ever told you that you have',
      'high blood pressure?',
      '',
      "❯ 0  Don't know",
      '  1  Yes',
      '  2  No',
      '',
      '↑↓ or 0-2: choose · Enter: take · Ctrl-X: finish, the rest unknown',
    ]);
  });

  it('has the cursor at the end of what is chosen', () => {
    const { above, below } = draw(draftAnswer(start(SECOND_SCHEMA), 'yes'));
    expect([above.at(-1), below[0]]).toEqual(['❯ 1  Yes', '  2  No']);
  });

  it('has earlier answers above, and tells how to go back', () => {
    expect(linesOf(answer(start(SECOND_SCHEMA), 'yes', ''))).toEqual([
      'Irrigated      yes',
      "Slope          don't know",
      '',
      'Question 3 of 5 · Site',
      'What is the soil?',
      '',
      "❯ 0  Don't know",
      '  1  Clay',
      '  2  Sand',
      '  3  Loam',
      '',
      '↑↓ or 0-3: choose · Enter: take · Esc: back · Ctrl-X: finish, the rest unknown',
    ]);
    expect(linesOf(goBack(answer(start(SECOND_SCHEMA), 'yes', '')))[0]).toBe('Irrigated      yes');
  });

  it('asks for a number with its range, and has the cursor behind what is typed', () => {
    const { above, below } = draw(draftAnswer(answer(start(SECOND_SCHEMA), '', '', ''), '12'));
    expect(above.slice(-5)).toEqual([
      'Question 4 of 5 · Site',
      'How many trees are younger than five years?',
      "0 to 400 trees; leave it empty if you don't know",
      '',
      '❯ 12',
    ]);
    expect(below).toEqual(['', 'Enter: next · Esc: back · Ctrl-X: finish, the rest unknown']);
  });

  it('says why a number cannot be taken right below it', () => {
    const { above, below } = draw(answer(start(SECOND_SCHEMA), '', '', '', 'many'));
    expect(above.at(-1)).toBe('❯ many');
    expect(below[0]).toBe('"many" is not valid; give a whole number, 0 to 400 trees');
  });

  it('keeps to ASCII where the terminal has no more', () => {
    const text = linesOf(answer(start(SECOND_SCHEMA), 'yes'), { unicode: false }).join('\n');
    expect(text).toMatch(/^[\n -~]*$/);
    expect(text).toContain('Question 2 of 5 - Site');
    expect(text).toContain("> 0  Don't know");
    expect(text).toContain('up, down or 0-3: choose - Enter: take');
  });

  it('ends with all the answers and nothing else', () => {
    const over = answer(start(SECOND_SCHEMA), 'no', 'steep', '', '1', '-3.5');
    expect(linesOf(over, { rows: 4 })).toEqual([
      'Irrigated      no',
      'Slope          steep',
      "Soil           don't know",
      'Young trees    1 tree',
      'Coldest night  -3.5 °C',
      '',
    ]);
    expect(linesOf(finishEarly(answer(start(SECOND_SCHEMA), 'no')))).toEqual([
      'Irrigated      no',
      "Slope          don't know",
      '',
    ]);
  });
});

describe('what can be computed', () => {
  const body = start({ indicators: [indicatorOf('BMI'), indicatorOf('DiffWalk')] }, SHIPPED_SCHEMA);

  it('says what else can be given', () => {
    expect(linesOf(body)[3]).toBe('12 to 98 kg/m²; leave it empty to give height and weight');
  });

  it('is told behind what it comes from, once it is known', () => {
    expect(linesOf(answer(body, ''))[0]).toBe('Question 1 of 2 · Body');
    expect(linesOf(answer(body, '', '180')).slice(0, 3)).toEqual([
      'Height              180 cm',
      '',
      'Question 1 of 2 · Body',
    ]);
    expect(linesOf(answer(body, '', '180', '90')).slice(0, 5)).toEqual([
      'Height              180 cm',
      'Weight              90 kg',
      'Body mass index     27.8 kg/m²',
      '',
      'Question 2 of 2 · Body',
    ]);
  });

  it('is told alone where it was given or is unknown', () => {
    expect(linesOf(answer(body, '31'))[0]).toBe('Body mass index     31 kg/m²');
    expect(linesOf(answer(body, '', '')).slice(0, 2)).toEqual(["Body mass index     don't know", '']);
  });
});

describe('a small terminal', () => {
  const drafts = (indicator: Indicator) => (indicator.levels.length > 0 ? '' : '12');
  /** Every state of an interview in which each question is answered. */
  function everyState(): readonly Interview[] {
    const states = [start(SHIPPED_SCHEMA)];
    for (const indicator of SHIPPED_SCHEMA.indicators) states.push(answer(states.at(-1)!, drafts(indicator)));
    return states;
  }

  it.each([
    [80, 24],
    [60, 24],
    [40, 24],
    [40, 15],
  ])('of %i columns and %i rows holds every question', (columns, rows) => {
    for (const state of everyState().slice(0, -1)) {
      const lines = linesOf(state, { columns, rows });
      expect(lines.filter((line) => line.length > columns)).toEqual([]);
      expect(lines.length).toBeLessThan(rows);
    }
  });

  it('shows the choices around the one that is chosen, and no earlier answers', () => {
    const education = start({ indicators: [indicatorOf('Sex'), indicatorOf('Education')] }, SHIPPED_SCHEMA);
    const chosen = draftAnswer(answer(education, 'female'), 'high-school');
    expect(linesOf(chosen, { columns: 80, rows: 9 })).toEqual([
      'Question 2 of 2 · About you',
      'What is the highest grade or year of school that you completed?',
      '',
      '  3  Grades 9 to 11 (some high school)',
      '❯ 4  Grade 12 or GED (high school graduate)',
      '  5  1 to 3 years of college (some college or technical school)',
      '',
      '↑↓ or 0-6: choose · Enter: take · Esc: back · Ctrl-X: finish, the rest unknown',
    ]);
  });

  it('has answers behind their labels, or below where they are too long', () => {
    const { indicators } = SHIPPED_SCHEMA;
    const first = start({ indicators: [indicatorOf('CholCheck'), indicatorOf('Sex'), indicatorOf('Education')] });
    expect(indicators.length).toBe(21);
    expect(linesOf(answer(first, '', 'female', 'some-college'), { columns: 40 })).toEqual([
      'Cholesterol check within five years',
      "  don't know",
      'Sex  female',
      'Education',
      '  1 to 3 years of college (some college',
      '  or technical school)',
      '',
    ]);
  });

  it('breaks the line of keys between two of them', () => {
    expect(linesOf(answer(start(SECOND_SCHEMA), ''), { columns: 40 }).slice(-3)).toEqual([
      '↑↓ or 0-3: choose · Enter: take ·',
      'Esc: back ·',
      'Ctrl-X: finish, the rest unknown',
    ]);
  });

  it('numbers only what a key reaches', () => {
    const level = (code: number) => ({ code, label: `kind ${code}`, word: `kind-${code}` });
    const kinds: Indicator = {
      ...indicatorOf('Soil', SECOND_SCHEMA),
      levels: Array.from({ length: 12 }, (_, code) => level(code)),
    };
    const lines = linesOf(draftAnswer(start({ indicators: [kinds] }), 'kind-11'), { rows: 40 });
    expect(lines.slice(3, 16)).toEqual([
      "  0  Don't know",
      ...Array.from({ length: 9 }, (_, i) => `  ${i + 1}  Kind ${i}`),
      '     Kind 9',
      '     Kind 10',
      '❯    Kind 11',
    ]);
    expect(lines.at(-1)).toContain('↑↓ or 0-9: choose');
  });
});
