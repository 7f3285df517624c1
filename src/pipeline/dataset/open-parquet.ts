import type { DuckDBDataChunk, DuckDBVector } from '@duckdb/node-api';
import { DiabetesError } from '../../foundation/errors.ts';
import { notANumber, parseCell } from './cell.ts';
import { openParquetFile, unreadable, type ParquetColumn, type ParquetFile } from './parquet-file.ts';
import { layoutRows } from './row-layout.ts';
import type { RowBatch, RowIssue, RowSource, RowSourceOptions } from './row-source.ts';
import { quoteCell, toCsvRow } from './write-csv.ts';

/** DuckDB hands out so many rows at most at a time. */
const BATCH_ROWS = 2048;
const WHOLE_NUMBER = /^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/;

/** How a requested column is read: by which expression, if it is there, and whether that gives numbers or texts. */
interface Reading {
  readonly name: string;
  readonly expression?: string;
  readonly isText: boolean;
}

/**
 * Opens a Parquet file and reads which columns it has. Integers, decimals and floats are numbers; true is 1 and false 0;
 * a text is read as a cell of CSV is; NULL and NaN are empty.
 *
 * @param options distinct column names, in the order in which their values are wanted
 * @throws DiabetesError `PACKAGE_MISSING`; `INVALID_DATA` when the file is damaged, or a column is of another type, or, from
 * the batches, where damage shows later
 */
export async function openParquet(path: string, options: RowSourceOptions): Promise<RowSource> {
  const { name = path } = options;
  const file = await openParquetFile(path);
  try {
    const header = file.columns.map(({ name }) => name.trim());
    const { slots } = layoutRows(header, options, name);
    refuseOtherTypes(
      file.columns.filter((_, cell) => slots[cell]! >= 0),
      name,
      options.ignore === undefined ? '' : LEAVE_OUT,
    );
    const readings = options.columns.map((name, slot) => readingOf(name, slots.indexOf(slot), file.columns));
    const cells = Array.from(slots, (slot) => (readings[slot]?.isText === false ? slot : -1));
    const amount = { done: 0, total: await file.countRows(), unit: 'row' as const };
    return {
      format: 'parquet',
      header,
      rawHeader: header.map(quoteCell).join(','),
      isNumeric: file.columns.map(({ type }) => numberFrom('', type) !== undefined),
      progress: () => amount,
      batches: async function* () {
        for await (const batch of readBatches(path, file, {
          readings,
          cells,
          keepsTexts: options.keepTexts === true,
        })) {
          amount.done += batch.rows;
          yield batch;
        }
      },
      close: () => {
        file.close();
        return Promise.resolve();
      },
    };
  } catch (error) {
    file.close();
    throw unreadable(path, error);
  }
}

function refuseOtherTypes(columns: readonly ParquetColumn[], name: string, advice: string): void {
  const others = columns.filter(({ type }) => type !== 'VARCHAR' && numberFrom('', type) === undefined);
  if (others.length > 0) throw notNumbers(others, name, advice);
}

/** What else can be done about a column that cannot be read, where a command takes the option. */
export const LEAVE_OUT = '; a column that is not needed is left out with --ignore-column NAME';

/**
 * The error of columns whose type is none of numbers.
 *
 * @param name what messages call the file
 * @param advice what else can be done, from a semicolon on
 */
export function notNumbers(columns: readonly ParquetColumn[], name: string, advice: string): DiabetesError {
  const shown = columns.map(({ name: column, type }) => `${column} is ${type}`).join(', ');
  return new DiabetesError('INVALID_DATA', `${name} has columns that do not hold numbers: ${shown}`, {
    hint: `Write them as numbers${advice}.`,
  });
}

function readingOf(name: string, cell: number, columns: readonly ParquetColumn[]): Reading {
  const column = columns[cell];
  if (column === undefined) return { name, isText: false };
  const isText = column.type === 'VARCHAR';
  const number = isText ? `c${cell}` : numberFrom(`c${cell}`, column.type)!;
  return { name, isText, expression: isText ? number : `coalesce(${number}, 'nan'::DOUBLE)` };
}

/** A column's values as doubles; undefined for a type that is no number. */
function numberFrom(column: string, type: string): string | undefined {
  // By its shortest decimal: 27.3 as in CSV, rather than 27.299999237060547.
  if (type === 'FLOAT') {
    return `CASE WHEN ${column} = trunc(${column}) THEN ${column}::DOUBLE ELSE ${column}::VARCHAR::DOUBLE END`;
  }
  const isNumber = type === 'DOUBLE' || type === 'BOOLEAN' || type.startsWith('DECIMAL') || WHOLE_NUMBER.test(type);
  return isNumber ? `${column}::DOUBLE` : undefined;
}

interface Plan {
  readonly readings: readonly Reading[];
  /** For each column of the file the place of the reading that gives its cells of CSV, or -1: they are read as texts. */
  readonly cells: readonly number[];
  readonly keepsTexts: boolean;
}

async function* readBatches(path: string, opened: ParquetFile, plan: Plan): AsyncGenerator<RowBatch> {
  const { connection, relation, file } = opened;
  const read = plan.readings.flatMap(({ expression = [] }) => expression);
  const texts = plan.cells.flatMap((slot, cell) => (plan.keepsTexts && slot < 0 ? `c${cell}::VARCHAR` : []));
  const toBatch = batchMaker(plan);
  try {
    const rows = await connection.stream(`SELECT ${[...read, ...texts].join(', ') || 'NULL'} FROM ${relation}`, {
      file,
    });
    let firstRow = 1;
    for (;;) {
      const chunk = await rows.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) return;
      yield toBatch(chunk, firstRow);
      firstRow += chunk.rowCount;
    }
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    opened.close();
  }
}

/** What makes batches of chunks, in the same arrays. */
function batchMaker({ readings, cells, keepsTexts }: Plan): (chunk: DuckDBDataChunk, firstRow: number) => RowBatch {
  const values = readings.map(() => new Float64Array(BATCH_ROWS).fill(Number.NaN));
  const lines = new Uint32Array(BATCH_ROWS);
  return (chunk, firstRow) => {
    const issues: RowIssue[] = [];
    const rows = chunk.rowCount;
    let place = 0;
    const nextColumn = (): DuckDBVector => chunk.getColumnVector(place++);
    readings.forEach(({ name, expression, isText }, slot) => {
      if (expression === undefined) return;
      const vector = nextColumn();
      const column = values[slot]!;
      for (let row = 0; row < rows; row++) {
        const item = vector.getItem(row);
        const value = isText ? parseCell((item as string | null) ?? '') : (item as number);
        if (value === undefined)
          issues.push(notANumber(item as string, { row: firstRow + row, line: 0, column: name }));
        column[row] = value ?? Number.NaN;
      }
    });
    const batch = { firstRow, rows, values, lines, issues };
    if (!keepsTexts) return batch;
    const columns = cells.map((slot) => (slot < 0 ? textCells(nextColumn()) : numberCells(values[slot]!)));
    const cellsOf = (row: number): readonly (string | null)[] => columns.map((cell) => cell(row));
    return { ...batch, texts: { raw: (row) => toCsvRow(cellsOf(row)), cells: cellsOf } };
  };
}

function textCells(vector: DuckDBVector): (row: number) => string | null {
  return (row) => vector.getItem(row) as string | null;
}

function numberCells(values: Float64Array): (row: number) => string | null {
  return (row) => (Number.isNaN(values[row]) ? null : String(values[row]));
}
