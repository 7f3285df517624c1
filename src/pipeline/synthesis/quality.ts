import type { Column, Dataset } from '../dataset/dataset.ts';
import { UNKNOWN_CODE } from '../dataset/dataset.ts';
import { asCoded } from './joint-codes.ts';
import type { SynthesisQuality } from './synthesizer.ts';

/**
 * Compares synthetic rows with real ones: single answers and classes, pairs of variables, and whole rows.
 *
 * @throws DiabetesError INVALID_DATA when a column is not coded
 */
export function compareRows(synthetic: Dataset, real: Dataset): SynthesisQuality {
  const made = variablesOf(synthetic);
  const known = variablesOf(real);
  const differences = made.flatMap((column, index) => marginalDifferences(column, known[index]!));
  return {
    rows: synthetic.rows,
    marginalError: 100 * Math.max(...differences),
    meanMarginalError: (100 * sumOf(differences)) / differences.length,
    correlationError: correlationDifference(made, known),
    ...compareCopies(made.slice(0, -1), known.slice(0, -1)),
  };
}

/** The coded indicators, and last the class. */
function variablesOf({ columns, labels }: Dataset): readonly Uint8Array[] {
  const all: readonly Column[] = [...columns, labels];
  return all.map((column, index) => asCoded(column, `indicator ${index + 1}`).codes);
}

/** The difference between the shares of each code that either column has; unknown is one of the codes. */
function marginalDifferences(left: Uint8Array, right: Uint8Array): readonly number[] {
  const [ours, theirs] = [left, right].map(countCodes) as [Float64Array, Float64Array];
  const codes = Array.from(ours.keys()).filter((code) => ours[code]! + theirs[code]! > 0);
  return codes.map((code) => Math.abs(ours[code]! / left.length - theirs[code]! / right.length));
}

function countCodes(column: Uint8Array): Float64Array {
  const counts = new Float64Array(UNKNOWN_CODE + 1);
  for (const code of column) counts[code]! += 1;
  return counts;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function correlationDifference(left: readonly Uint8Array[], right: readonly Uint8Array[]): number {
  let sum = 0;
  let pairs = 0;
  for (let i = 0; i < left.length; i++) {
    for (let j = 0; j < i; j++) {
      sum += Math.abs(correlation(left[i]!, left[j]!) - correlation(right[i]!, right[j]!));
      pairs += 1;
    }
  }
  return sum / pairs;
}

/** Pearson's correlation over the rows where both are known; 0 where one does not vary. */
function correlation(left: Uint8Array, right: Uint8Array): number {
  let rows = 0;
  let sumX = 0;
  let sumY = 0;
  let sumXX = 0;
  let sumYY = 0;
  let sumXY = 0;
  for (let row = 0; row < left.length; row++) {
    const x = left[row]!;
    const y = right[row]!;
    if (x === UNKNOWN_CODE || y === UNKNOWN_CODE) continue;
    rows += 1;
    sumX += x;
    sumY += y;
    sumXX += x * x;
    sumYY += y * y;
    sumXY += x * y;
  }
  // The sums are exact integers, and so the variance of a constant column is exactly 0.
  const varianceX = rows * sumXX - sumX * sumX;
  const varianceY = rows * sumYY - sumY * sumY;
  if (varianceX <= 0 || varianceY <= 0) return 0;
  return (rows * sumXY - sumX * sumY) / (Math.sqrt(varianceX) * Math.sqrt(varianceY));
}

/**
 * How often a row of answers is that of a real row: for the synthetic rows, and for real ones, each left out in turn, so
 * that it is compared with the others as one that the synthesizer never saw would be.
 */
function compareCopies(made: readonly Uint8Array[], known: readonly Uint8Array[]) {
  const [madeRows, knownRows] = [made[0]!.length, known[0]!.length];
  const counts = new Map<string, number>();
  for (let row = 0; row < knownRows; row++) {
    const key = keyOf(known, row);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  let copies = 0;
  for (let row = 0; row < madeRows; row++) if (counts.has(keyOf(made, row))) copies += 1;
  let repeated = 0;
  for (const count of counts.values()) if (count > 1) repeated += count;
  return { copies: copies / madeRows, realCopies: repeated / knownRows };
}

function keyOf(columns: readonly Uint8Array[], row: number): string {
  return String.fromCharCode(...columns.map((column) => column[row]!));
}
