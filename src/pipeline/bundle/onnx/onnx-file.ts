import type { ModelSpec } from '../../model/model.ts';
import { encodeModel } from './encode-model.ts';
import { createModelGraph } from './model-graph.ts';
import type { ValueInfo } from './onnx-model.ts';

/**
 * The model as the content of an .onnx file: all that the predictor does, from codes to calibrated probabilities and the
 * label of the class that the decision policy takes. Equal models give equal bytes.
 *
 * The input `input` is [N, indicators], float: codes in the schema's order, NaN where unknown. The outputs are [N] each:
 * `p_<class id>` for each class and `p_any`, float, and `label`, int64. The metadata hold, as JSON, the indicators' names
 * in their order and the classes.
 *
 * @param weights the flat parameter vector
 */
export function onnxFile(spec: ModelSpec, weights: Float32Array): Uint8Array {
  const { name, title, disclaimer, target, indicators } = spec.schema;
  const input: ValueInfo = {
    name: 'input',
    type: 'float',
    dims: ['N', indicators.length],
    description: 'The code of each answer, in the order of the indicators in the metadata; NaN is unknown.',
  };
  return encodeModel({
    name,
    description: `${title}. ${disclaimer}`,
    graph: createModelGraph(spec, weights),
    inputs: [input],
    outputs: outputsOf(spec),
    metadata: {
      schema: name,
      indicators: JSON.stringify(indicators.map((indicator) => indicator.name)),
      classes: JSON.stringify(target.classes),
      disclaimer,
    },
  });
}

function outputsOf({ schema }: ModelSpec): readonly ValueInfo[] {
  const { classes } = schema.target;
  const output = (name: string, type: 'float' | 'int64', description: string): ValueInfo => {
    return { name, type, dims: ['N'], description };
  };
  return [
    ...classes.map(({ id, title }) => output(`p_${id}`, 'float', `The probability of: ${title}.`)),
    output('p_any', 'float', `The probability of any class but: ${classes[0]!.title}.`),
    output('label', 'int64', 'The label of the predicted class, which need not be the most probable one.'),
  ];
}
