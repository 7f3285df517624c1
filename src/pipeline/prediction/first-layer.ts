import { encodeValue } from '../features/encoder.ts';
import { paddedUnits, type DenseLayer, type Terms } from '../model/forward.ts';
import type { ModelSpec } from '../model/model.ts';
import { layoutOf } from '../model/network.ts';
import { groupAnswers, placeInTable, type AnswerGroup } from './answer-groups.ts';

/**
 * Encoder and first layer in one. The same answers always move the hidden units by the same vector, so the layer's rows
 * are these vectors, one for each combination of answers to a group of indicators, made when it is first seen.
 */
export interface FirstLayer {
  readonly layer: DenseLayer;
  /** The terms of the person whose values begin at `offset`: one a group, in the schema's order. */
  readonly select: (values: Float32Array, offset: number, terms: Terms) => void;
}

/** The first layer of the network in `spec`; `weights` is its flat parameter vector. */
export function createFirstLayer(spec: ModelSpec, weights: Float32Array): FirstLayer {
  const groups = groupAnswers(spec.schema.indicators);
  const entries = groups.reduce((sum, { combinations }) => sum + combinations, 0);
  const { units, biasOffset } = layoutOf(spec.network)[0]!;
  const stride = paddedUnits(units);
  const bias = new Float64Array(stride);
  bias.set(weights.subarray(biasOffset, biasOffset + units));
  // After the table comes one row a group, made anew each time, for answers that have no place in the table.
  const rows = new Float64Array((entries + groups.length) * stride);
  const isMade = new Uint8Array(entries + groups.length);
  const makeRow = createRowMaker(spec, weights);
  const select: FirstLayer['select'] = (values, offset, terms) => {
    for (let i = 0; i < groups.length; i++) {
      const group = groups[i]!;
      const place = placeInTable(group, values, offset);
      const entry = place < 0 ? entries + i : place;
      if (isMade[entry] === 0) {
        makeRow(group, values.subarray(offset), rows.subarray(entry * stride, entry * stride + units));
        isMade[entry] = place < 0 ? 0 : 1;
      }
      terms.offsets[i] = entry * stride;
    }
    terms.count = groups.length;
  };
  return { layer: { stride, rows, bias }, select };
}

/** Writes what one person's answers to a group of indicators add to the hidden units. */
function createRowMaker({ schema, encoder, network }: ModelSpec, weights: Float32Array) {
  const { units, kernelOffset } = layoutOf(network)[0]!;
  const inputs = schema.indicators.map((_, indicator) =>
    encoder.columns.flatMap((column, input) => (column.indicator === indicator ? [{ column, input }] : [])),
  );
  return ({ first, answers }: AnswerGroup, values: Float32Array, row: Float64Array): void => {
    row.fill(0);
    for (let indicator = first; indicator < first + answers.length; indicator++) {
      for (const { column, input } of inputs[indicator]!) {
        const value = encodeValue(column, values[indicator]!);
        const start = kernelOffset + input * units;
        if (value !== 0) for (let unit = 0; unit < units; unit++) row[unit]! += value * weights[start + unit]!;
      }
    }
  };
}
