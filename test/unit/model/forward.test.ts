import { describe, expect, it } from '@jest/globals';
import { addRows, createTerms, denseLayer, rectify, softmaxRows } from '../../../src/pipeline/model/forward.ts';
import { layoutOf } from '../../../src/pipeline/model/network.ts';

describe('a dense layer', () => {
  const [layout] = layoutOf({ inputs: 3, hidden: [], outputs: 2 });
  const layer = denseLayer(layout!, Float32Array.of(1, 2, 3, 4, 5, 6, 0.5, -0.5));

  it('is the bias plus the weighted rows of the inputs that are positive', () => {
    const terms = createTerms(3);
    const out = new Float64Array(layer.stride);
    rectify(Float64Array.of(2, -7, 10), layer.stride, terms);
    addRows(layer, terms, out);
    expect(terms.count).toBe(2);
    expect([...out]).toEqual([0.5 + 2 * 1 + 10 * 5, -0.5 + 2 * 2 + 10 * 6, 0, 0, 0, 0, 0, 0]);
  });

  it('is the bias where no input is positive', () => {
    const terms = createTerms(3);
    const out = new Float64Array(layer.stride);
    rectify(Float64Array.of(0, -1, -0), layer.stride, terms);
    addRows(layer, terms, out);
    expect([...out.subarray(0, 2)]).toEqual([0.5, -0.5]);
  });
});

describe('softmaxRows', () => {
  it('divides by the temperature, row by row', () => {
    const out = new Float64Array(4);
    softmaxRows(Float64Array.of(0, Math.log(9), 0, 0), { classes: 2, temperature: 2 }, out);
    [0.25, 0.75, 0.5, 0.5].forEach((expected, i) => {
      expect(out[i]).toBeCloseTo(expected, 14);
    });
  });

  it('stands great logits, and works in place', () => {
    const values = Float64Array.of(1e4, 1e4, -1e4);
    softmaxRows(values, { classes: 3, temperature: 1 }, values);
    expect([...values]).toEqual([0.5, 0.5, 0]);
  });
});
