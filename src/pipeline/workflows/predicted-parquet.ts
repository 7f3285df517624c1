import type { ParquetContent, WrittenRows } from '../dataset/write-parquet.ts';
import type { Predictions } from './open-predictions.ts';
import type { PredictedBatch } from './predict-batches.ts';

/** The predictions beside the columns of a Parquet file, or behind those of other rows: indicators are numbers there. */
export function parquetContent(predictions: Predictions): ParquetContent {
  const { parquet, header, indicators, absent, added } = predictions;
  const types = added.map((name, i) => ({ name, type: i < added.length - 1 ? 'DOUBLE' : 'VARCHAR' }) as const);
  if (parquet !== undefined) {
    return { beside: parquet, leavesOutNull: true, columns: types, rows: predictionsAlone(predictions) };
  }
  const slots = header.map((name) => (absent.includes(name) ? -1 : indicators.indexOf(name)));
  const own = header.map((name, i) => ({ name, type: slots[i]! < 0 ? 'VARCHAR' : 'DOUBLE' }) as const);
  return { columns: [...own, ...types], rows: wholeRows(predictions, slots) };
}

async function* wholeRows({ batches }: Predictions, slots: readonly number[]): AsyncGenerator<WrittenRows> {
  for await (const { rows, values, texts, probabilities, predicted } of batches()) {
    const cells = slots.includes(-1) ? Array.from({ length: rows }, (_, row) => texts!.cells(row)) : [];
    const own = slots.map((slot, i) => (slot < 0 ? cells.map((row) => row[i]! || null) : values[slot]!));
    yield { rows, columns: [...own, ...probabilities, predicted] };
  }
}

/** As many rows as were read: those that are rejected have no prediction. */
async function* predictionsAlone({ batches }: Predictions): AsyncGenerator<WrittenRows> {
  for await (const batch of batches()) yield { rows: batch.read, columns: columnsInPlace(batch) };
}

function columnsInPlace({ probabilities, predicted, places, read }: PredictedBatch): WrittenRows['columns'] {
  if (places === undefined) return [...probabilities, predicted];
  const spread = probabilities.map((column) => {
    const wide = new Float64Array(read).fill(Number.NaN);
    column.forEach((value, i) => (wide[places[i]!] = value));
    return wide;
  });
  const wide = new Array<string | null>(read).fill(null);
  predicted.forEach((id, i) => (wide[places[i]!] = id));
  return [...spread, wide];
}
