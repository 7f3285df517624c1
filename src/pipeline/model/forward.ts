import type { LayerLayout } from './network.ts';

/** How many units are summed at a time, in local variables; a layer's rows are padded with zeros to a multiple of it. */
const BLOCK = 8;

/** A dense layer in the form that `addRows` reads. */
export interface DenseLayer {
  /** The units, rounded up to a multiple of `BLOCK`; those past the real ones are 0. */
  readonly stride: number;
  /** One row of `stride` numbers an input. */
  readonly rows: Float64Array;
  readonly bias: Float64Array;
}

/** Which rows of a layer to add, each times its weight: the layer's inputs without those that are 0. */
export interface Terms {
  /** Where each row begins. */
  readonly offsets: Int32Array;
  readonly weights: Float64Array;
  count: number;
}

/** Room for `capacity` terms, each of weight 1 until it is given another. */
export function createTerms(capacity: number): Terms {
  return { offsets: new Int32Array(capacity), weights: new Float64Array(capacity).fill(1), count: 0 };
}

/** The length of a row of `units` numbers with its padding. */
export function paddedUnits(units: number): number {
  return Math.ceil(units / BLOCK) * BLOCK;
}

/** One layer of the flat parameter vector, as doubles. */
export function denseLayer(
  { inputs, units, kernelOffset, biasOffset }: LayerLayout,
  weights: Float32Array,
): DenseLayer {
  const stride = paddedUnits(units);
  const rows = new Float64Array(inputs * stride);
  for (let input = 0; input < inputs; input++) {
    const start = kernelOffset + input * units;
    rows.set(weights.subarray(start, start + units), input * stride);
  }
  const bias = new Float64Array(stride);
  bias.set(weights.subarray(biasOffset, biasOffset + units));
  return { stride, rows, bias };
}

/**
 * The layer's bias plus its weighted rows, into the first `stride` places of `out`. Terms are added in their order, so
 * that equal terms give equal bits.
 */
export function addRows(
  { stride, rows, bias }: DenseLayer,
  { offsets, weights, count }: Terms,
  out: Float64Array,
): void {
  for (let unit = 0; unit < stride; unit += BLOCK) {
    let a = bias[unit]!;
    let b = bias[unit + 1]!;
    let c = bias[unit + 2]!;
    let d = bias[unit + 3]!;
    let e = bias[unit + 4]!;
    let f = bias[unit + 5]!;
    let g = bias[unit + 6]!;
    let h = bias[unit + 7]!;
    for (let term = 0; term < count; term++) {
      // `| 0` spares the engine a check of each sum for overflow; it was measured to be a tenth faster.
      const at = (offsets[term]! + unit) | 0;
      const weight = weights[term]!;
      a += weight * rows[at]!;
      b += weight * rows[(at + 1) | 0]!;
      c += weight * rows[(at + 2) | 0]!;
      d += weight * rows[(at + 3) | 0]!;
      e += weight * rows[(at + 4) | 0]!;
      f += weight * rows[(at + 5) | 0]!;
      g += weight * rows[(at + 6) | 0]!;
      h += weight * rows[(at + 7) | 0]!;
    }
    out[unit] = a;
    out[unit + 1] = b;
    out[unit + 2] = c;
    out[unit + 3] = d;
    out[unit + 4] = e;
    out[unit + 5] = f;
    out[unit + 6] = g;
    out[unit + 7] = h;
  }
}

/** ReLU: the positive ones of a layer's outputs as the terms of the next layer, whose rows are `stride` long. */
export function rectify(outputs: Float64Array, stride: number, terms: Terms): void {
  const { offsets, weights } = terms;
  let count = 0;
  for (let i = 0; i < outputs.length; i++) {
    const value = outputs[i]!;
    // Every value is written, and the next one over it unless it was positive: no branch to be guessed wrong.
    offsets[count] = i * stride;
    weights[count] = value;
    count += Number(value > 0);
  }
  terms.count = count;
}

/**
 * softmax(logits / temperature), row by row.
 *
 * @param logits rows x classes
 * @param out rows x classes; may be `logits` itself
 */
export function softmaxRows(
  logits: Float32Array | Float64Array,
  { classes, temperature }: { readonly classes: number; readonly temperature: number },
  out: Float64Array,
): void {
  for (let row = 0; row < logits.length; row += classes) {
    let greatest = -Infinity;
    for (let i = row; i < row + classes; i++) greatest = Math.max(greatest, logits[i]!);
    let sum = 0;
    for (let i = row; i < row + classes; i++) {
      // The greatest logit is taken off so that no exponential overflows.
      const exponential = Math.exp((logits[i]! - greatest) / temperature);
      out[i] = exponential;
      sum += exponential;
    }
    for (let i = row; i < row + classes; i++) out[i]! /= sum;
  }
}
