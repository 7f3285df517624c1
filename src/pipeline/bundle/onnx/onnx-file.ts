import type { ModelSpec } from '../../model/model.ts';
import { encodeModel } from './encode-model.ts';
import { createModelGraph } from './model-graph.ts';
import { modelOutputs } from './model-outputs.ts';
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
    outputs: modelOutputs(spec.schema),
    metadata: {
      schema: name,
      indicators: JSON.stringify(indicators.map((indicator) => indicator.name)),
      classes: JSON.stringify(target.classes),
      disclaimer,
    },
  });
}
