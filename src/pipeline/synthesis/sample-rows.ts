import { createRandom } from '../../foundation/random.ts';
import type { Dataset } from '../dataset/dataset.ts';
import { createClassifier } from './label-network.ts';
import type { Sampler, SynthesizerColumn } from './synthesizer.ts';
import { PROBABILITY_TOTAL, WEIGHT_TOTAL } from './synthesizer.ts';

/** Draws the next rows of a stream of synthetic ones. */
export type RowSampler = (rows: number) => Dataset;

/**
 * A stream of synthetic rows: a component, then each answer from it, then the class from the label network. The same
 * synthesizer and seed give the same stream everywhere, however many rows are drawn at a time.
 */
export function createRowSampler(synthesizer: Sampler, seed: number): RowSampler {
  const random = createRandom(seed, 'synthesize');
  const components = urnOf(synthesizer.weights, Uint16Array);
  const urns = synthesizer.columns.map(columnUrns);
  const classify = createClassifier(synthesizer);
  const codes = new Uint8Array(urns.length);
  const probabilities = new Float64Array(synthesizer.label.network.outputs);
  return (rows) => {
    // Shared, so that training threads read the same memory.
    const columns = urns.map(() => new Uint8Array(new SharedArrayBuffer(rows)));
    const labels = new Uint8Array(new SharedArrayBuffer(rows));
    for (let row = 0; row < rows; row++) {
      const base = components[random.below(WEIGHT_TOTAL)]! * PROBABILITY_TOTAL;
      for (let i = 0; i < urns.length; i++) {
        const code = urns[i]![base + random.below(PROBABILITY_TOTAL)]!;
        codes[i] = code;
        columns[i]![row] = code;
      }
      classify(codes, probabilities);
      labels[row] = drawFrom(probabilities, random.uniform());
    }
    return { rows, columns, labels };
  };
}

/** The first rows of the stream. */
export function sampleRows(synthesizer: Sampler, rows: number, seed: number): Dataset {
  return createRowSampler(synthesizer, seed)(rows);
}

/** An urn holds each index as often as its integer weight says: one draw from it is one look-up, without rounding. */
function urnOf<Urn extends Uint8Array | Uint16Array>(
  counts: readonly number[],
  Kind: new (length: number) => Urn,
): Urn {
  const urn = new Kind(counts.reduce((sum, count) => sum + count, 0));
  let filled = 0;
  counts.forEach((count, index) => urn.fill(index, filled, (filled += count)));
  return urn;
}

/** The urns of one indicator's codes, component after component. */
function columnUrns({ minimum, probabilities }: SynthesizerColumn): Uint8Array {
  const urns = new Uint8Array(probabilities.length * PROBABILITY_TOTAL);
  probabilities.forEach((counts, component) => {
    const codes = urnOf(counts, Uint8Array).map((level) => minimum + level);
    urns.set(codes, component * PROBABILITY_TOTAL);
  });
  return urns;
}

function drawFrom(probabilities: Float64Array, uniform: number): number {
  let rest = uniform;
  for (let i = 0; i + 1 < probabilities.length; i++) {
    rest -= probabilities[i]!;
    if (rest < 0) return i;
  }
  return probabilities.length - 1;
}
