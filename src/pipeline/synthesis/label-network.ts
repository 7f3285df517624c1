import { encodeValue } from '../features/encoder.ts';
import type { DenseLayer } from '../model/forward.ts';
import { addRows, createTerms, denseLayer, paddedUnits, rectify, softmaxRows } from '../model/forward.ts';
import { layoutOf } from '../model/network.ts';
import type { Sampler } from './synthesizer.ts';

/** Writes the classes' probabilities for one row of codes into `probabilities`. */
type Classify = (codes: Uint8Array, probabilities: Float64Array) => void;

/** The label network, ready for rows that the synthesizer's columns make. */
export function createClassifier({ label, columns }: Pick<Sampler, 'label' | 'columns'>): Classify {
  const weights = Float32Array.from(label.weights);
  const { layer, starts } = answerLayer({ label, columns });
  const layers = [
    layer,
    ...layoutOf(label.network)
      .slice(1)
      .map((layout) => denseLayer(layout, weights)),
  ];
  const steps = layers.map((current, i) => ({
    layer: current,
    terms: createTerms(layers[i - 1]?.stride ?? columns.length),
    outputs: new Float64Array(current.stride),
  }));
  const { terms } = steps[0]!;
  terms.count = columns.length;
  const classes = label.network.outputs;
  const logits = steps.at(-1)!.outputs.subarray(0, classes);

  return (codes, probabilities) => {
    for (let i = 0; i < starts.length; i++) terms.offsets[i] = starts[i]! + codes[i]! * layer.stride;
    for (let i = 0; i < steps.length; i++) {
      const step = steps[i]!;
      if (i > 0) rectify(steps[i - 1]!.outputs, step.layer.stride, step.terms);
      addRows(step.layer, step.terms, step.outputs);
    }
    softmaxRows(logits, { classes, temperature: 1 }, probabilities);
  };
}

/**
 * Encoder and first layer in one: a row for each answer, which holds what the answer adds to the units. Code c of
 * indicator i has its row at `starts[i] + c x stride`.
 */
function answerLayer({ label, columns }: Pick<Sampler, 'label' | 'columns'>) {
  const { units, kernelOffset, biasOffset } = layoutOf(label.network)[0]!;
  const stride = paddedUnits(units);
  const levels = columns.map(({ probabilities }) => probabilities[0]!.length);
  const rows = new Float64Array(levels.reduce((sum, count) => sum + count, 0) * stride);
  const bias = new Float64Array(stride);
  bias.set(label.weights.slice(biasOffset, biasOffset + units));
  let used = 0;
  const starts = columns.map(({ minimum }, indicator) => {
    const start = used;
    used += levels[indicator]! * stride;
    label.encoder.columns.forEach((column, input) => {
      if (column.indicator !== indicator) return;
      const kernel = kernelOffset + input * units;
      for (let level = 0; level < levels[indicator]!; level++) {
        const value = encodeValue(column, minimum + level);
        const row = start + level * stride;
        for (let unit = 0; unit < units; unit++) rows[row + unit]! += value * label.weights[kernel + unit]!;
      }
    });
    return start - minimum * stride;
  });
  return { layer: { stride, rows, bias } satisfies DenseLayer, starts };
}
