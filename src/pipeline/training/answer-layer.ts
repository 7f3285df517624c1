import type { Dataset } from '../dataset/dataset.ts';
import type { Encoder } from '../features/encoder.ts';
import type { LayerLayout } from '../model/network.ts';
import { startAnswerKernel, type Block } from './answer-kernel.ts';
import { createAnswerStates, type Mask, type Span } from './answer-states.ts';

/** The network's first layer over the rows of a data set. Its arrays are used again by the next call. */
export interface AnswerLayer {
  /**
   * The layer's outputs for the rows with these numbers, rows x units.
   *
   * @param parameters the flat vector
   * @param mask which answers the network sees; without it every known one
   */
  readonly run: (parameters: Float32Array, rows: Uint32Array, mask?: Mask) => Float32Array;
  /** The outputs of the last `run` transposed, units x rows. */
  readonly transposed: () => Float32Array;
  /**
   * The gradient of the layer's parameters, for the rows of the last `run`.
   *
   * @param parameters the flat vector
   * @param delta the loss's gradient by the outputs of the layer behind, rows x its units; without one, by these outputs
   * @param gradient the flat vector, in which this layer's part is written
   */
  readonly backpropagate: (parameters: Float32Array, delta: Float32Array, gradient: Float32Array) => void;
}

export interface AnswerLayerOptions {
  readonly encoder: Encoder;
  readonly dataset: Dataset;
  readonly layout: LayerLayout;
  /** The layer behind, before which the outputs go through a ReLU; without one they are logits. */
  readonly next?: LayerLayout | undefined;
  /** The most rows of one call. */
  readonly maximumRows: number;
}

const VECTOR_FLOATS = 4;

type Nine<T> = [T, T, T, T, T, T, T, T, T];

/**
 * The product of encoded answers and the layer's kernel, without the encoded answers: a row's inputs are those of a few
 * states, so each state's product is made once for a batch, and a row adds up the products of its states. That is an
 * eighth of the arithmetic of a dense product. The gradient goes the same way back.
 */
export function createAnswerLayer(options: AnswerLayerOptions): AnswerLayer {
  const { layout, next } = options;
  const { units, kernelOffset, biasOffset } = layout;
  const { spans, lookUp } = createAnswerStates(options.encoder, options.dataset, options.maximumRows);
  const rowFloats = Math.ceil(units / VECTOR_FLOATS) * VECTOR_FLOATS;
  const stride = rowFloats * 4;
  const lowest = next === undefined ? -Infinity : 0;
  const shape = { units, rowFloats };
  const memory = allocate(spans, options, rowFloats);
  const { kernel, bias, weights, table, places, outputs, deltas, turned, parts } = memory;
  let count = 0;

  return {
    run: (parameters, rows, mask) => {
      count = rows.length;
      lookUp(rows, places.words, mask);
      bias.floats.set(parameters.subarray(biasOffset, biasOffset + units));
      for (const { span, inputs, weightsAt, tableAt } of parts) {
        const width = span.inputs.length;
        span.inputs.forEach((input, i) => {
          const from = kernelOffset + input * units;
          weights.floats.set(parameters.subarray(from, from + units), (weightsAt - weights.address + i * stride) / 4);
        });
        if (span.isByRow) span.writeInputs(inputs.floats);
        kernel.multiply(inputs.address, width * 4, 4, weightsAt, tableAt, span.states, width, stride);
      }
      const { address } = table;
      kernel.gather(address, bias.address, places.address, outputs.address, count, spans.length, stride, lowest);
      return packed(outputs.floats, count, shape);
    },
    transposed: () => {
      kernel.transpose(outputs.address, turned.address, count, units, stride);
      return turned.floats.subarray(0, count * units);
    },
    backpropagate: (parameters, delta, gradient) => {
      if (next === undefined) spread(delta, deltas.floats, shape);
      else bringBack(memory, next, { parameters, delta, rowFloats });
      table.floats.fill(0);
      const { address } = table;
      kernel.scatter(address, places.address, deltas.address, outputs.address, count, spans.length, stride, lowest);
      for (const { span, inputs, weightsAt, tableAt } of parts) {
        const width = span.inputs.length;
        kernel.multiply(inputs.address, 4, width * 4, tableAt, weightsAt, width, span.states, stride);
        span.inputs.forEach((input, i) => {
          const from = (weightsAt - weights.address + i * stride) / 4;
          gradient.set(weights.floats.subarray(from, from + units), kernelOffset + input * units);
        });
      }
      // Each row is in one state of the first span, so that these have met every row once.
      const biasGradient = gradient.subarray(biasOffset, biasOffset + units).fill(0);
      for (let from = 0; from < spans[0]!.states * rowFloats; from += rowFloats) {
        for (let unit = 0; unit < units; unit++) biasGradient[unit]! += table.floats[from + unit]!;
      }
    },
  };
}

