import { createRandom } from '../../foundation/random.ts';
import { intervalsOf } from './bootstrap.ts';
import type { MissingAnswers } from './result.ts';
import type { VariantMeasurer } from './variant-measurer.ts';
import { predictChanged, type InspectedRows } from './variants.ts';

/**
 * Prepares how good a model is when so many answers of each person are unknown. Answers that are unknown as it is, such as
 * those to indicators that a file lacks, count among them: of the known ones as many are hidden as are still needed, and a
 * person with more unknown answers keeps those that are known. Which are hidden first is drawn person by person; with
 * one more unknown answer the same ones stay hidden, so that the steps of the curve do not come from another draw.
 *
 * @returns the figures for a number of unknown answers, from 0 to the number of indicators
 */
export function createMissingAnswers(
  rows: InspectedRows,
  { seed, measure }: { readonly seed: number; readonly measure: VariantMeasurer },
): (unknown: number) => MissingAnswers {
  return (unknown) => {
    const { metrics, samples } = measure(predictChanged(rows, createHider(seed, unknown)));
    return { unknown, metrics, intervals: intervalsOf(samples, metrics) };
  };
}

/** A change for `predictChanged`: hides answers of one row after the other until so many are unknown. */
function createHider(seed: number, unknown: number): (answers: Float32Array) => boolean {
  const random = createRandom(seed, 'hide answers');
  const known: number[] = [];
  return (answers) => {
    known.length = 0;
    for (let i = 0; i < answers.length; i++) if (!Number.isNaN(answers[i])) known.push(i);
    const hidden = known.length - (answers.length - unknown);
    // The whole order is drawn (Fisher and Yates), however few are hidden: the next row's must not depend on that.
    for (let i = 0; i < known.length; i++) {
      const j = i + Math.floor(random.uniform() * (known.length - i));
      const place = known[j]!;
      known[j] = known[i]!;
      if (i < hidden) answers[place] = NaN;
    }
    return hidden > 0;
  };
}
