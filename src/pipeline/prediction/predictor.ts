import { decideClass } from '../model/decision.ts';
import { addRows, createTerms, denseLayer, rectify, softmaxRows } from '../model/forward.ts';
import type { ModelSpec } from '../model/model.ts';
import { layoutOf } from '../model/network.ts';
import { createFirstLayer } from './first-layer.ts';

/** A fitted model, ready to predict. The same answers give the same bits, alone or in any batch. */
export interface Predictor {
  readonly spec: ModelSpec;
  /**
   * Calibrated probabilities.
   *
   * @param values rows x indicators, codes in the schema's order; NaN is unknown
   * @param out rows x classes; may be longer, and keeps what it holds past them
   */
  readonly predictBatch: (values: Float32Array, out: Float64Array) => void;
  /** As `predictBatch`, but the network's outputs before calibration. */
  readonly logitsBatch: (values: Float32Array, out: Float64Array) => void;
  /** The index of the predicted class for the probabilities that begin at `offset`. */
  readonly decide: (probabilities: Float64Array, offset: number) => number;
}

/** The model's forward pass in plain TypeScript, in double precision; `weights` is the flat parameter vector. */
export function createPredictor(spec: ModelSpec, weights: Float32Array): Predictor {
  const classes = spec.network.outputs;
  const { temperature } = spec.calibration;
  const logitsBatch = createForwardPass(spec, weights);
  return {
    spec,
    logitsBatch,
    predictBatch: (values, out) => {
      logitsBatch(values, out);
      const used = out.subarray(0, (values.length / spec.schema.indicators.length) * classes);
      softmaxRows(used, { classes, temperature }, used);
    },
    decide: (probabilities, offset) => decideClass(spec.decision.weights, probabilities, offset),
  };
}

function createForwardPass(spec: ModelSpec, weights: Float32Array): Predictor['logitsBatch'] {
  const indicators = spec.schema.indicators.length;
  const first = createFirstLayer(spec, weights);
  const later = layoutOf(spec.network).slice(1);
  const layers = [first.layer, ...later.map((layout) => denseLayer(layout, weights))];
  const steps = layers.map((layer, i) => ({
    layer,
    terms: createTerms(layers[i - 1]?.stride ?? indicators),
    outputs: new Float64Array(layer.stride),
  }));
  const logits = steps.at(-1)!.outputs.subarray(0, spec.network.outputs);

  return (values, out) => {
    const rows = values.length / indicators;
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < steps.length; i++) {
        const { layer, terms, outputs } = steps[i]!;
        if (i === 0) first.select(values, row * indicators, terms);
        else rectify(steps[i - 1]!.outputs, layer.stride, terms);
        addRows(layer, terms, outputs);
      }
      for (let i = 0; i < logits.length; i++) out[row * logits.length + i] = logits[i]!;
    }
  };
}
