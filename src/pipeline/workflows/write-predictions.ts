import { parse } from 'csv-parse/sync';
import { replaceFile, writeFileAtomically } from '../../foundation/atomic-files.ts';
import { gzip } from '../../foundation/gzip.ts';
import { CSV_GRAMMAR } from '../dataset/csv-grammar.ts';
import { isParquetPath } from '../dataset/parquet-file.ts';
import type { ParquetContent, WrittenRows } from '../dataset/write-parquet.ts';
import type { PredictedBatch, Predictions } from './open-predictions.ts';

/**
 * Writes each row of the input with its predictions: as Parquet to a path that ends in `.parquet`, as gzip-compressed CSV
 * to one that ends in `.gz`, else as CSV. The file is complete or not there.
 *
 * @returns how many rows there were
 * @throws DiabetesError WRITE_FAILED, PACKAGE_MISSING; what the predictions throw
 */
export async function writePredictions(path: string, predictions: Predictions, signal?: AbortSignal): Promise<number> {
  let rows = 0;
  const batches = async function* (): AsyncGenerator<PredictedBatch> {
    for await (const batch of predictions.batches()) {
      yield batch;
      rows += batch.rows;
    }
  };
  await writeAs(path, { ...predictions, batches }, signal);
  return rows;
}

async function writeAs(path: string, predictions: Predictions, signal: AbortSignal | undefined): Promise<void> {
  if (isParquetPath(path)) {
    // DuckDB is loaded for Parquet alone.
    const { writeParquet } = await import('../dataset/write-parquet.ts');
    const content = { ...parquetContent(predictions), ...(signal === undefined ? {} : { signal }) };
    await replaceFile(path, (place) => writeParquet(place, content));
    return;
  }
  const text = csvOf(predictions);
  await writeFileAtomically(path, path.toLowerCase().endsWith('.gz') ? gzip(text) : text);
}

/** The rows as they stand, each followed by its predictions, in pieces of CSV text. */
export async function* csvOf({ rawHeader, added, batches }: Predictions): AsyncGenerator<string> {
  yield `${rawHeader},${added.join(',')}\n`;
  for await (const { rows, raw, probabilities, predicted } of batches()) {
    let text = '';
    for (let row = 0; row < rows; row++) {
      text += raw![row]!;
      for (const column of probabilities) text += `,${column[row]!}`;
      text += `,${predicted[row]!}\n`;
    }
    yield text;
  }
}

/** The predictions beside the columns of a Parquet file, or behind those of a CSV file: indicators are numbers there. */
function parquetContent(predictions: Predictions): ParquetContent {
  const { parquet, header, indicators, absent, added } = predictions;
  const types = added.map((name, i) => ({ name, type: i < added.length - 1 ? 'DOUBLE' : 'VARCHAR' }) as const);
  if (parquet !== undefined) {
    return { beside: parquet, columns: types, rows: eachBatch(predictions, () => []) };
  }
  const slots = header.map((name) => (absent.includes(name) ? -1 : indicators.indexOf(name)));
  const own = header.map((name, i) => ({ name, type: slots[i]! < 0 ? 'VARCHAR' : 'DOUBLE' }) as const);
  const columnsOf = ({ raw, values }: PredictedBatch): WrittenRows['columns'] => {
    const rows = slots.includes(-1) ? raw!.map(cellsOf) : [];
    return slots.map((slot, cell) => (slot < 0 ? rows.map((cells) => cells[cell]! || null) : values[slot]!));
  };
  return { columns: [...own, ...types], rows: eachBatch(predictions, columnsOf) };
}

async function* eachBatch(
  { batches }: Predictions,
  columnsOf: (batch: PredictedBatch) => WrittenRows['columns'],
): AsyncGenerator<WrittenRows> {
  for await (const batch of batches()) {
    const { rows, probabilities, predicted } = batch;
    yield { rows, columns: [...columnsOf(batch), ...probabilities, predicted] };
  }
}

/** The cells of a row as it stands in a CSV file; most rows have no quote, and need no parser. */
function cellsOf(raw: string): readonly string[] {
  return raw.includes('"') ? parse(raw, CSV_GRAMMAR)[0]! : raw.split(',');
}
