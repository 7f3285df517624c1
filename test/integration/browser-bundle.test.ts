import { beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { findCounterfactual } from '../../src/pipeline/explanation/counterfactual.ts';
import { explainPrediction } from '../../src/pipeline/explanation/explain-prediction.ts';
import { predictWhatIf } from '../../src/pipeline/explanation/what-if.ts';
import { createPredictor } from '../../src/pipeline/prediction/predictor.ts';
import { readGivenAnswers } from '../../src/pipeline/schema/given-answers.ts';
import { PROJECT_ROOT } from '../helpers/working-tree.ts';
import { madeUpPredictor, madeUpWeights } from '../unit/explanation/made-up-predictor.ts';
import { madeUpModel, madeUpPeople } from '../unit/prediction/made-up-model.ts';
import { SHIPPED_SCHEMA } from '../unit/schema/shipped-schema.ts';

const PERSON = { age: 58, 'height-cm': 172, 'weight-kg': 100, 'general-health': 'fair', fruits: 'no', Stroke: 1 };
const CHANGED = { ...PERSON, 'weight-kg': 80 };

const PIPELINE = join(PROJECT_ROOT, 'src/pipeline');

/** One script for a page; `platform: browser` makes any `node:` module an error of the build. */
async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: PIPELINE },
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    globalName: 'diabetes',
    logLevel: 'silent',
  });
  return outputFiles[0]!.text;
}

describe('the predictor in a browser', () => {
  let script: string;
  beforeAll(async () => {
    script = await bundle(
      `export { createPredictor } from './prediction/predictor.ts'; export { predictOne } from './prediction/prediction.ts';`,
    );
  });

  it('is refused by the bundler if it needs Node', async () => {
    await expect(bundle(`import 'node:fs';`)).rejects.toThrow('node:fs');
  });

  it('needs nothing but the language, and gives the same bits as in Node', () => {
    const model = madeUpModel([8, 5]);
    const people = madeUpPeople(model, 200);
    const classes = model.spec.schema.target.classes.length;
    const expected = new Float64Array(200 * classes);
    createPredictor(model.spec, model.weights).predictBatch(people, expected);

    // A context of its own has the language's globals alone: no process, Buffer, require or console.
    const page = createContext({ input: JSON.stringify(model.spec), weights: [...model.weights], people: [...people] });
    const out = runInContext(
      `${script}
      (() => {
        if (typeof process !== 'undefined' || typeof Buffer !== 'undefined') throw new Error('this is no browser');
        const predictor = diabetes.createPredictor(JSON.parse(input), Float32Array.from(weights));
        const out = new Float64Array(200 * ${classes});
        predictor.predictBatch(Float32Array.from(people), out);
        return JSON.stringify([...out]);
      })()`,
      page,
    ) as string;
    expect(JSON.parse(out)).toEqual([...expected]);
  });

  it('is small', () => {
    expect(script.length).toBeLessThan(40_000);
  });
});

describe('the explanations in a browser', () => {
  it('need nothing but the language, and are the same as in Node', async () => {
    const script = await bundle(`
      export { createPredictor } from './prediction/predictor.ts';
      export { readGivenAnswers } from './schema/given-answers.ts';
      export { explainPrediction } from './explanation/explain-prediction.ts';
      export { predictWhatIf } from './explanation/what-if.ts';
      export { findCounterfactual } from './explanation/counterfactual.ts';`);
    const predictor = madeUpPredictor(SHIPPED_SCHEMA, 2);
    const given = readGivenAnswers(SHIPPED_SCHEMA, Object.entries(PERSON)).values;
    const changed = readGivenAnswers(SHIPPED_SCHEMA, Object.entries(CHANGED)).values;
    const expected = {
      explanation: explainPrediction(predictor, given),
      whatIf: predictWhatIf(predictor, given, changed),
      counterfactual: findCounterfactual(predictor, given),
    };
    expect(expected.counterfactual.targets).not.toEqual([]);

    const page = createContext({
      input: JSON.stringify({ spec: predictor.spec, person: PERSON, changed: CHANGED }),
      weights: [...madeUpWeights(SHIPPED_SCHEMA, 2)],
    });
    const out = runInContext(
      `${script}
      (() => {
        if (typeof process !== 'undefined' || typeof Buffer !== 'undefined') throw new Error('this is no browser');
        const { spec, person, changed } = JSON.parse(input);
        const predictor = diabetes.createPredictor(spec, Float32Array.from(weights));
        const given = diabetes.readGivenAnswers(spec.schema, Object.entries(person)).values;
        const other = diabetes.readGivenAnswers(spec.schema, Object.entries(changed)).values;
        return JSON.stringify({
          explanation: diabetes.explainPrediction(predictor, given),
          whatIf: diabetes.predictWhatIf(predictor, given, other),
          counterfactual: diabetes.findCounterfactual(predictor, given),
        });
      })()`,
      page,
    ) as string;
    expect(JSON.parse(out)).toEqual(expected);
  });
});