interface DeltaBehind {
  readonly parameters: Float32Array;
  /** rows x the units of the layer behind */
  readonly delta: Float32Array;
  readonly rowFloats: number;
}

/** From the gradient by the outputs of the layer behind to that by these outputs: the product with its kernel transposed. */
function bringBack(
  { kernel, behind, kernelBehind, deltas }: ReturnType<typeof allocate>,
  { inputs, units, kernelOffset }: LayerLayout,
  { parameters, delta, rowFloats }: DeltaBehind,
): void {
  behind.floats.set(delta);
  for (let input = 0; input < inputs; input++) {
    for (let unit = 0; unit < units; unit++) {
      kernelBehind.floats[unit * rowFloats + input] = parameters[kernelOffset + input * units + unit]!;
    }
  }
  const rows = delta.length / units;
  kernel.multiply(behind.address, units * 4, 4, kernelBehind.address, deltas.address, rows, units, rowFloats * 4);
}

/** Starts the kernel with memory for all that the layer holds; each part has the addresses of one span. */
function allocate(spans: readonly Span[], { layout, next, maximumRows }: AnswerLayerOptions, rowFloats: number) {
  const states = spans.reduce((sum, span) => sum + span.states, 0);
  const { blocks, ...kernel } = startAnswerKernel([
    rowFloats,
    layout.inputs * rowFloats,
    states * rowFloats,
    maximumRows * spans.length,
    maximumRows * rowFloats,
    maximumRows * rowFloats,
    maximumRows * rowFloats,
    maximumRows * (next?.units ?? 0),
    rowFloats * (next?.units ?? 0),
    ...spans.map((span) => span.states * span.inputs.length),
  ]);
  const [bias, weights, table, places, outputs, deltas, turned, behind, kernelBehind] = blocks as Nine<Block>;
  const inputs = blocks.slice(9);
  let weightsAt = weights.address;
  let tableAt = table.address;
  const parts = spans.map((span, i) => {
    const part = { span, inputs: inputs[i]!, weightsAt, tableAt };
    span.writeInputs(part.inputs.floats);
    weightsAt += span.inputs.length * rowFloats * 4;
    tableAt += span.states * rowFloats * 4;
    return part;
  });
  return { kernel, bias, weights, table, places, outputs, deltas, turned, behind, kernelBehind, parts };
}

interface RowShape {
  readonly units: number;
  /** The units and what fills the last vector. */
  readonly rowFloats: number;
}

/** Rows without the filling. */
function packed(values: Float32Array, rows: number, { units, rowFloats }: RowShape): Float32Array {
  if (units === rowFloats) return values.subarray(0, rows * units);
  const out = new Float32Array(rows * units);
  for (let row = 0; row < rows; row++) {
    out.set(values.subarray(row * rowFloats, row * rowFloats + units), row * units);
  }
  return out;
}

/** The other way: the filling stays 0. */
function spread(values: Float32Array, out: Float32Array, { units, rowFloats }: RowShape): void {
  if (units === rowFloats) {
    out.set(values);
    return;
  }
  for (let row = 0; row * units < values.length; row++) {
    out.set(values.subarray(row * units, (row + 1) * units), row * rowFloats);
  }
}
