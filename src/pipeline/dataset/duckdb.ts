import { isNativeError } from 'node:util/types';
import type * as duckdbPackage from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { DiabetesError } from '../../foundation/errors.ts';

type Duckdb = typeof duckdbPackage;

/** The package that reads and writes Parquet, at the version that is tested. npm installs it only where it is asked to. */
export const DUCKDB_PACKAGE = '@duckdb/node-api@1.5.5-r.5';

/** Enough for any row group, and little beside a model; more goes to the disk. */
const MEMORY = '256MB';
const THREADS = '2';

/** A database in memory that can do nothing but read and write the files that it was opened for. */
export interface Database {
  readonly connection: DuckDBConnection;
  /** The package, whose values and types queries are made with. */
  readonly duckdb: Duckdb;
  readonly close: () => void;
}

export interface DatabaseFiles {
  /** The only paths that it may touch. */
  readonly paths: readonly string[];
  /** A folder for what does not fit into memory; made when it is needed, and removed at the end. */
  readonly overflow?: string;
}

/**
 * Opens a database that reaches neither the network nor any other file, and loads no extension.
 *
 * @throws DiabetesError `PACKAGE_MISSING` where DuckDB is not installed or does not start
 */
export async function openDatabase({ paths, overflow }: DatabaseFiles): Promise<Database> {
  const duckdb = await loadDuckdb();
  const instance = await duckdb.DuckDBInstance.create(':memory:', {
    memory_limit: MEMORY,
    threads: THREADS,
    temp_directory: overflow ?? '',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  const close = (): void => {
    connection.closeSync();
    instance.closeSync();
  };
  try {
    await connection.run(`SET allowed_paths = [${paths.map(duckdb.quotedString).join(', ')}]`);
    await connection.run('SET enable_external_access = false');
    await connection.run('SET lock_configuration = true');
  } catch (error) {
    close();
    throw error;
  }
  return { connection, duckdb, close };
}

/** What DuckDB says is wrong, without the kind of error and the piece of SQL: `no magic bytes found at end of file`. */
export function reasonOf(error: unknown): string {
  const [line = ''] = messageOf(error).split('\n');
  const reason = line.replace(/^[A-Z][A-Za-z ]*Error: /, '').replace(/:?\s*$/, '');
  return reason.charAt(0).toLowerCase() + reason.slice(1);
}

/** What was thrown says; an error of native code is of no class that can be asked for. */
export function messageOf(error: unknown): string {
  return isNativeError(error) ? error.message : String(error);
}

async function loadDuckdb(): Promise<Duckdb> {
  try {
    return await import('@duckdb/node-api');
  } catch (cause) {
    const isAbsent = (cause as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND';
    const why = isAbsent ? 'is not installed' : `does not start here: ${reasonOf(cause)}`;
    throw new DiabetesError('PACKAGE_MISSING', `Parquet needs the package @duckdb/node-api, which ${why}`, {
      hint: `npm install ${DUCKDB_PACKAGE} (with -g where diabetes was installed with -g)`,
      cause,
    });
  }
}
