import { DiabetesError } from '../../foundation/errors.ts';
import { quantity } from '../../foundation/quantity.ts';

/** How much memory training may take. */
export interface MemoryBudget {
  readonly bytes: number;
  /** Who sets the limit, as a message names it: `--max-memory allows`, `this machine has`. */
  readonly source: string;
}

/**
 * What training takes whatever the number of rows, and what for each row: what `bench/scale.js` measures of synthetic rows,
 * and what rows from a file, a column of fractions and more epochs were seen to take beyond that.
 */
const BASE_BYTES = 190e6;
const BYTES_PER_ROW = 36;

/** About as much memory as training on so many rows takes, in bytes. */
export function memoryForTraining(rows: number): number {
  return BASE_BYTES + BYTES_PER_ROW * rows;
}

/**
 * A check for whoever reads or makes rows: called with the number of rows so far, before they take up the memory.
 *
 * @throws DiabetesError OUT_OF_MEMORY, from the check, where training on so many rows takes more than the budget
 */
export function guardMemory({ bytes, source }: MemoryBudget): (rows: number) => void {
  return (rows) => {
    const needed = memoryForTraining(rows);
    if (needed <= bytes) return;
    const work = rows === 0 ? 'training' : `training on ${quantity(rows, 'row')} or more`;
    const least = megabytes(Math.ceil(needed / 1e6));
    const message = `${work} takes about ${least} of memory, and ${source} ${megabytes(Math.floor(bytes / 1e6))}`;
    const further = `, and ${megabytes(BYTES_PER_ROW)} for each further million rows; or train on fewer rows`;
    throw new DiabetesError('OUT_OF_MEMORY', message, {
      hint: `Allow at least ${least}${rows === 0 ? '' : further}.`,
    });
  };
}

function megabytes(count: number): string {
  return `${count.toLocaleString('en-US')} MB`;
}
