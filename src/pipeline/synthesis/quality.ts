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
  return {
    rows: synthetic.rows,
    marginalError: 100 * Math.max(...made.map((column, index) => marginalDifference(column, known[index]!))),
    correlationError: correlationDifference(made, known),
    copies: shareOfCopies(made.slice(0, -1), known.slice(0, -1)),
  };
}

/** The coded indicators, and last the class. */
function variablesOf({ columns, labels }: Dataset): readonly Uint8Array[] {
  const all: readonly Column[] = [...columns, labels];
  return all.map((column, index) => asCoded(column, `indicator ${index + 1}`).codes);
}

/** The greatest difference between the shares of one code; unknown is one of the codes. */
function marginalDifference(left: Uint8Array, right: Uint8Array): number {
  const shares = new Float64Array(UNKNOWN_CODE + 1);
  for (const code of left) shares[code]! += 1 / left.length;
  for (const code of right) shares[code]! -= 1 / right.length;
  return shares.reduce((worst, share) => Math.max(worst, Math.abs(share)), 0);
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

function shareOfCopies(made: readonly Uint8Array[], known: readonly Uint8Array[]): number {
  const rows = new Set<string>();
  for (let row = 0; row < known[0]!.length; row++) rows.add(keyOf(known, row));
  let copies = 0;
  for (let row = 0; row < made[0]!.length; row++) if (rows.has(keyOf(made, row))) copies += 1;
  return copies / made[0]!.length;
}

function keyOf(columns: readonly Uint8Array[], row: number): string {
  return String.fromCharCode(...columns.map((column) => column[row]!));
}
