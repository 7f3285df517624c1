import { createRandom, shuffle } from '../../foundation/random.ts';
import { differencesOf, intervalsOf } from './bootstrap.ts';
import type { IndicatorImportance, Interval } from './result.ts';
import type { VariantFigures, VariantMeasurer } from './variant-measurer.ts';
import { answersTo, predictChanged, replaceAnswer, type InspectedRows } from './variants.ts';

/**
 * Prepares permutation importance: how much worse a model gets when one indicator's answers, unknown ones included, are
 * dealt out to the rows at random (Breiman 2001, https://doi.org/10.1023/A:1010933404324; Fisher, Rudin and Dominici 2019,
 * https://jmlr.org/papers/v20/18-760.html). They are dealt out once, by the seed and the indicator's name; a resample draws
 * rows together with what they were dealt, so that the intervals speak for the luck of both.
 *
 * @returns the importance of the indicator at a place in the schema
 */
export function createImportance(
  rows: InspectedRows,
  { seed, measure }: { readonly seed: number; readonly measure: VariantMeasurer },
): (indicator: number) => IndicatorImportance {
  const before = measure(rows.probabilities);
  return (indicator) => {
    const { name } = rows.predictor.spec.schema.indicators[indicator]!;
    const answers = shuffle(answersTo(rows, indicator), createRandom(seed, `permute ${name}`));
    const permute = replaceAnswer(indicator, (row) => answers[row]!);
    const after = measure(predictChanged(rows, permute));
    return { indicator: name, ...worseningOf(before, after) };
  };
}

/** How much roc_auc_any falls and log_loss grows; what is undefined is left out. */
function worseningOf(before: VariantFigures, after: VariantFigures): Omit<IndicatorImportance, 'indicator'> {
  const drop: Record<string, number> = {};
  const intervals: Record<string, Interval> = {};
  const questions = [
    { key: 'roc_auc_any', greater: before, less: after },
    { key: 'log_loss', greater: after, less: before },
  ] as const;
  for (const { key, greater, less } of questions) {
    const difference = greater.metrics[key]! - less.metrics[key]!;
    const interval = intervalsOf(differencesOf(greater.samples, less.samples))[key];
    if (!Number.isNaN(difference)) drop[key] = difference;
    if (interval !== undefined) intervals[key] = interval;
  }
  return { drop, intervals };
}
