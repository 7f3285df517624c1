import type { ElementType } from '../little-endian.ts';
import type { OnnxGraph, OnnxNode, Tensor, Value } from './onnx-model.ts';

/** Collects a graph; what is added gets a name of its own. */
export interface GraphBuilder {
  /** Adds numbers. */
  readonly constant: (name: string, numbers: Tensor) => Value;
  /** Adds an operation, named after itself: `Sub`, and `Sub_2` for a second one. */
  readonly node: (op: string, inputs: readonly Value[], options?: NodeOptions) => Value;
  /** Adds a conversion to another element type. */
  readonly cast: (value: Value, to: ElementType, options?: Pick<NodeOptions, 'output'>) => Value;
  /** The same graph, where the names of what is added begin with `scope/`. */
  readonly within: (scope: string) => GraphBuilder;
  /** All that has been added. */
  readonly graph: OnnxGraph;
}

export interface NodeOptions {
  readonly attributes?: OnnxNode['attributes'];
  /** The name of what it gives, where that is an output of the graph. */
  readonly output?: Value;
}

/** An empty graph. */
export function createGraphBuilder(): GraphBuilder {
  const nodes: OnnxNode[] = [];
  const initializers = new Map<Value, Tensor>();
  const uses = new Map<string, number>();
  const unique = (name: string): Value => {
    const use = (uses.get(name) ?? 0) + 1;
    uses.set(name, use);
    return use === 1 ? name : `${name}_${use}`;
  };
  const builderFor = (prefix: string): GraphBuilder => {
    const node: GraphBuilder['node'] = (op, inputs, { attributes = {}, output = unique(prefix + op) } = {}) => {
      nodes.push({ op, inputs, output, attributes });
      return output;
    };
    return {
      constant: (name, numbers) => {
        const value = unique(prefix + name);
        initializers.set(value, numbers);
        return value;
      },
      node,
      cast: (value, to, options) => node('Cast', [value], { ...options, attributes: { to } }),
      within: (scope) => builderFor(`${prefix}${scope}/`),
      graph: { nodes, initializers },
    };
  };
  return builderFor('');
}
