import { beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { createPredictor } from '../../src/pipeline/prediction/predictor.ts';
import { PROJECT_ROOT } from '../helpers/working-tree.ts';
import { madeUpModel, madeUpPeople } from '../unit/prediction/made-up-model.ts';

const PREDICTION = join(PROJECT_ROOT, 'src/pipeline/prediction');

/** One script for a page; `platform: browser` makes any `node:` module an error of the build. */
async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: PREDICTION },
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
      `export { createPredictor } from './predictor.ts'; export { predictOne } from './prediction.ts';`,
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
