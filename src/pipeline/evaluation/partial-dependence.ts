import { createRandom, shuffle } from '../../foundation/random.ts';
import { anyProbability } from '../prediction/prediction.ts';
import { describeAnswer } from '../schema/people-units.ts';
import type { Indicator } from '../schema/survey-schema.ts';
import type { PartialDependence } from './result.ts';
import { answersTo, predictChanged, replaceAnswer, type InspectedRows } from './variants.ts';

/** A mean over more rows looks the same. */
const MOST_ROWS = 2000;
/** An indicator of more values than a month has days is asked at quantiles. */
const MOST_VALUES = 31;
const QUANTILES = 20;

/**
 * Prepares partial dependence: the mean probability of any class but the first when everyone gives the same answer to one
 * indicator (Friedman 2001, https://doi.org/10.1214/aos/1013203451), over at most 2,000 rows that the seed chooses. Coded
 * indicators are asked at each code, others at each value that occurs, or at 20 quantiles from the 1st to the 99th
 * percentile where these are more than 31.
 *
 * @returns the dependence on the indicator at a place in the schema
 */
export function createPartialDependence(
  rows: InspectedRows,
  { seed }: { readonly seed: number },
): (indicator: number) => PartialDependence {
  const sample = sampleRows(rows, seed);
  return (place) => {
    const indicator = rows.predictor.spec.schema.indicators[place]!;
    const known = answersTo(rows, place)
      .filter((answer) => !Number.isNaN(answer))
      .sort();
    const values = valuesToAsk(indicator, known);
    const shares = nearestShares(values, known);
    return {
      indicator: indicator.name,
      points: values.map((value, i) => ({
        value,
        words: describeAnswer(indicator, value),
        share: shares[i]!,
        anyProbability: meanWhenAllAnswer(sample, place, value),
      })),
    };
  };
}

function sampleRows({ predictor, values, labels, probabilities }: InspectedRows, seed: number): InspectedRows {
  const rows = shuffle(
    Uint32Array.from(labels, (_, row) => row),
    createRandom(seed, 'partial dependence'),
  ).subarray(0, MOST_ROWS);
  const width = values.length / labels.length;
  const classes = probabilities.length / labels.length;
  const sample = {
    predictor,
    values: new Float32Array(rows.length * width),
    labels: Uint8Array.from(rows, (row) => labels[row]!),
    probabilities: new Float64Array(rows.length * classes),
  };
  rows.forEach((row, i) => {
    sample.values.set(values.subarray(row * width, (row + 1) * width), i * width);
    sample.probabilities.set(probabilities.subarray(row * classes, (row + 1) * classes), i * classes);
  });
  return sample;
}

/** In ascending order, without repeats; `known` is sorted. */
function valuesToAsk({ levels }: Indicator, known: Float32Array): readonly number[] {
  if (levels.length > 0) return levels.map(({ code }) => code).sort((a, b) => a - b);
  const distinct = [...new Set(known)];
  if (distinct.length <= MOST_VALUES) return distinct;
  const share = (i: number): number => 0.01 + (0.98 * i) / (QUANTILES - 1);
  return [...new Set(Array.from({ length: QUANTILES }, (_, i) => known[Math.floor(share(i) * known.length)]!))];
}

/** The share of the known answers to which each of the ascending values is the nearest; the lower one of two. */
function nearestShares(values: readonly number[], known: Float32Array): readonly number[] {
  const counts = values.map(() => 0);
  let nearest = 0;
  for (const answer of known) {
    while (nearest + 1 < values.length && answer - values[nearest]! > values[nearest + 1]! - answer) nearest++;
    counts[nearest]! += 1;
  }
  return counts.map((count) => count / Math.max(1, known.length));
}

function meanWhenAllAnswer(sample: InspectedRows, indicator: number, value: number): number {
  const rows = sample.labels.length;
  const answer = replaceAnswer(indicator, () => value);
  const predicted = predictChanged(sample, answer);
  const classes = predicted.length / rows;
  let sum = 0;
  for (let start = 0; start < predicted.length; start += classes) sum += anyProbability(predicted, start, classes);
  return sum / rows;
}
