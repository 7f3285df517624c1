import { open } from 'node:fs/promises';
import { openDatabase, reasonOf, type Database, type DatabaseFiles } from './duckdb.ts';
import { DiabetesError } from '../../foundation/errors.ts';

/** The first bytes of every Parquet file (https://parquet.apache.org/docs/file-format/). */
const MAGIC = 'PAR1';

/** A column as the file has it: a name, and the type that DuckDB reads it as (`DOUBLE`, `DECIMAL(5,1)`). */
export interface ParquetColumn {
  readonly name: string;
  readonly type: string;
}

/** An open Parquet file. In SQL its columns are `c0`, `c1` and so on: a name in the file may be any text, or stand twice. */
export interface ParquetFile extends Database {
  readonly columns: readonly ParquetColumn[];
  /** What stands behind FROM. `$file` is to be bound to `file`. */
  readonly relation: string;
  readonly file: string;
  /** As the file itself says, without its rows being read. */
  readonly countRows: () => Promise<number>;
}

/** Whether a regular file begins as Parquet does. What cannot be read is told by whoever reads it. */
export async function isParquetFile(path: string): Promise<boolean> {
  try {
    const handle = await open(path, 'r');
    try {
      if (!(await handle.stat()).isFile()) return false;
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0);
      return buffer.toString('latin1', 0, bytesRead) === MAGIC;
    } finally {
      await handle.close();
    }
  } catch {
    return false;
  }
}

/**
 * Opens a Parquet file and reads which columns it has.
 *
 * @param others what else the database may touch
 * @throws DiabetesError `PACKAGE_MISSING`; `INVALID_DATA` when the file is damaged
 */
export async function openParquetFile(
  path: string,
  { paths = [], ...others }: Partial<DatabaseFiles> = {},
): Promise<ParquetFile> {
  const file = path.replace(/[*?[]/g, '[$&]');
  // The name is a pattern to DuckDB; it asks for leave to look for the pattern, and then to read the file.
  const database = await openDatabase({ ...others, paths: [path, file, ...paths] });
  try {
    const columns = await readColumns(database, file);
    const names = columns.map((_, i) => `c${i}`).join(', ');
    const relation = `${READ} AS file(${names})`;
    return { ...database, columns, relation, file, countRows: () => countRows(database, file) };
  } catch (error) {
    database.close();
    throw unreadable(path, error);
  }
}

/** A folder such as `year=2015` on the way is no column. */
const READ = 'read_parquet($file, hive_partitioning = false)';

async function readColumns({ connection }: Database, file: string): Promise<readonly ParquetColumn[]> {
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${READ}`, { file });
  const types = described.getColumns()[1] as readonly string[];
  // DESCRIBE gives a name of its own to one that is empty or stands twice, whatever its upper and lower case.
  const schema = await connection.runAndReadAll('SELECT name, num_children FROM parquet_schema($file)', { file });
  const names = topNames(schema.getRowsJson() as [name: string, children: string | null][]);
  return types.map((type, i) => ({ name: names[i]!, type }));
}

async function countRows({ connection }: Database, file: string): Promise<number> {
  const counted = await connection.runAndReadAll('SELECT num_rows FROM parquet_file_metadata($file)', { file });
  return Number(counted.getRowsJson()[0]![0]);
}

/** The names of the columns among those of all nodes, which stand each before what is below it; the first is the root. */
function topNames(nodes: readonly (readonly [name: string, children: string | null])[]): readonly string[] {
  const names: string[] = [];
  let below = 0;
  for (const [name, children] of nodes.slice(1)) {
    if (below === 0) names.push(name);
    else below--;
    below += Number(children ?? 0);
  }
  return names;
}

/** The error to throw when reading a Parquet file ended with `error`. */
export function unreadable(path: string, error: unknown): DiabetesError {
  if (error instanceof DiabetesError) return error;
  const reason = reasonOf(error).replace(` '${path}'`, '').replace(`failed to read file "${path}": `, '');
  return new DiabetesError('INVALID_DATA', `${path} cannot be read as Parquet: ${reason}`, {
    hint: 'Copy or write the file again; it may be cut off or damaged.',
    cause: error,
  });
}
