import type { DuckDBConnection } from '@duckdb/node-api';

const duckdb = await import('@duckdb/node-api').catch(() => undefined);

/** Why there is no Parquet here, or undefined where there is. */
export const missingDuckdb = duckdb === undefined ? '@duckdb/node-api has no binary for this machine' : undefined;

/** A column's name and type as DuckDB sees them. */
export type ColumnType = readonly [name: string, type: string];

/** Writes what a query gives as a Parquet file, with DuckDB itself. */
export async function makeParquet(path: string, query: string, options = ''): Promise<string> {
  await withDuckdb((connection) => connection.run(`COPY (${query}) TO $path (FORMAT parquet ${options})`, { path }));
  return path;
}

/** A Parquet file's columns and rows, read with DuckDB itself. */
export async function readParquet(path: string) {
  return withDuckdb(async (connection) => {
    const described = await connection.runAndReadAll('DESCRIBE FROM read_parquet($path)', { path });
    const columns = described.getRowsJson().map(([name, type]) => [name, type] as ColumnType);
    return { columns, rows: (await connection.runAndReadAll('FROM read_parquet($path)', { path })).getRowsJson() };
  });
}

async function withDuckdb<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await duckdb!.DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
