import type { Readable } from 'node:stream';
import { openCsv } from './open-csv.ts';
import { openJsonLines } from './open-json-lines.ts';
import { openText } from './open-text.ts';
import { isParquetFile } from './parquet-file.ts';
import type { RowSource, RowSourceOptions } from './row-source.ts';

/**
 * Opens rows of any format, which is told by their first bytes: Parquet (a file only), and CSV and JSON Lines, gzip or
 * plain.
 *
 * @param options distinct column names, in the order in which their values are wanted
 * @throws DiabetesError `PATH_NOT_FOUND`, `INVALID_DATA`; for Parquet `PACKAGE_MISSING`, and `USAGE` from a stream
 */
export async function openRows(input: string | Readable, options: RowSourceOptions): Promise<RowSource> {
  if (typeof input === 'string' && (await isParquetFile(input))) {
    // DuckDB is loaded for Parquet alone.
    const { openParquet } = await import('./open-parquet.ts');
    return openParquet(input, options);
  }
  const text = await openText(input, options.name);
  return text.format === 'csv' ? openCsv(text, options) : openJsonLines(text, options);
}
