import { describe, expect, it } from '@jest/globals';
import type { Counterfactual } from '../../../src/pipeline/explanation/counterfactual.ts';
import type { Contribution, Explanation } from '../../../src/pipeline/explanation/explain-prediction.ts';
import type { ExplainedPrediction } from '../../../src/pipeline/explanation/explained-prediction.ts';
import type { WhatIf } from '../../../src/pipeline/explanation/what-if.ts';
import { renderExplainedPrediction } from '../../../src/terminal/render-explained-prediction.ts';
import { plainStyle } from '../../../src/terminal/style.ts';
import { SECOND_SCHEMA, SHIPPED_SCHEMA } from '../schema/shipped-schema.ts';

const PREDICTION: ExplainedPrediction = {
  probabilities: { none: 0.5, prediabetes: 0.2, diabetes: 0.3 },
  anyProbability: 0.5,
  predictedClass: 'diabetes',
  given: { BMI: 31.4, PhysActivity: 0 },
  missing: [],
  warnings: ['Something to note.'],
  model: { digest: 'ab'.repeat(32), version: 'abababababab' },
};

/** What is drawn after the facts and before the disclaimer. */
function render(asked: Partial<ExplainedPrediction>, schema = SHIPPED_SCHEMA): string[] {
  const prediction = { ...PREDICTION, ...asked };
  const document = { schemaVersion: 1, command: 'predict', prediction, disclaimer: schema.disclaimer } as const;
  const lines = renderExplainedPrediction(document, schema, plainStyle(false)).split('\n');
  const end = lines.findIndex((line) => line.startsWith('All this describes'));
  expect(lines.slice(end).join(' ')).toMatch(/no causes.*Note: Something to note\..*does not diagnose/);
  return lines.slice(lines.findIndex((line) => line.startsWith('Model')) + 2, end - 1);
}

const contribution = (indicator: string, words: string, size: number): Contribution => ({
  indicator,
  words,
  value: 0,
  contribution: size,
  probabilities: {},
});

const EXPLANATION: Explanation = {
  method: 'exact',
  baseline: 0.155,
  baselineProbabilities: {},
  prediction: 0.5,
  contributions: [contribution('BMI', '31.4 kg/m²', 0.36), contribution('PhysActivity', 'no', -0.015)],
};

describe('why', () => {
  it('goes from the average person to this one, with a bar an answer', () => {
    expect(render({ explanation: EXPLANATION })).toEqual([
      'Why',
      'What each answer adds to the probability of prediabetes or diabetes, in',
      'percentage points:',
      '',
      'The average person            15.5 %',
      'Body mass index: 31.4 kg/m²  +36.0     |#######################',
      'Physical activity: no         -1.5    #|',
      'This person                   50.0 %',
    ]);
  });

  it('sums the smallest where there are many, and shortens what is long', () => {
    const names = SHIPPED_SCHEMA.indicators.slice(0, 13).map(({ name }) => name);
    const contributions = names.map((name, i) => contribution(name, 'yes'.repeat(i === 0 ? 20 : 1), 0.13 - i / 100));
    const lines = render({ explanation: { ...EXPLANATION, contributions } });
    expect(lines).toHaveLength(4 + 1 + 11 + 1);
    expect(lines[5]).toMatch(/^High blood pressure: yesyesyesyesyesyes\.\.\. +\+13\.0 /);
    expect(lines[15]).toMatch(/^3 others +\+6\.0 /);
    const eleven = render({ explanation: { ...EXPLANATION, contributions: contributions.slice(0, 11) } });
    expect(eleven.join('\n')).not.toContain('other');
  });

  it('states what sampling leaves open', () => {
    const contributions = EXPLANATION.contributions.map((one, i) => ({ ...one, error: 0.0009 - i / 10_000 }));
    expect(render({ explanation: { ...EXPLANATION, method: 'sampled', orders: 1344, contributions } }).at(-1)).toBe(
      'Estimated from 1,344 orders of the answers; standard errors are at most 0.09.',
    );
  });

  it('draws no bars where nothing matters', () => {
    const contributions = [contribution('BMI', '31.4 kg/m²', 0)];
    expect(render({ explanation: { ...EXPLANATION, contributions } })).toContain('Body mass index: 31.4 kg/m²   0.0');
  });
});

