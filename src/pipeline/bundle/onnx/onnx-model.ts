import type { ElementType } from '../little-endian.ts';

/** Numbers that a graph holds, row by row; a scalar has no dims. */
export interface Tensor {
  readonly type: ElementType;
  readonly dims: readonly number[];
  readonly values: ArrayLike<number>;
}

/** The name of a value: of an input, of an initializer, or of what a node gives. */
export type Value = string;

/** One operation; it has the name of the one value that it gives. */
export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly Value[];
  readonly output: Value;
  /** Its settings: whole numbers of 0 or more, or an element type. */
  readonly attributes: Readonly<Record<string, number | ElementType>>;
}

/** Operations, each behind those whose values it takes, and the numbers that they take. */
export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: ReadonlyMap<Value, Tensor>;
}

/** An input or output; a dimension that is left open has a name. */
export interface ValueInfo {
  readonly name: Value;
  readonly type: ElementType;
  readonly dims: readonly (number | string)[];
  /** What it means, for people. */
  readonly description: string;
}

/** A model in ONNX (https://onnx.ai/onnx/repo-docs/IR.html), as far as a bundle needs it. */
export interface OnnxModel {
  readonly name: string;
  readonly description: string;
  readonly graph: OnnxGraph;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  /** What programs may want to know, by its key. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Numbers as a tensor, with one dimension unless others are given. */
export function tensor(type: ElementType, values: ArrayLike<number>, dims = [values.length]): Tensor {
  return { type, dims, values };
}

/** One number as a tensor. */
export function scalar(type: ElementType, value: number): Tensor {
  return tensor(type, [value], []);
}
