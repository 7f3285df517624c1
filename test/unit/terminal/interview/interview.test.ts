import { describe, expect, it } from '@jest/globals';
import { askedQuestions } from '../../../../src/pipeline/schema/questionnaire.ts';
import type { SurveySchema } from '../../../../src/pipeline/schema/survey-schema.ts';
import { pressKey } from '../../../../src/terminal/interview/interview-keys.ts';
import {
  currentProblem,
  currentQuestion,
  startInterview,
  type Interview,
} from '../../../../src/terminal/interview/interview.ts';
import { SECOND_SCHEMA, SHIPPED_SCHEMA } from '../../schema/shipped-schema.ts';

const start = (schema: SurveySchema = SECOND_SCHEMA): Interview =>
  startInterview(askedQuestions(schema, new Float64Array(schema.indicators.length).fill(NaN)));

/** Presses keys by name; what is none is typed letter by letter at the end of the line. */
function press(interview: Interview, ...keys: readonly string[]): Interview {
  return keys.reduce((before, key) => {
    const named = ['return', 'enter', 'escape', 'left', 'right', 'up', 'down'].includes(key);
    const ctrl = key.startsWith('ctrl-');
    if (named || ctrl) return pressKey(before, { name: key.replace('ctrl-', ''), ctrl }, before.draft);
    return Array.from(key).reduce((now, letter) => pressKey(now, { name: letter }, now.draft + letter), before);
  }, interview);
}

const flagOf = (interview: Interview) => currentQuestion(interview)?.question.flag;
/** From the first question of the orchard survey to the first number. */
const TO_TREES = ['return', 'return', 'return'];

describe('an answer to choose', () => {
  it.each([
    [['return'], ''],
    [['1', 'return'], 'yes'],
    [['2', 'return'], 'no'],
    [['2', '0', 'return'], ''],
    [['y', 'return'], 'yes'],
    [['n', 'return'], 'no'],
    [['down', 'enter'], 'yes'],
    [['j', 'j', 'return'], 'no'],
    [['up', 'return'], 'no'],
    [['k', 'k', 'return'], 'yes'],
    [['down', 'down', 'down', 'return'], ''],
    [['1', '7', 'x', 'right', 'ctrl-n', 'return'], 'yes'],
  ])('by %j is %j', (keys, expected) => {
    const next = press(start(), ...keys);
    expect([flagOf(next), next.answers.get('irrigated')]).toEqual(['slope', expected]);
  });

  it('is not chosen by y or n where there is no yes and no', () => {
    expect(press(start(), 'return', 'n', 'y').draft).toBe('');
  });
});

describe('an answer to type', () => {
  it.each([
    [['12', 'return'], '12'],
    [['return'], ''],
    [[' ', 'return'], ''],
    [['1', 'up', '2', 'down', 'return'], '12'],
    [['jk', 'up', 'return'], undefined],
  ])('by %j is %j', (keys, expected) => {
    expect(press(start(), ...TO_TREES, ...keys).answers.get('young-trees')).toBe(expected);
  });

  it('holds no control characters, such as a tab', () => {
    expect(pressKey(press(start(), ...TO_TREES), { name: 'tab' }, '1\t').draft).toBe('1');
  });

  it('stays to be corrected where it cannot be taken, and is judged as it is typed from then on', () => {
    const typed = press(start(), ...TO_TREES, '401');
    expect(currentProblem(typed)).toBeUndefined();
    const refused = press(typed, 'return');
    expect([flagOf(refused), refused.draft, refused.answers.has('young-trees')]).toEqual(['young-trees', '401', false]);
    expect(currentProblem(refused)).toBe('"401" is not valid; give a whole number, 0 to 400 trees');
    const corrected = pressKey(refused, { name: 'backspace' }, '40');
    expect(currentProblem(corrected)).toBeUndefined();
    expect(currentProblem(press(corrected, '9'))).toContain('"409" is not valid');
    const next = press(corrected, 'return');
    expect([flagOf(next), currentProblem(next), next.answers.get('young-trees')]).toEqual([
      'coldest-night',
      undefined,
      '40',
    ]);
  });
});

