import type { DuckDBDataChunk } from '@duckdb/node-api';
import { DiabetesError } from '../../foundation/errors.ts';
import { systemError } from '../../foundation/write-failure.ts';
import { showText } from './cell.ts';
import { messageOf, openDatabase, reasonOf, type Database } from './duckdb.ts';
import { openParquetFile, unreadable, type ParquetFile } from './parquet-file.ts';

/** DuckDB takes so many rows at most at a time. */
const CHUNK_ROWS = 2048;
/** So many rows are gathered in memory and written as a row group: few enough that long texts fit, enough to pack well. */
const GROUP_ROWS = 32_768;

/** A column that is written: numbers, or texts. */
export interface WrittenColumn {
  readonly name: string;
  readonly type: 'DOUBLE' | 'VARCHAR';
}

/** Some rows, column by column; NaN and null are NULL. */
export interface WrittenRows {
  readonly rows: number;
  readonly columns: readonly (Float64Array | readonly (string | null)[])[];
}

export interface ParquetContent {
  readonly columns: readonly WrittenColumn[];
  readonly rows: AsyncIterable<WrittenRows>;
  /** A Parquet file of as many rows, whose columns come first, as they stand. */
  readonly beside?: string;
  /** Whether rows whose last column is NULL are left out. */
  readonly leavesOutNull?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Writes a Parquet file. DuckDB writes what a query gives, so the rows are gathered first: in memory, and what does not fit
 * there on the disk beside the file.
 *
 * @throws DiabetesError `PACKAGE_MISSING`; `INVALID_DATA` where two names cannot stand in one file; `WRITE_FAILED`; what
 * `rows` itself throws goes through
 */
export async function writeParquet(path: string, content: ParquetContent): Promise<void> {
  const { beside, columns, leavesOutNull = false, signal } = content;
  const overflow = `${path}.overflow`;
  const others = { paths: [path], overflow };
  const source = beside === undefined ? undefined : await openParquetFile(beside, others);
  const database = source ?? (await openDatabase(others));
  const interrupt = (): void => {
    database.connection.interrupt();
  };
  signal?.addEventListener('abort', interrupt);
  try {
    const names = [...(source?.columns ?? []), ...columns].map(({ name }) => name);
    refuseEqualNames(names);
    await gather(database, content);
    signal?.throwIfAborted();
    await copyTo(path, database, {
      names,
      source,
      where: leavesOutNull ? `r${columns.length - 1} IS NOT NULL` : 'true',
    });
  } catch (error) {
    throw signal?.aborted === true ? signal.reason : failure(error, beside);
  } finally {
    signal?.removeEventListener('abort', interrupt);
    database.close();
  }
}

/** Column names differ by more than upper and lower case to DuckDB, which would change one of them. */
function refuseEqualNames(names: readonly string[]): void {
  const folded = names.map((name) => name.toLowerCase());
  const equal = names.filter((_, i) => folded.indexOf(folded[i]!) !== folded.lastIndexOf(folded[i]!));
  if (equal.length === 0) return;
  const shown = equal.map(showText).join(', ');
  throw new DiabetesError('INVALID_DATA', `a Parquet file cannot have the columns ${shown}: their names are the same`, {
    hint: 'Rename one of them, or write CSV.',
  });
}

/** Brings all rows into the table `rows`, whose columns are `r0`, `r1` and so on. */
async function gather({ connection, duckdb }: Database, { columns, rows }: ParquetContent): Promise<void> {
  await connection.run(`CREATE TABLE rows (${columns.map(({ type }, i) => `r${i} ${type}`).join(', ')})`);
  const chunk = duckdb.DuckDBDataChunk.create(columns.map(({ type }) => duckdb[type]));
  const appender = await connection.createAppender('rows');
  let gathered = 0;
  for await (const batch of rows) {
    for (let start = 0; start < batch.rows; start += CHUNK_ROWS) {
      chunk.reset();
      chunk.rowCount = Math.min(CHUNK_ROWS, batch.rows - start);
      fillChunk(chunk, batch, start);
      appender.appendDataChunk(chunk);
    }
    gathered += batch.rows;
    if (gathered < GROUP_ROWS) continue;
    appender.flushSync();
    gathered = 0;
  }
  appender.closeSync();
}

/** Sets a chunk's rows to those of a batch from `start` on. */
function fillChunk(chunk: DuckDBDataChunk, { columns }: WrittenRows, start: number): void {
  const { rowCount } = chunk;
  columns.forEach((values, i) => {
    const vector = chunk.getColumnVector(i);
    for (let row = 0; row < rowCount; row++) {
      const value = values[start + row]!;
      vector.setItem(row, Number.isNaN(value) ? null : value);
    }
    vector.flush();
  });
}

interface CopiedRows {
  readonly names: readonly string[];
  readonly source: ParquetFile | undefined;
  /** Which of them, in SQL. */
  readonly where: string;
}

async function copyTo(
  path: string,
  { connection, duckdb }: Database,
  { names, source, where }: CopiedRows,
): Promise<void> {
  const known = source?.columns.length ?? 0;
  const selected = names.map((name, i) => {
    // A CSV header may leave a name empty, which no SQL name is.
    const named = duckdb.quotedIdentifier(name === '' ? `C${i}` : name);
    return `${i < known ? `c${i}` : `r${i - known}`} AS ${named}`;
  });
  const relation = source === undefined ? 'rows' : `${source.relation} POSITIONAL JOIN rows`;
  await connection.run(
    `COPY (SELECT ${selected.join(', ')} FROM ${relation} WHERE ${where}) TO $path (FORMAT parquet, ROW_GROUP_SIZE ${GROUP_ROWS}, USE_TMP_FILE false)`,
    { path, ...(source === undefined ? {} : { file: source.file }) },
  );
}

/** The error to throw when writing ended with `error`: DuckDB tells by its first words whose fault it is. */
function failure(error: unknown, beside: string | undefined): unknown {
  const kind = /^(IO|Out of Memory|Invalid)[\w ]* ?Error: /.exec(messageOf(error))?.[1];
  if (kind === undefined || error instanceof DiabetesError) return error;
  if (kind === 'Invalid') return beside === undefined ? error : unreadable(beside, error);
  const reason = reasonOf(error);
  if (reason.endsWith('No space left on device')) return systemError('ENOSPC');
  return new DiabetesError('WRITE_FAILED', `the Parquet file cannot be written: ${reason}`, {
    hint: 'Write a .csv or .csv.gz file instead, which needs less memory.',
    cause: error,
  });
}
