import { DiabetesError } from '../../foundation/errors.ts';
import { openRows } from './open-rows.ts';

/**
 * How many rows a CSV or Parquet file has, whatever its columns are.
 *
 * @returns undefined where the file is neither, or is Parquet and DuckDB is not there to read it
 * @throws DiabetesError PATH_NOT_FOUND where it cannot be read
 */
export async function countRows(path: string): Promise<number | undefined> {
  let rows = 0;
  try {
    const source = await openRows(path, { columns: [] });
    for await (const batch of source.batches()) rows += batch.rows;
    return rows;
  } catch (error) {
    if (error instanceof DiabetesError && ['INVALID_DATA', 'PACKAGE_MISSING'].includes(error.code)) return undefined;
    throw error;
  }
}