const WHAT_IF: WhatIf = {
  changes: [
    { indicator: 'BMI', from: 31.4, to: 27, fromWords: '31.4 kg/m²', toWords: '27 kg/m²' },
    { indicator: 'PhysActivity', from: 0, to: 1, fromWords: 'no', toWords: 'yes' },
  ],
  probabilities: { none: 0.6, prediabetes: 0.15, diabetes: 0.25 },
  anyProbability: 0.4,
  predictedClass: 'none',
  difference: { probabilities: { none: 0.1, prediabetes: -0.05, diabetes: -0.05 }, anyProbability: -0.1 },
};

describe('what if', () => {
  it('is a table of before and after', () => {
    expect(render({ whatIf: WHAT_IF })).toEqual([
      'What if',
      'Body mass index: 27 kg/m² instead of 31.4 kg/m² · Physical activity: yes instead',
      'of no',
      '',
      '                              now         then  points',
      'No diabetes                50.0 %       60.0 %   +10.0',
      'Prediabetes                20.0 %       15.0 %    -5.0',
      'Diabetes                   30.0 %       25.0 %    -5.0',
      'Prediabetes or diabetes    50.0 %       40.0 %   -10.0',
      'Predicted                Diabetes  No diabetes',
    ]);
  });

  it('says where nothing is another, and has no line for several classes where there are two', () => {
    const two = {
      probabilities: { low: 0.25, high: 0.75 },
      predictedClass: 'high',
      anyProbability: 0.75,
      given: { Trees: 1 },
    };
    const difference = { probabilities: { low: 0, high: 0 }, anyProbability: 0 };
    const prediction = { ...PREDICTION, ...two, warnings: [], whatIf: { changes: [], difference, ...two } };
    const { disclaimer } = SECOND_SCHEMA;
    const document = { schemaVersion: 1, command: 'predict', prediction, disclaimer } as const;
    const text = renderExplainedPrediction(document, SECOND_SCHEMA, plainStyle(false));
    expect(text).toContain(`What if
every answer is as it was given

                 now       then  points
Low loss      25.0 %     25.0 %     0.0
High loss     75.0 %     75.0 %     0.0
Predicted  High loss  High loss

`);
  });
});

describe('the counterfactual', () => {
  const alternative = { ...WHAT_IF, distance: 1.05 };
  const show = (parts: Partial<Counterfactual>) =>
    render({ counterfactual: { changeable: ['BMI', 'PhysActivity'], targets: [], isExhaustive: true, ...parts } });
  const INTRODUCTION = [
    'Counterfactual',
    'The smallest changes with which the model predicts a lower class, of the given',
    'answers that can change in the healthier direction: Body mass index, Physical',
    'activity.',
  ];

  it('is a sentence for each set of changes', () => {
    const targets = [{ predictedClass: 'none', alternatives: [alternative] }];
    expect(show({ targets })).toEqual([
      ...INTRODUCTION,
      '- No diabetes, with Body mass index: 27 kg/m² instead of 31.4 kg/m² · Physical',
      '  activity: yes instead of no (prediabetes or diabetes: 40.0 %)',
    ]);
  });

  it('says which class cannot be reached', () => {
    const step = { ...alternative, predictedClass: 'prediabetes', changes: WHAT_IF.changes.slice(1) };
    const targets = [
      { predictedClass: 'prediabetes', alternatives: [step] },
      { predictedClass: 'none', alternatives: [] },
    ];
    expect(show({ targets, isExhaustive: false })).toEqual([
      ...INTRODUCTION,
      '- Prediabetes, with Physical activity: yes instead of no (prediabetes or',
      '  diabetes: 40.0 %)',
      '- No changes were found with which it predicts No diabetes.',
      'There are more combinations than were tried: there may be smaller ones.',
    ]);
  });

  it('says where nothing is left to change', () => {
    expect(show({ changeable: [], targets: [{ predictedClass: 'none', alternatives: [] }] })).toEqual([
      'Counterfactual',
      'None of the given answers can change further in the healthier direction.',
    ]);
  });

  it('says where there is no lower class', () => {
    expect(show({})).toEqual(['Counterfactual', 'The model predicts No diabetes already, the lowest class.']);
  });
});
