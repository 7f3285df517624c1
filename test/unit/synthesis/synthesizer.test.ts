import { describe, expect, it } from '@jest/globals';
import { sha256 } from '../../../src/foundation/hashing.ts';
import { encodeValue } from '../../../src/pipeline/features/encoder.ts';
import { createSynthesizer } from '../../../src/pipeline/synthesis/create-synthesizer.ts';
import { fitMixture } from '../../../src/pipeline/synthesis/fit-mixture.ts';
import { formatSynthesizer } from '../../../src/pipeline/synthesis/format-synthesizer.ts';
import { createClassifier } from '../../../src/pipeline/synthesis/label-network.ts';
import { parseSynthesizer } from '../../../src/pipeline/synthesis/parse-synthesizer.ts';
import { createRowSampler, sampleRows } from '../../../src/pipeline/synthesis/sample-rows.ts';
import type { LabelNetwork, Synthesizer } from '../../../src/pipeline/synthesis/synthesizer.ts';
import { checkSynthesizer } from '../../../src/pipeline/synthesis/synthesizer.ts';
import { label, schema, synthesizer, thrownBy, twoKinds } from './small-survey.ts';

const shareOf = (column: ArrayLike<number>, code: number): number =>
  Array.from(column).filter((value) => value === code).length / column.length;

describe('sampleRows', () => {
  const { rows, columns, labels } = sampleRows(synthesizer, 20_000, 42);
  const [smoker, active, size] = columns.map((column) => Array.from(column));

  it('draws each answer with its share', () => {
    expect(rows).toBe(20_000);
    expect(shareOf(smoker!, 1)).toBeCloseTo(0.7 * 0.1 + 0.3 * 0.95, 1.7);
    expect(shareOf(active!, 1)).toBeCloseTo(0.7 + 0.3 * 0.2, 1.7);
    expect(shareOf(size!, 12)).toBeCloseTo(0.7 * 0.5 + 0.3 * 0.1, 1.7);
    expect([...new Set(size)].sort()).toEqual([11, 12, 13, 14]);
  });

  it('draws the answers of one row from one component', () => {
    for (let row = 0; row < rows; row++) if (active![row] === 0) expect(size![row]).toBeGreaterThanOrEqual(12);
  });

  it('draws the class from the label network', () => {
    const logistic = (logit: number): number => 1 / (1 + Math.exp(-logit));
    const known = [
      [0, 11, logistic(-1.1)],
      [1, 14, logistic(1.2)],
    ] as const;
    for (const [smokes, has, expected] of known) {
      const chosen = labels.filter((_, row) => smoker![row] === smokes && size![row] === has);
      expect(Math.abs(shareOf(chosen, 1) - expected)).toBeLessThan(0.03);
    }
  });

  it('gives the same rows everywhere, and fewer rows as the first of more', () => {
    const few = sampleRows(synthesizer, 100, 42);
    expect(few.columns.map((column) => [...column])).toEqual([smoker, active, size].map((all) => all!.slice(0, 100)));
    expect(few.labels).toEqual(labels.slice(0, 100));
    const bytes = [...few.columns, few.labels].map((column) => [...column].join()).join();
    expect(sha256(bytes)).toBe('07b5e3af26ef75b7230bbdc4ffc19a9aba3d18d9ee5a07511a387a7497e05c69');
    expect(sampleRows(synthesizer, 100, 43)).not.toEqual(few);
  });
});

describe('createRowSampler', () => {
  it('draws the same rows in pieces of any size', () => {
    const whole = sampleRows(synthesizer, 1000, 42);
    const sample = createRowSampler(synthesizer, 42);
    const pieces = [1, 499, 0, 500].map((rows) => sample(rows));
    expect(pieces.flatMap(({ labels }) => [...labels])).toEqual([...whole.labels]);
    whole.columns.forEach((column, i) => {
      expect(pieces.flatMap(({ columns }) => [...columns[i]!])).toEqual([...column]);
    });
  });
});

