import { describe, expect, it } from '@jest/globals';
import { createModelGraph } from '../../../../src/pipeline/bundle/onnx/model-graph.ts';
import { onnxFile } from '../../../../src/pipeline/bundle/onnx/onnx-file.ts';
import { madeUpModel } from '../../prediction/made-up-model.ts';

const OUTPUTS = ['p_none', 'p_prediabetes', 'p_diabetes', 'p_any', 'label'];

describe.each([[[]], [[8]], [[16, 8]]])('the graph of a network with the hidden layers %p', (hidden) => {
  const { spec, weights } = madeUpModel(hidden);
  const { nodes, initializers } = createModelGraph(spec, weights);
  const given = nodes.map(({ output }) => output);

  it('gives the outputs and names each value once', () => {
    expect(given).toEqual(expect.arrayContaining(OUTPUTS));
    const names = ['input', ...initializers.keys(), ...given];
    expect(new Set(names).size).toBe(names.length);
  });

  it('has each operation behind those whose values it takes', () => {
    const known = new Set(['input', ...initializers.keys()]);
    for (const { inputs, output } of nodes) {
      expect(inputs.filter((input) => !known.has(input))).toEqual([]);
      known.add(output);
    }
  });

  it('leaves no value unused', () => {
    const used = new Set(nodes.flatMap(({ inputs }) => inputs));
    expect([...initializers.keys(), ...given].filter((name) => !used.has(name))).toEqual(OUTPUTS);
  });

  it('holds the weights once, in float32', () => {
    const floats = [...initializers.values()].filter(({ type }) => type === 'float');
    expect(floats.flatMap(({ values }) => Array.from(values))).toEqual([...weights]);
  });
});

describe('onnxFile', () => {
  const { spec, weights } = madeUpModel([8]);
  const file = Buffer.from(onnxFile(spec, weights));

  it('gives the same bytes for the same model', () => {
    const again = madeUpModel([8]);
    expect(file.equals(onnxFile(again.spec, again.weights))).toBe(true);
  });

  it.each([
    ['weight', { ...spec }, weights.with(3, 1)],
    ['temperature', { ...spec, calibration: { kind: 'temperature', temperature: 2 } as const }, weights],
    ['decision', { ...spec, decision: { ...spec.decision, weights: [1, 1, 9] } }, weights],
    [
      'center',
      {
        ...spec,
        encoder: { ...spec.encoder, columns: spec.encoder.columns.map((column) => ({ ...column, center: 0 })) },
      },
      weights,
    ],
  ])('gives others for another %s', (_, other, otherWeights) => {
    expect(file.equals(onnxFile(other, otherWeights))).toBe(false);
  });
});
