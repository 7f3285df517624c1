import { describe, expect, it } from '@jest/globals';
import { UNKNOWN_CODE } from '../../../src/pipeline/dataset/dataset.ts';
import { fitEncoder } from '../../../src/pipeline/features/fit-encoder.ts';
import { SECOND_SCHEMA } from '../schema/shipped-schema.ts';

const { indicators } = SECOND_SCHEMA;

/** The inputs that come of columns of codes, the others being unknown in every row, as `kind at` by indicator. */
function inputsOf(codes: Readonly<Record<string, readonly number[]>>, present = true): Record<string, string[]> {
  const rows = Object.values(codes)[0]!.length;
  const columns = indicators.map(({ name }) =>
    Uint8Array.from(codes[name] ?? new Array<number>(rows).fill(UNKNOWN_CODE)),
  );
  const dataset = { rows, columns, labels: new Uint8Array(rows) };
  const encoder = fitEncoder({ schema: SECOND_SCHEMA, dataset, breakpoints: 2, present });
  const inputs: Record<string, string[]> = {};
  for (const { indicator, kind, at } of encoder.columns) {
    (inputs[indicators[indicator]!.name] ??= []).push(kind === 'present' ? kind : `${kind} ${at}`);
  }
  return inputs;
}

describe('fitEncoder', () => {
  it('makes the inputs of each type of answer', () => {
    for (const { name, type, levels, minimum } of indicators) {
      const all = levels.length > 0 ? levels.map(({ code }) => code) : [minimum, minimum + 1, minimum + 2, minimum + 3];
      const inputs = inputsOf({ [name]: all })[name]!;
      expect(inputs.at(-1)).toBe('present');
      if (type === 'binary') expect(inputs).toEqual(['scale 0', 'present']);
      if (type === 'ordinal') expect(inputs).toHaveLength(levels.length);
      if (type === 'nominal') expect(inputs).toHaveLength(levels.length + 1);
      if (type === 'count') expect(inputs[0]).toMatch(/^threshold/);
      if (type === 'continuous') expect(inputs[0]).toMatch(/^scale/);
    }
  });

  it('gives an indicator no input that no training row has an answer to', () => {
    const binary = indicators.find(({ type }) => type === 'binary')!.name;
    expect(Object.keys(inputsOf({ [binary]: [0, 1] }))).toEqual([binary]);
  });

  it('leaves out levels that no training row has, and what all of them have', () => {
    const { name, levels } = indicators.find(({ type }) => type === 'ordinal')!;
    const [first, second, third] = levels.map(({ code }) => code);
    expect(inputsOf({ [name]: [second!, third!] })[name]).toEqual([`threshold ${third}`, 'present']);
    expect(inputsOf({ [name]: [first!, UNKNOWN_CODE] })[name]).toEqual(['present']);
    expect(inputsOf({ [name]: [first!, first!] }, false)).toEqual({});
  });
});
