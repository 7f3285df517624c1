/** A feed-forward network: dense layers with ReLU, and a linear last layer whose outputs are the classes' logits. */
export interface NetworkSpec {
  readonly inputs: number;
  readonly hidden: readonly number[];
  readonly outputs: number;
}

/** Where one dense layer's parameters lie in the flat vector: kernel[input][unit] row by row, then the biases. */
export interface LayerLayout {
  readonly inputs: number;
  readonly units: number;
  readonly kernelOffset: number;
  readonly biasOffset: number;
}

/** The layers in order; the vector holds kernel and biases of the first layer, then of the second, and so on. */
export function layoutOf(spec: NetworkSpec): readonly LayerLayout[] {
  const widths = [spec.inputs, ...spec.hidden, spec.outputs];
  const layers: LayerLayout[] = [];
  let offset = 0;
  for (let i = 0; i + 1 < widths.length; i++) {
    const inputs = widths[i]!;
    const units = widths[i + 1]!;
    layers.push({ inputs, units, kernelOffset: offset, biasOffset: offset + inputs * units });
    offset += (inputs + 1) * units;
  }
  return layers;
}

/** The length of the flat parameter vector. */
export function parameterCount(spec: NetworkSpec): number {
  const last = layoutOf(spec).at(-1)!;
  return last.biasOffset + last.units;
}
