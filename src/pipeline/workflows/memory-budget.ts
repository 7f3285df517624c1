import { DiabetesError } from '../../foundation/errors.ts';
import { quantity } from '../../foundation/quantity.ts';

/** How much memory training may take. */
export interface MemoryBudget {
  readonly bytes: number;
  /** Who sets the limit, as a message names it: `--max-memory allows`, `this machine has`. */
  readonly source: string;
}

/** What training takes whatever the number of rows, and what for each row: `bench/scale.js` measures both. */
const BASE_BYTES = 200e6;
const BYTES_PER_ROW = 70;

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
    throw new DiabetesError(
      'OUT_OF_MEMORY',
      `${work} takes about ${megabytes(needed)}, and ${source} ${megabytes(bytes)}`,
      {
        hint: rows === 0 ? 'Allow more memory.' : 'Allow more memory, or train on fewer rows.',
      },
    );
  };
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6).toLocaleString('en-US')} MB of memory`;
}
