import { DiabetesError } from '../../foundation/errors.ts';
import { openCsv } from './open-csv.ts';

/**
 * How many rows a CSV file has below its header, whatever its columns are.
 *
 * @returns undefined where the file is not CSV
 * @throws DiabetesError PATH_NOT_FOUND where it cannot be read
 */
export async function countRows(path: string): Promise<number | undefined> {
  let rows = 0;
  try {
    const source = await openCsv(path, { columns: [] });
    for await (const batch of source.batches()) rows += batch.rows;
    return rows;
  } catch (error) {
    if (error instanceof DiabetesError && error.code === 'INVALID_DATA') return undefined;
    throw error;
  }
}
