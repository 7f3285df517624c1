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
   * @param delta the loss's gradient by the outputs, rows x units
   * @param gradient the flat vector, in which this layer's part is written
   */
  readonly backpropagate: (delta: Float32Array, gradient: Float32Array) => void;
}

export interface AnswerLayerOptions {
  readonly encoder: Encoder;
  readonly dataset: Dataset;
  readonly layout: LayerLayout;
  /** Whether its outputs go through a ReLU; a first layer that is also the last gives logits. */
  readonly isHidden: boolean;
  /** The most rows of one call. */
  readonly maximumRows: number;
}

const VECTOR_FLOATS = 4;

/**
 * The product of encoded answers and the layer's kernel, without the encoded answers: a row's inputs are those of a few
 * states, so each state's product is made once for a batch, and a row adds up the products of its states. That is an
 * eighth of the arithmetic of a dense product. The gradient goes the same way back.
 */
export function createAnswerLayer({
  encoder,
  dataset,
  layout,
  isHidden,
  maximumRows,
}: AnswerLayerOptions): AnswerLayer {
  const { units, kernelOffset, biasOffset } = layout;
  const { spans, lookUp } = createAnswerStates(encoder, dataset, maximumRows);
  const rowFloats = Math.ceil(units / VECTOR_FLOATS) * VECTOR_FLOATS;
  const stride = rowFloats * 4;
  const lowest = isHidden ? 0 : -Infinity;
  const shape = { units, rowFloats };
  const sizes = { inputs: layout.inputs, rowFloats, maximumRows };
  const { kernel, bias, weights, table, places, outputs, deltas, turned, parts } = allocate(spans, sizes);
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
    backpropagate: (delta, gradient) => {
      spread(delta, deltas.floats, shape);
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

interface Sizes {
  readonly inputs: number;
  readonly rowFloats: number;
  readonly maximumRows: number;
}

/** Starts the kernel with memory for all that the layer holds; each part has the addresses of one span. */
function allocate(spans: readonly Span[], { inputs: inputCount, rowFloats, maximumRows }: Sizes) {
  const states = spans.reduce((sum, span) => sum + span.states, 0);
  const { blocks, ...kernel } = startAnswerKernel([
    rowFloats,
    inputCount * rowFloats,
    states * rowFloats,
    maximumRows * spans.length,
    maximumRows * rowFloats,
    maximumRows * rowFloats,
    maximumRows * rowFloats,
    ...spans.map((span) => span.states * span.inputs.length),
  ]);
  const [bias, weights, table, places, outputs, deltas, turned, ...inputs] = blocks as [
    Block,
    Block,
    Block,
    ...Block[],
  ];
  let weightsAt = weights.address;
  let tableAt = table.address;
  const parts = spans.map((span, i) => {
    const part = { span, inputs: inputs[i]!, weightsAt, tableAt };
    span.writeInputs(part.inputs.floats);
    weightsAt += span.inputs.length * rowFloats * 4;
    tableAt += span.states * rowFloats * 4;
    return part;
  });
  return { kernel, bias, weights, table, places: places!, outputs: outputs!, deltas: deltas!, turned: turned!, parts };
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
