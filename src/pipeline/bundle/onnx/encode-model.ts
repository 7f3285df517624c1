import { littleEndian, type ElementType } from '../little-endian.ts';
import type { OnnxModel, OnnxNode, Tensor, ValueInfo } from './onnx-model.ts';
import { encodeMessage, type Message } from './protobuf.ts';

/** Those of ONNX 1.8 of 2020, the first with the operations in their present meaning; every newer runtime reads them. */
const IR_VERSION = 7;
const OPERATOR_SET = 13;

/** TensorProto.DataType */
const DATA_TYPES: Readonly<Record<ElementType, number>> = { float: 1, int64: 7, double: 11 };
/** AttributeProto.AttributeType */
const INT = 2;

/**
 * The bytes of an .onnx file, which is a ModelProto; equal models give equal bytes. The fields' numbers are those of
 * onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
 */
export function encodeModel(model: OnnxModel): Uint8Array {
  return encodeMessage({
    1: IR_VERSION,
    2: 'diabetes-mlops',
    6: model.description,
    7: graphProto(model),
    8: { 2: OPERATOR_SET },
    14: Object.entries(model.metadata).map(([key, value]) => ({ 1: key, 2: value })),
  });
}

function graphProto({ name, graph, inputs, outputs }: OnnxModel): Message {
  return {
    1: graph.nodes.map(nodeProto),
    2: name,
    5: Array.from(graph.initializers, ([value, content]) => tensorProto(value, content)),
    11: inputs.map(valueInfoProto),
    12: outputs.map(valueInfoProto),
  };
}

function nodeProto({ op, inputs, output, attributes }: OnnxNode): Message {
  return { 1: inputs, 2: output, 3: output, 4: op, 5: Object.entries(attributes).map(attributeProto) };
}

function attributeProto([name, value]: readonly [string, number | ElementType]): Message {
  return { 1: name, 3: typeof value === 'number' ? value : DATA_TYPES[value], 20: INT };
}

function tensorProto(name: string, { type, dims, values }: Tensor): Message {
  return { 1: dims, 2: DATA_TYPES[type], 8: name, 9: littleEndian(type, values) };
}

function valueInfoProto({ name, type, dims, description }: ValueInfo): Message {
  const shape = { 1: dims.map((dim): Message => (typeof dim === 'number' ? { 1: dim } : { 2: dim })) };
  return { 1: name, 2: { 1: { 1: DATA_TYPES[type], 2: shape } }, 3: description };
}
