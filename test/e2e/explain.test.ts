import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExplainedPrediction } from '../../src/pipeline/explanation/explained-prediction.ts';
import { describeWith } from '../helpers/describe-with.ts';
import { diabetes, diabetesJson, missingBuild, QUICK } from '../helpers/diabetes.ts';

const PERSON = { age: 58, 'height-cm': 172, 'weight-kg': 100, 'high-blood-pressure': 'yes', 'general-health': 'poor' };
const LIFESTYLE = { 'physical-activity': 'no', fruits: 'no', 'heavy-drinking': 'yes' };
const EVERYTHING = {
  ...PERSON,
  ...LIFESTYLE,
  ...Object.fromEntries(
    ['high-cholesterol', 'cholesterol-check', 'smoker', 'stroke', 'heart-disease', 'vegetables', 'healthcare']
      .concat('cost-barrier', 'walking-difficulty')
      .map((flag) => [flag, 'yes']),
  ),
  'mental-health-days': 5,
  'physical-health-days': 10,
  sex: 'male',
  education: 'high-school',
  income: 22000,
};

describeWith(missingBuild, 'the explanations of a trained model', () => {
  let cwd: string;
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'explain-'));
    const rows = ['--set', 'data.synthetic_rows=6000'];
    await diabetesJson(['train', ...QUICK, ...rows, '--seed', '7', '--no-track'], { cwd });
  }, 60_000);
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  async function predict(person: object, ...argv: string[]): Promise<ExplainedPrediction> {
    const asked = ['predict', '--person', JSON.stringify(person), ...argv];
    return (await diabetesJson<{ prediction: ExplainedPrediction }>(asked, { cwd })).prediction;
  }

  it.each([
    ['exact', PERSON, 4],
    ['sampled', EVERYTHING, 21],
  ])('sum to the prediction, %s', async (method, person, answers) => {
    const { explanation, ...prediction } = await predict(person, '--explain');
    const { baseline, contributions } = explanation!;
    expect(explanation!.method).toBe(method);
    expect(contributions).toHaveLength(answers);
    expect(baseline + contributions.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(
      prediction.anyProbability,
      12,
    );
    for (const { error = 0 } of contributions) expect(error).toBeLessThanOrEqual(0.001);
    expect(contributions.map(({ indicator, value }) => [indicator, value]).sort()).toEqual(
      Object.entries(prediction.given).sort(),
    );
    expect(await predict(person)).toEqual(prediction);
  });

  it('predict what if as if it had been answered so', async () => {
    const now = await predict(PERSON);
    const argv = ['weight-kg=80', 'physical-activity=yes', 'general-health=unknown', 'Sex=1'];
    const { whatIf } = await predict(PERSON, ...argv.flatMap((change) => ['--what-if', change]));
    const then = await predict({
      ...PERSON,
      'weight-kg': 80,
      'physical-activity': 'yes',
      'general-health': null,
      Sex: 1,
    });
    expect(whatIf).toMatchObject({
      probabilities: then.probabilities,
      predictedClass: then.predictedClass,
      difference: { anyProbability: then.anyProbability - now.anyProbability },
    });
    expect(whatIf!.changes.map(({ indicator, from, to }) => [indicator, from, to])).toEqual([
      ['BMI', 33.8, 27],
      ['PhysActivity', null, 1],
      ['GenHlth', 5, null],
      ['Sex', null, 1],
    ]);
  });

  it('find changes with which the model does predict a lower class', async () => {
    const ranks = ['none', 'prediabetes', 'diabetes'];
    let checked = 0;
    for (const weight of [85, 100, 130]) {
      const person = { ...PERSON, ...LIFESTYLE, 'weight-kg': weight };
      const { counterfactual, given, predictedClass } = await predict(person, '--counterfactual');
      expect(counterfactual!.changeable).toEqual(['BMI', 'PhysActivity', 'Fruits', 'HvyAlcoholConsump']);
      for (const { alternatives } of counterfactual!.targets) {
        for (const { changes, predictedClass: reached } of alternatives) {
          const other = { ...given, ...Object.fromEntries(changes.map(({ indicator, to }) => [indicator, to])) };
          expect((await predict(other)).predictedClass).toBe(reached);
          expect(ranks.indexOf(reached)).toBeLessThan(ranks.indexOf(predictedClass));
          checked++;
        }
      }
    }
    expect(checked).toBeGreaterThan(0);
  }, 60_000);

  it('are told to a person, and end with the disclaimer', async () => {
    const person = ['--age', '58', '--bmi', '34', '--no-physical-activity', '--high-blood-pressure'];
    const asked = ['--explain', '--what-if', 'bmi=26', '--counterfactual'];
    const { exitCode, stdout, stderr } = await diabetes(['predict', ...person, ...asked], { cwd });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(
      /\nWhy\n[^]*The average person[^]*This person[^]*\nWhat if\n[^]*\nCounterfactual\n[^]*no causes[^]*not diagnose/,
    );
  });

  it.each<[string, string[]]>([
    ['--height-cm: the body mass index takes --weight-kg as well', ['--height-cm', '172']],
    ['--height-cm: "1.72" is not valid; give a number, 91 to 244 cm', ['--height-cm', '1.72', '--weight-kg', '100']],
    [
      '--bmi: 31 kg/m² does not agree with --height-cm 172 and --weight-kg 100, which make 33.8 kg/m²',
      ['--height-cm', '172', '--weight-kg', '100', '--bmi', '31'],
    ],
    [
      '--what-if weight-kg: the body mass index takes --what-if height-cm',
      ['--bmi', '31', '--what-if', 'weight-kg=80'],
    ],
    ['--what-if genral-health: unknown; did you mean general-health?', ['--bmi', '31', '--what-if', 'genral-health=1']],
    [
      '--counterfactual has nothing to change: none of the given answers can be changed',
      ['--age', '58', '--counterfactual'],
    ],
  ])('say %s', async (message, argv) => {
    const { exitCode, stdout, stderr } = await diabetes(['predict', ...argv], { cwd });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(`Error: ${message}`);
  });
});
