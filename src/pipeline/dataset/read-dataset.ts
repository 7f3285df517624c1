import { createHash } from 'node:crypto';
import { DiabetesError } from '../../foundation/errors.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';
import { checkHeader } from './check-header.ts';
import { toCodes } from './codes.ts';
import type { Column, Dataset } from './dataset.ts';
import { DatasetBuilder } from './dataset-builder.ts';
import { checkIgnored } from './ignored-columns.ts';
import { IssueLog } from './issue-log.ts';
import { openRows } from './open-rows.ts';
import type { RowSource, RowSourceOptions } from './row-source.ts';
import { datasetColumns, datasetRules, findIssues } from './validate.ts';

export interface ReadDatasetOptions {
  /** A CSV or Parquet file, or rows opened with `datasetColumns(schema)`. */
  readonly source: string | RowSource;
  readonly schema: SurveySchema;
  /** Indicators that are read as if the source lacked them. Left out, errors do not offer --ignore-column. */
  readonly ignore?: readonly string[];
  /** Ends the reading at the next batch. */
  readonly signal?: AbortSignal;
  /** What messages call the rows; a file's path when left out. */
  readonly name?: string;
  /** Called with the number of rows so far, before they are kept; what it throws ends the reading. */
  readonly onRows?: (rows: number) => void;
  /** Where the rows go, behind those that are there already; a builder of their own when left out. */
  readonly into?: DatasetBuilder;
}

export interface DatasetReading {
  readonly dataset: Dataset;
  readonly fingerprint: string;
  /** The indicators that the source lacks or that were ignored, whose answers are all unknown. */
  readonly absent: readonly string[];
}

/**
 * Reads labelled rows and checks every value against the schema. An empty cell of an indicator is an unknown answer.
 *
 * @throws DiabetesError `PATH_NOT_FOUND`; `USAGE` for a column that cannot be ignored; `INVALID_DATA` once for all that is
 *   wrong, with the first problems as details
 */
export async function readDataset(options: ReadDatasetOptions): Promise<DatasetReading> {
  const { source, schema, ignore, signal, onRows } = options;
  checkIgnored(ignore ?? [], schema);
  const name = options.name ?? (typeof source === 'string' ? source : 'the input');
  const rows = typeof source === 'string' ? await openRows(source, rowOptions(options)) : source;
  const absent = await checkedHeader(rows, { ...options, name });
  const rules = datasetRules(schema);
  const issues = new IssueLog();
  const builder = options.into ?? new DatasetBuilder(schema);
  const first = builder.rows;
  for await (const batch of rows.batches()) {
    signal?.throwIfAborted();
    issues.add(findIssues(batch, rules));
    onRows?.(batch.firstRow + batch.rows - 1);
    if (issues.isEmpty) builder.add(batch);
  }
  if (!issues.isEmpty) throw issues.toError(name, ignore === undefined ? [] : datasetColumns(schema).slice(1));
  const dataset = builder.rowsFrom(first);
  if (dataset.rows === 0) throw withoutRows(name);
  return { dataset, fingerprint: fingerprintOf(dataset, schema), absent };
}

function rowOptions({ schema, ignore }: ReadDatasetOptions): RowSourceOptions {
  return { columns: datasetColumns(schema), ...(ignore === undefined ? {} : { ignore }) };
}

/** The error of a file that ends behind its header. */
export function withoutRows(name: string): DiabetesError {
  const hint = 'Give a file with labelled rows below the header.';
  return new DiabetesError('INVALID_DATA', `${name} has a header but no rows`, { hint });
}

/**
 * Checks the header of opened rows, which are closed where it is refused.
 *
 * @returns the indicators that it lacks or that are ignored
 * @throws DiabetesError `INVALID_DATA`
 */
export async function checkedHeader(
  rows: RowSource,
  { schema, ignore = [], name }: Pick<ReadDatasetOptions, 'schema' | 'ignore'> & { readonly name: string },
): Promise<readonly string[]> {
  try {
    const header = rows.header.filter((column) => !ignore.includes(column));
    return checkHeader(header, schema, name);
  } catch (error) {
    await rows.close();
    throw error;
  }
}

/** So many numbers are brought to their hashed form at a time. */
const HASHED_ROWS = 8192;

/**
 * `sha256:` and the hash of what the rows say, the same whatever the file's formatting, column order and other columns.
 *
 * Hashed are one line of JSON with the label's name, the classes' labels, the indicators' names and the number of rows;
 * then each row's class index as a byte; then for each indicator `c` and a byte a row (255 for unknown) where all values
 * are integers of 0 to 254, else `f` and a little-endian float32 a row (7fc00000 for unknown, 0 for -0).
 */
export function fingerprintOf(dataset: Dataset, { target, indicators }: SurveySchema): string {
  const names = indicators.map(({ name }) => name);
  const classes = target.classes.map(({ label }) => label);
  const hash = createHash('sha256');
  hash.update(`${JSON.stringify({ label: target.name, classes, indicators: names, rows: dataset.rows })}\n`);
  hash.update(dataset.labels);
  for (const column of dataset.columns) {
    const codes = column instanceof Uint8Array ? column : toCodes(column);
    if (codes !== undefined) {
      hash.update('c').update(codes);
      continue;
    }
    hash.update('f');
    for (let start = 0; start < column.length; start += HASHED_ROWS) {
      hash.update(canonicalBytes(column.subarray(start, start + HASHED_ROWS)));
    }
  }
  return `sha256:${hash.digest('hex')}`;
}

/** `column` is of float32 here: bytes are hashed as they are. */
function canonicalBytes(column: Column): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(column.length * 4));
  for (let i = 0; i < column.length; i++) {
    const value = column[i]!;
    if (Number.isNaN(value)) bytes.setUint32(i * 4, 0x7fc00000, true);
    else bytes.setFloat32(i * 4, value + 0, true);
  }
  return new Uint8Array(bytes.buffer);
}
