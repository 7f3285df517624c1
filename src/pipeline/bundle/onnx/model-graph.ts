import type { ModelSpec } from '../../model/model.ts';
import { layoutOf, type NetworkSpec } from '../../model/network.ts';
import { addEncoder } from './encoder-graph.ts';
import { createGraphBuilder, type GraphBuilder } from './graph-builder.ts';
import { scalar, tensor, type OnnxGraph, type Value } from './onnx-model.ts';

const ALONG_CLASSES = { attributes: { axis: 1 } } as const;

/**
 * What the predictor does, as a graph from `input` to `p_<class>` for each class, `p_any` and `label`. It calculates in
 * double precision, as the predictor does; in float32 the probabilities of some networks were 9e-7 apart.
 *
 * @param weights the flat parameter vector
 */
export function createModelGraph(spec: ModelSpec, weights: Float32Array): OnnxGraph {
  const builder = createGraphBuilder();
  const inputs = addEncoder(builder.within('encoder'), spec.encoder, 'input');
  const logits = addNetwork(builder, { network: spec.network, weights }, inputs);
  const probabilities = addCalibration(builder.within('calibration'), spec, logits);
  addProbabilities(builder.within('probabilities'), spec, probabilities);
  addLabel(builder.within('decision'), spec, probabilities);
  return builder.graph;
}

interface Network {
  readonly network: NetworkSpec;
  readonly weights: Float32Array;
}

/** The logits, [N, classes]. The graph holds the weights in float32, which they are; a runtime widens them once. */
function addNetwork(builder: GraphBuilder, { network, weights }: Network, inputs: Value): Value {
  return layoutOf(network).reduce((values, { inputs, units, kernelOffset, biasOffset }, depth) => {
    const isLast = depth === network.hidden.length;
    const { node, cast, constant } = builder.within(isLast ? 'logits' : `hidden_${depth + 1}`);
    const kernel = constant('kernel', tensor('float', weights.subarray(kernelOffset, biasOffset), [inputs, units]));
    const bias = constant('bias', tensor('float', weights.subarray(biasOffset, biasOffset + units)));
    const sums = node('Gemm', [values, cast(kernel, 'double'), cast(bias, 'double')]);
    // Relu by another name: onnxruntime before 1.18 joins Gemm and Relu to an operation that it has in float32 alone.
    return isLast ? sums : node('Max', [sums, constant('zero', scalar('double', 0))]);
  }, inputs);
}

/** softmax(logits / temperature), [N, classes]. */
function addCalibration({ node, constant }: GraphBuilder, { calibration }: ModelSpec, logits: Value): Value {
  const temperature = constant('temperature', scalar('double', calibration.temperature));
  return node('Softmax', [node('Div', [logits, temperature])], ALONG_CLASSES);
}

/** The outputs `p_<class>` and `p_any`, [N] each. */
function addProbabilities(builder: GraphBuilder, { schema }: ModelSpec, probabilities: Value): void {
  const { node, cast, constant } = builder;
  const { classes } = schema.target;
  classes.forEach(({ id }, place) => {
    const own = node('Gather', [probabilities, constant(id, scalar('int64', place))], ALONG_CLASSES);
    cast(own, 'float', { output: `p_${id}` });
  });
  const others = constant('others', tensor('int64', [...classes.keys()].slice(1)));
  const rest = node('Gather', [probabilities, others], ALONG_CLASSES);
  const axes = constant('axes', tensor('int64', [1]));
  cast(node('ReduceSum', [rest, axes], { attributes: { keepdims: 0 } }), 'float', { output: 'p_any' });
}

/** The output `label`, [N]: of the class with the greatest weight x probability, the first of equals. */
function addLabel({ node, constant }: GraphBuilder, { schema, decision }: ModelSpec, probabilities: Value): void {
  const weighted = node('Mul', [probabilities, constant('weights', tensor('double', decision.weights))]);
  const place = node('ArgMax', [weighted], { attributes: { axis: 1, keepdims: 0 } });
  const labels = schema.target.classes.map(({ label }) => label);
  node('Gather', [constant('labels', tensor('int64', labels)), place], { output: 'label' });
}