describe('createClassifier', () => {
  const columns = synthesizer.columns;
  const deep: LabelNetwork = {
    encoder: {
      formatVersion: 1,
      columns: [
        { indicator: 0, kind: 'scale', at: 0, divisor: 1, center: 0.4 },
        { indicator: 1, kind: 'indicator', at: 1, divisor: 1, center: 0.7 },
        { indicator: 2, kind: 'threshold', at: 13, divisor: 1, center: 0.2 },
        { indicator: 2, kind: 'hinge', at: 12, divisor: 10, center: 0.1 },
      ],
    },
    network: { inputs: 4, hidden: [3, 2], outputs: 3 },
    weights: Array.from({ length: 15 + 8 + 9 }, (_, i) => Math.round(1000 * Math.sin(i + 1)) / 1000),
  };

  /** One dense layer after the other, straight from the flat vector. */
  const expected = (codes: readonly number[]): number[] => {
    let values = deep.encoder.columns.map((column) => encodeValue(column, codes[column.indicator]!));
    let offset = 0;
    for (const [layer, units] of [3, 2, 3].entries()) {
      const before = values;
      values = Array.from({ length: units }, (_, unit) => {
        const bias = deep.weights[offset + before.length * units + unit]!;
        const sum = before.reduce((total, x, input) => total + x * deep.weights[offset + input * units + unit]!, bias);
        return layer < 2 ? Math.max(0, sum) : sum;
      });
      offset += (before.length + 1) * units;
    }
    const powers = values.map(Math.exp);
    return powers.map((power) => power / powers.reduce((left, right) => left + right));
  };

  it.each([
    [0, 0, 11],
    [1, 0, 14],
    [0, 1, 12],
    [1, 1, 13],
  ])('agrees with the plain formula for %d, %d, %d', (...codes) => {
    // prettier-ignore
    const probabilities = new Float64Array(3);
    createClassifier({ label: deep, columns })(Uint8Array.from(codes), probabilities);
    for (const [index, value] of expected(codes).entries()) expect(probabilities[index]).toBeCloseTo(value, 6);
  });
});

describe('createSynthesizer', () => {
  it('rounds a mixture and measures the rows it makes', async () => {
    const dataset = twoKinds(3000, 7);
    const mixture = await fitMixture({ dataset, classes: 2, components: 3, iterations: 10, seed: 1 });
    const made = createSynthesizer({ schema, dataset, mixture, label, seed: 1 });
    expect(made).toMatchObject({ formatVersion: 1, schema: 'small', rows: 3000, quality: { rows: 3000 } });
    expect(made.columns.map(({ name, minimum }) => ({ name, minimum }))).toEqual([
      { name: 'Smoker', minimum: 0 },
      { name: 'Active', minimum: 0 },
      { name: 'Size', minimum: 10 },
    ]);
    for (const { probabilities } of made.columns) {
      for (const list of probabilities) expect(list.reduce((left, right) => left + right)).toBe(1000);
    }
    expect(made.weights.reduce((left, right) => left + right)).toBe(100_000);
    expect(made.quality.copies).toBeGreaterThan(0.98);
    checkSynthesizer(parseSynthesizer(formatSynthesizer(made), 'made.json'), schema);
  });
});

