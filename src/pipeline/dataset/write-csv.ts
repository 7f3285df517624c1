import { shortestDecimal } from '../../foundation/float32.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';
import { UNKNOWN_CODE, type Column, type Dataset } from './dataset.ts';

const CHUNK_ROWS = 4096;
/** What a coded column's bytes are written as: 255 is unknown, an empty cell. */
const CODE_TEXTS = Array.from({ length: UNKNOWN_CODE + 1 }, (_, code) => (code === UNKNOWN_CODE ? '' : String(code)));

/** Which part of the rows is written. */
export interface CsvSelection {
  /** The rows, in this order; all when left out. */
  readonly indices?: Uint32Array;
  /** Whether the label is written; it is when left out. */
  readonly labelled?: boolean;
}

/**
 * Labelled rows as CSV text, piece by piece: the label first, then the indicators in the schema's order. `readDataset`
 * reads the same data set from it.
 *
 * @param indices the rows to write, in this order; all when left out
 */
export function* csvChunks(dataset: Dataset, schema: SurveySchema, indices?: Uint32Array): Generator<string, void> {
  yield csvHeader(schema);
  yield* csvRows(dataset, schema, indices === undefined ? {} : { indices });
}

/** The line of column names, as `csvChunks` begins. */
export function csvHeader({ target, indicators }: SurveySchema, { labelled = true }: CsvSelection = {}): string {
  const names = indicators.map(({ name }) => name);
  return `${(labelled ? [target.name, ...names] : names).map(quoteCell).join(',')}\n`;
}

/** The lines of the rows, as they follow in `csvChunks`. */
export function* csvRows(
  dataset: Dataset,
  { target }: SurveySchema,
  { indices, labelled = true }: CsvSelection = {},
): Generator<string, void> {
  const labels = target.classes.map(({ label }) => (labelled ? `${label},` : ''));
  const { columns } = dataset;
  const count = indices?.length ?? dataset.rows;
  for (let start = 0; start < count; start += CHUNK_ROWS) {
    let text = '';
    for (let i = start; i < Math.min(count, start + CHUNK_ROWS); i++) {
      const row = indices?.[i] ?? i;
      text += labels[dataset.labels[row]!]!;
      for (let c = 0; c < columns.length; c++) text += `${c === 0 ? '' : ','}${cellText(columns[c]!, row)}`;
      text += '\n';
    }
    yield text;
  }
}

/** A text as a cell: in quotes where it needs them (RFC 4180). */
export function quoteCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Cells as a row of CSV, without a line ending; null is an empty one. */
export function toCsvRow(cells: readonly (string | null)[]): string {
  return cells.map((cell) => quoteCell(cell ?? '')).join(',');
}

function cellText(column: Column, row: number): string {
  const value = column[row]!;
  if (column instanceof Uint8Array) return CODE_TEXTS[value]!;
  return Number.isNaN(value) ? '' : String(shortestDecimal(value));
}
