import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { encodeModel } from '../../../../src/pipeline/bundle/onnx/encode-model.ts';
import { createGraphBuilder } from '../../../../src/pipeline/bundle/onnx/graph-builder.ts';
import { scalar, tensor } from '../../../../src/pipeline/bundle/onnx/onnx-model.ts';

it("encodeModel gives the bytes that Python's onnx gives for the same model", () => {
  const builder = createGraphBuilder();
  const { node, cast, constant } = builder.within('layer');
  const sum = node('MatMul', ['input', constant('kernel', tensor('float', [0.5, -2], [2, 1]))]);
  const scaled = node('Mul', [cast(sum, 'double'), constant('scale', scalar('double', 1.5))]);
  const place = builder.constant('place', tensor('int64', [0]));
  builder.node('Gather', [scaled, place], { attributes: { axis: 1 }, output: 'scaled' });

  const bytes = encodeModel({
    name: 'tiny',
    description: `A tiny model. ${'It is no medical device. '.repeat(20)}`,
    graph: builder.graph,
    inputs: [{ name: 'input', type: 'float', dims: ['N', 2], description: 'Two numbers.' }],
    outputs: [{ name: 'scaled', type: 'double', dims: ['N', 1], description: 'Their sum in °C.' }],
    metadata: { schema: 'tiny', classes: '[]' },
  });
  const expected = readFileSync(new URL('../../../fixtures/onnx/tiny-model.onnx', import.meta.url));
  expect(Buffer.from(bytes).toString('hex')).toBe(expected.toString('hex'));
});
