import { describe, expect, it } from '@jest/globals';
import type { PlacedPrediction } from '../../../src/pipeline/population/place-prediction.ts';
import type { Prediction } from '../../../src/pipeline/prediction/prediction.ts';
import { renderPrediction } from '../../../src/terminal/render-prediction.ts';
import { plainStyle } from '../../../src/terminal/style.ts';
import { SECOND_SCHEMA, SHIPPED_SCHEMA } from '../schema/shipped-schema.ts';

const model = { digest: 'ab'.repeat(32), version: 'abababababab' };
const three: Prediction = {
  probabilities: { none: 0.5, prediabetes: 0.2, diabetes: 0.3 },
  anyProbability: 0.5,
  predictedClass: 'diabetes',
  given: { Age: 7, BMI: 31.4 },
  missing: SHIPPED_SCHEMA.indicators.map(({ name }) => name).filter((name) => !['Age', 'BMI'].includes(name)),
  warnings: [],
  model,
};

const render = (prediction: PlacedPrediction, schema = SHIPPED_SCHEMA, unicode = false): string[] =>
  renderPrediction(
    { schemaVersion: 1, command: 'predict', prediction, disclaimer: schema.disclaimer },
    schema,
    plainStyle(unicode),
  ).split('\n');

describe('renderPrediction', () => {
  it('draws a bar a class, what was given in words, and the disclaimer', () => {
    expect(render(three).slice(0, 11)).toEqual([
      '',
      `No diabetes  ${'#'.repeat(15)}${' '.repeat(15)}  50.0 %`,
      `Prediabetes  ${'#'.repeat(6)}${' '.repeat(24)}  20.0 %`,
      `Diabetes     ${'#'.repeat(9)}${' '.repeat(21)}  30.0 %`,
      '',
      'Prediabetes or diabetes  50.0 %',
      'Predicted                Diabetes (rarer classes count for more)',
      'Given                    Body mass index: 31.4 kg/m² · Age: 50 to 54 years',
      'Unanswered               19 of 21 questions',
      'Model                    version abababababab',
      '',
    ]);
    expect(render(three).join(' ')).toContain('does not diagnose');
  });

  it('tells where it stands, and how far the missing answers could move it', () => {
    const placed: PlacedPrediction = {
      ...three,
      standing: { peers: { Age: 7, Sex: 0 }, people: 1200, percentile: 99.96, median: 0.085 },
      range: { level: 0.9, anyProbability: [0.1, 0.6251], mostTelling: 'GenHlth' },
    };
    expect(render(placed).slice(7, 14)).toEqual([
      'Standing                 higher than for 99 of 100 people of the same sex and',
      '                         age (their median: 8.5 %)',
      'Range                    10.0 % to 62.5 % for 9 of 10 people with these answers,',
      '                         once all questions are answered',
      'Given                    Body mass index: 31.4 kg/m² · Age: 50 to 54 years',
      'Unanswered               19 of 21 questions; general health would tell the most',
      '                         (--general-health)',
    ]);
    const nothingTells = render({ ...placed, range: { level: 0.9, anyProbability: [0.5, 0.5] } });
    expect(nothingTells).toContain('Unanswered               19 of 21 questions');
    const everyone = render({ ...placed, standing: { ...placed.standing!, peers: {}, percentile: 0.4 } });
    expect(everyone.join('\n')).toContain('higher than for 0 of 100 people in the survey (their');
  });

  it('keeps to 80 columns, with no dot at the beginning of a line', () => {
    const given = Object.fromEntries(SHIPPED_SCHEMA.indicators.map(({ name, minimum }) => [name, minimum]));
    const lines = render({ ...three, given, missing: [] });
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines.filter((line) => /^ *·/.test(line))).toEqual([]);
    expect(lines.filter((line) => line.endsWith(' ·')).length).toBeGreaterThan(5);
  });

  it('draws with eighths of a cell where the terminal shows them', () => {
    expect(render(three, SHIPPED_SCHEMA, true)[1]).toContain('███████████████ ');
  });

  it('says nothing of unknown answers where there are none, and tells warnings', () => {
    const text = render({ ...three, missing: [], warnings: ['Something to note.'] });
    expect(text.filter((line) => line.startsWith('Unanswered'))).toEqual([]);
    expect(text).toContain('Note: Something to note.');
  });

  it('has no line for several classes together where there are only two', () => {
    const two = { ...three, probabilities: { low: 0.25, high: 0.75 }, predictedClass: 'high', given: { Trees: 1 } };
    const text = render({ ...two, anyProbability: 0.75, missing: [] }, SECOND_SCHEMA);
    expect(text.slice(1, 3).map((line) => line.replace(/ +/g, ' '))).toEqual([
      'Low loss ######## 25.0 %',
      'High loss ####################### 75.0 %',
    ]);
    expect(text.slice(4, 7)).toEqual([
      'Predicted  High loss',
      'Given      Young trees: 1 tree',
      'Model      version abababababab',
    ]);
  });
});