describe('formatSynthesizer and parseSynthesizer', () => {
  it('leave a synthesizer as it was', () => {
    expect(parseSynthesizer(formatSynthesizer(synthesizer), 'small.json')).toEqual(synthesizer);
  });

  it('break long lists of distributions into lines', () => {
    const wide = { ...synthesizer, columns: Array.from({ length: 15 }, () => synthesizer.columns[2]!) };
    const lines = formatSynthesizer(wide).split('\n');
    expect(lines).toContain('  {"name":"Size","minimum":11,"probabilities":[[500,500,0,0],[0,100,400,500]]},');
  });

  // prettier-ignore
  it.each([
    ['has formatVersion 2; this program reads version 1', '{"formatVersion":1,"schema', '{"formatVersion":2,"schema'],
    ['lacks "rows"', '"rows":5000,"quality', '"quality'],
    ['has the unknown key "more"', '{', '{"more":1,'],
    ['schema is not a text', '"small"', '5'],
    ['weights adds up to 99999, not 100000', '[70000', '[69999'],
    ['columns[1].probabilities[0] adds up to 1001, not 1000', '[0,1000]', '[1,1000]'],
    ['columns[0].probabilities has 1 lists for the 2 weights', ',[50,950]', ''],
    ['columns[0].probabilities[1] has 3 levels, not 2 as the first', '[50,950]', '[50,950,0]'],
    ['columns[2] has codes up to 255; the greatest is 254', '"minimum":11', '"minimum":252'],
    ['columns[2].minimum is 1.5, not a whole number of 0 or more', '"minimum":11', '"minimum":1.5'],
    ['label.encoder.columns[0].kind is none of scale, threshold, hinge, indicator, present', '"scale"', '"log"'],
    ['label.encoder.columns[1].indicator is 3, the last column is 2', '"indicator":2', '"indicator":3'],
    ['label.encoder.columns[1].divisor is 0', '"divisor":10', '"divisor":0'],
    ['label.network has 3 inputs, the encoder 2 columns', '"inputs":2', '"inputs":3'],
    ['label.weights has 5 numbers, the network 6 parameters', '[0,2,0,1,0,-1]', '[0,2,0,1,0]'],
    ['label.weights[5] is not a number', '1,0,-1]', '1,0,null]'],
  ])('says that it %s', (problem, part, instead) => {
    const text = JSON.stringify(synthesizer);
    expect(text).toContain(part);
    const error = thrownBy(() => parseSynthesizer(text.replace(part, instead), 'small.json'));
    const separator = problem.startsWith('has') || problem.startsWith('lacks') ? ' ' : ': ';
    expect(error).toMatchObject({ code: 'INVALID_SYNTHESIZER', message: `small.json${separator}${problem}` });
  });

  it.each([
    ['{', 'small.json is not JSON'],
    ['[]', 'small.json is not an object'],
  ])('refuse %s', (text, message) => {
    expect(thrownBy(() => parseSynthesizer(text, 'small.json'))).toMatchObject({
      code: 'INVALID_SYNTHESIZER',
      message,
    });
  });
});

describe('checkSynthesizer', () => {
  const differencesOf = (made: Synthesizer): unknown =>
    thrownBy(() => {
      checkSynthesizer(made, schema);
    });

  it('accepts the survey that it was made for', () => {
    expect(differencesOf(synthesizer)).toBeUndefined();
  });

  it('names every difference', () => {
    const [smoker, active, size] = synthesizer.columns;
    const other = {
      ...synthesizer,
      schema: 'other',
      columns: [{ ...smoker!, name: 'Smokes' }, active!, { ...size!, minimum: 9 }],
      label: { ...label, network: { ...label.network, outputs: 3 } },
    };
    expect(differencesOf(other)).toMatchObject({
      code: 'INVALID_SYNTHESIZER',
      details: [
        { where: 'schema', message: '"other" is not "small"' },
        { where: 'columns[0]', message: '"Smokes" is not "Smoker"' },
        { where: 'columns[2]', message: 'Size has the codes 9 to 12, the schema allows 10 to 20' },
        { where: 'label.network.outputs', message: '3 classes, the schema has 2' },
      ],
    });
  });

  it('tells a different number of columns once', () => {
    const fewer = { ...synthesizer, columns: synthesizer.columns.slice(1) };
    expect(differencesOf(fewer)).toMatchObject({
      details: [{ where: 'columns', message: '2 columns, the schema has 3 indicators' }],
    });
  });
});
