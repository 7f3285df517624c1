import { shortestDecimal } from '../../foundation/float32.ts';
import { UNKNOWN_CODE, type Column, type Dataset } from '../dataset/dataset.ts';
import { fitMixture } from '../synthesis/fit-mixture.ts';
import { toIntegers } from '../synthesis/integer-shares.ts';
import { SHARE_TOTAL, WEIGHT_TOTAL, type AnswerMixture } from './population.ts';

/** Neither more components nor more rows or iterations make the ranges truer (bench/range.js). */
const COMPONENTS = 16;
const ITERATIONS = 6;
/** An indicator with more values is told by as many that each stand for an equal part of the rows. */
const MOST_VALUES = 32;

/** Which answers go together in a data set. */
export async function fitAnswerMixture(dataset: Dataset, classes: number, seed: number): Promise<AnswerMixture> {
  const columns = dataset.columns.map(placeValues);
  const known = columns.filter((column) => column !== null);
  const mixture = await fitMixture({
    dataset: { ...dataset, columns: known.map(({ places }) => places) },
    classes,
    components: COMPONENTS,
    iterations: ITERATIONS,
    seed,
  });
  let next = 0;
  return {
    weights: toIntegers(mixture.weights, WEIGHT_TOTAL),
    columns: columns.map((column) => {
      if (column === null) return null;
      const { levels, probabilities } = mixture.columns[next++]!;
      const shares = Array.from({ length: COMPONENTS }, (_, k) =>
        toIntegers(probabilities.subarray(k * levels, (k + 1) * levels), SHARE_TOTAL),
      );
      return { values: column.values.map(shortestDecimal), shares };
    }),
  };
}

/** A column as places in a list of values; null where none is known. */
function placeValues(column: Column): { readonly values: readonly number[]; readonly places: Uint8Array } | null {
  const isUnknown = (value: number): boolean =>
    Number.isNaN(value) || (value === UNKNOWN_CODE && column instanceof Uint8Array);
  const known = Float32Array.from(column)
    .filter((value) => !isUnknown(value))
    .sort();
  if (known.length === 0) return null;
  const values = typicalValues(known);
  const middles = values.slice(1).map((value, i) => (value + values[i]!) / 2);
  const places = Uint8Array.from(column, (value) => {
    if (isUnknown(value)) return UNKNOWN_CODE;
    let place = 0;
    while (place < middles.length && value > middles[place]!) place += 1;
    return place;
  });
  return { values, places };
}

/** All values of ascending ones, or where these are many the middles of equal parts of them. */
function typicalValues(known: Float32Array): readonly number[] {
  const distinct = [...new Set(known)];
  if (distinct.length <= MOST_VALUES) return distinct;
  return [
    ...new Set(
      Array.from({ length: MOST_VALUES }, (_, i) => known[Math.floor(((i + 0.5) / MOST_VALUES) * known.length)]!),
    ),
  ];
}