describe('going back', () => {
  it.each(['escape', 'left'])('by %s asks the question before again with its answer chosen', (key) => {
    const back = press(start(), 'y', 'return', '2', key);
    expect([flagOf(back), back.draft]).toEqual(['irrigated', 'yes']);
    const again = press(back, 'n', 'return');
    expect([flagOf(again), again.draft, again.answers.get('irrigated')]).toEqual(['slope', '', 'no']);
  });

  it('is not possible at the first question', () => {
    const first = press(start(), 'down');
    expect(press(first, 'escape')).toBe(first);
  });

  it('keeps the answers behind, which are chosen when one comes to them again', () => {
    const later = press(start(), 'return', '3', 'return', '1', 'return', 'escape', 'escape', 'escape');
    expect(flagOf(later)).toBe('irrigated');
    const again = press(later, 'return');
    expect(again.draft).toBe('steep');
    expect(press(again, 'return').draft).toBe('clay');
  });

  it('from a number is by Esc; ← moves in what is typed, and goes back where nothing is', () => {
    const typed = press(start(), ...TO_TREES, '12');
    expect(flagOf(press(typed, 'left'))).toBe('young-trees');
    expect(flagOf(press(typed, 'escape'))).toBe('soil');
    expect(flagOf(press(start(), ...TO_TREES, 'left'))).toBe('soil');
  });

  it('from a number that was refused forgets that', () => {
    const back = press(start(), ...TO_TREES, '401', 'return', 'escape', 'return');
    expect([flagOf(back), back.draft, currentProblem(back)]).toEqual(['young-trees', '', undefined]);
  });
});

describe('the end', () => {
  it('comes behind the last question', () => {
    const over = press(start(), 'y', 'return', '3', 'return', '2', 'return', '12', 'return', '-3.5', 'return');
    expect(flagOf(over)).toBeUndefined();
    expect(Object.fromEntries(over.answers)).toEqual({
      irrigated: 'yes',
      slope: 'steep',
      soil: 'sand',
      'young-trees': '12',
      'coldest-night': '-3.5',
    });
    expect(press(over, 'return', '1', 'up').answers).toBe(over.answers);
  });

  it('comes at once by Ctrl-X, which takes what is chosen and leaves the rest open', () => {
    const over = press(start(), 'y', 'return', '3', 'ctrl-x');
    expect(flagOf(over)).toBeUndefined();
    expect(Object.fromEntries(over.answers)).toEqual({ irrigated: 'yes', slope: 'steep' });
  });

  it('waits for a number that cannot be taken', () => {
    const refused = press(start(), ...TO_TREES, 'x', 'ctrl-x');
    expect(flagOf(refused)).toBe('young-trees');
    expect(currentProblem(refused)).toContain('"x" is not valid');
  });
});

describe('what an indicator is computed from', () => {
  const toIndex = [...Array<string>(7).fill('return')];

  it('is asked where the indicator is left open', () => {
    const height = press(start(SHIPPED_SCHEMA), ...toIndex, 'return');
    expect(flagOf(height)).toBe('height-cm');
    const weight = press(height, '180', 'return');
    expect(flagOf(weight)).toBe('weight-kg');
    expect(flagOf(press(weight, '90', 'return'))).toBe('walking-difficulty');
    expect(flagOf(press(weight, '90', 'return', 'left'))).toBe('weight-kg');
  });

  it('is not asked otherwise, on the way back either', () => {
    const next = press(start(SHIPPED_SCHEMA), ...toIndex, '31', 'return');
    expect(flagOf(next)).toBe('walking-difficulty');
    const back = press(next, 'left');
    expect([flagOf(back), back.draft]).toEqual(['bmi', '31']);
  });

  it('is not asked in part', () => {
    expect(flagOf(press(start(SHIPPED_SCHEMA), ...toIndex, 'return', 'return'))).toBe('walking-difficulty');
  });

  it('is refused where nobody has it', () => {
    const refused = press(start(SHIPPED_SCHEMA), ...toIndex, 'return', '100', 'return', '200', 'return');
    expect([flagOf(refused), refused.draft]).toEqual(['weight-kg', '200']);
    expect(currentProblem(refused)).toBe('the body mass index 200 is outside 12 to 98 kg/m²');
  });
});
