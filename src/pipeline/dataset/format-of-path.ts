import type { RowFormat } from './row-source.ts';

/** What rows are written to a path as, by its extension, with or without `.gz`; as CSV where it says nothing else. */
export function formatOfPath(path: string): RowFormat {
  if (/\.parquet$/i.test(path)) return 'parquet';
  return /\.(jsonl|ndjson)(\.gz)?$/i.test(path) ? 'json-lines' : 'csv';
}

/** Whether text that is written to a path is packed. */
export function isGzipPath(path: string): boolean {
  return /\.gz$/i.test(path);
}
