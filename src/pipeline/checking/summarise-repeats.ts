import { formatPercent, quantity } from '../../foundation/quantity.ts';
import type { ConflictSummary, DuplicateSummary } from './data-check.ts';
import { classBits, type RepeatCounts } from './repeat-counter.ts';

/**
 * How many rows repeat an earlier one.
 *
 * @param allRows those with a problem too, which are not compared
 * @param classes how many classes the label has
 */
export function summariseDuplicates(repeats: RepeatCounts, allRows: number, classes: number): DuplicateSummary {
  const { rows: compared, distinctRows, distinctAnswers } = repeats;
  const rows = compared - distinctRows;
  const share = rows / compared;
  // Each of the n (n - 1) / 2 pairs can be taken for equal with a probability of 2^-bits.
  const errorProbability = (compared * (compared - 1)) / 2 ** (65 - classBits(classes));
  const among = compared === allRows ? '' : ` of the ${quantity(compared, 'row')} without a problem`;
  const words =
    rows === 0
      ? `No row${among} repeats another one.`
      : `${quantity(rows, 'row')}${among} (${formatPercent(share)}) ${rows === 1 ? 'repeats' : 'repeat'} an earlier one ` +
        'in all answers and the label. Copies of one row can fall into the training and the test rows alike.';
  return {
    compared,
    rows,
    share,
    distinctRows,
    distinctAnswers,
    errorProbability,
    words,
    comparison: describeComparison(errorProbability),
  };
}

/** Odds to the next power of ten; beyond a billion nobody cares. */
function describeComparison(errorProbability: number): string {
  const power = Math.min(9, Math.floor(-Math.log10(errorProbability)));
  return `Rows are compared by their hashes: the chance that a count is wrong is below 1 in ${(10 ** power).toLocaleString('en-US')}.`;
}

/** How many rows contradict each other, and what that means for any model. */
export function summariseConflicts(repeats: RepeatCounts): ConflictSummary {
  const { rows: compared, conflictingAnswers: answers, conflictingRows: rows, bestRows } = repeats;
  const share = rows / compared;
  const accuracyCeiling = bestRows / compared;
  const words =
    answers === 0
      ? 'Rows with the same answers have the same label.'
      : `${quantity(answers, 'set')} of answers ${answers === 1 ? 'comes' : 'come'} with more than one label, in ` +
        `${quantity(rows, 'row')} (${formatPercent(share)}). No model can tell such rows apart: on these data the ` +
        `greatest possible accuracy is ${formatPercent(accuracyCeiling)}.`;
  return { answers, rows, share, accuracyCeiling, words };
}
