import { UNKNOWN_CODE, type Column, type Dataset } from '../dataset/dataset.ts';
import { encodeValue, type Encoder, type EncoderColumn } from '../features/encoder.ts';

/**
 * Draws which indicators each row of a batch shows, rows x indicators: 1 where the network may see the answer, 0 where
 * it counts as unknown.
 */
export type Mask = (visible: Uint8Array, indicators: number) => void;

/** Gathers rows into the network's inputs. The arrays are reused by the next call. */
export interface BatchEncoder {
  /** The number of inputs. */
  readonly width: number;
  /**
   * Encodes the rows with these numbers.
   *
   * @param rows at most as many as the encoder was made for
   * @param mask without it every known answer is seen
   */
  readonly gather: (rows: Uint32Array, mask?: Mask) => EncodedBatch;
}

/** Inputs row by row, rows x width, and the same transposed, width x rows: backpropagation needs both. */
export interface EncodedBatch {
  readonly inputs: Float32Array;
  readonly transposed: Float32Array;
}

interface Batch extends EncodedBatch {
  readonly rows: Uint32Array;
  /** rows x indicators */
  readonly visible: Uint8Array;
  readonly indicators: number;
  readonly width: number;
}

/** Writes some adjacent inputs of the batch's rows from `first` to before `end`. */
type Writer = (batch: Batch, first: number, end: number) => void;

/** Few enough rows that their inputs stay in the processor's nearest cache while they are written. */
const TILE_ROWS = 32;

/** Prepares the gathering of batches of up to `maximumRows` rows. */
export function createBatchEncoder(encoder: Encoder, dataset: Dataset, maximumRows: number): BatchEncoder {
  const width = encoder.columns.length;
  const indicators = dataset.columns.length;
  const writers = runsOf(encoder).map((run) => createWriter(run, dataset.columns[run.indicator]!));
  const inputs = new Float32Array(maximumRows * width);
  const transposed = new Float32Array(maximumRows * width);
  const visible = new Uint8Array(maximumRows * indicators);

  return {
    width,
    gather: (rows, mask) => {
      const batch: Batch = {
        rows,
        visible: visible.subarray(0, rows.length * indicators),
        indicators,
        width,
        inputs: inputs.subarray(0, rows.length * width),
        transposed: transposed.subarray(0, rows.length * width),
      };
      if (mask === undefined) batch.visible.fill(1);
      else mask(batch.visible, indicators);
      for (let first = 0; first < rows.length; first += TILE_ROWS) {
        const end = Math.min(rows.length, first + TILE_ROWS);
        for (const write of writers) write(batch, first, end);
      }
      return batch;
    },
  };
}

/** Adjacent inputs that come from one indicator. */
interface Run {
  readonly indicator: number;
  readonly offset: number;
  readonly columns: readonly EncoderColumn[];
}

function runsOf({ columns }: Encoder): readonly Run[] {
  const runs: { indicator: number; offset: number; columns: EncoderColumn[] }[] = [];
  columns.forEach((column, offset) => {
    const last = runs.at(-1);
    if (last?.indicator === column.indicator) last.columns.push(column);
    else runs.push({ indicator: column.indicator, offset, columns: [column] });
  });
  return runs;
}

function createWriter(run: Run, values: Column): Writer {
  return values instanceof Uint8Array ? codedWriter(run, values) : realWriter(run, values);
}

/** Coded answers are looked up: the inputs of code 0, of code 1, … and last those of an unknown answer. */
function codedWriter({ indicator, offset, columns }: Run, values: Uint8Array): Writer {
  const codes = Array.from({ length: UNKNOWN_CODE + 1 }, (_, code) => (code === UNKNOWN_CODE ? Number.NaN : code));
  const tables = columns.map((column) => Float32Array.from(codes, (code) => encodeValue(column, code)));
  const seen = new Uint8Array(TILE_ROWS);
  return ({ rows, visible, indicators, width, inputs, transposed }, first, end) => {
    for (let b = first; b < end; b++) {
      seen[b - first] = visible[b * indicators + indicator] === 0 ? UNKNOWN_CODE : values[rows[b]!]!;
    }
    for (let i = 0; i < tables.length; i++) {
      const table = tables[i]!;
      // The transposed inputs of a column lie side by side, those of a row far apart: the row is the inner loop.
      const to = (offset + i) * rows.length;
      for (let b = first, at = first * width + offset + i; b < end; b++, at += width) {
        const value = table[seen[b - first]!]!;
        inputs[at] = value;
        transposed[to + b] = value;
      }
    }
  };
}

function realWriter({ indicator, offset, columns }: Run, values: Float32Array): Writer {
  return ({ rows, visible, indicators, width, inputs, transposed }, first, end) => {
    for (let b = first; b < end; b++) {
      const answer = visible[b * indicators + indicator] === 0 ? Number.NaN : values[rows[b]!]!;
      columns.forEach((column, i) => {
        const value = encodeValue(column, answer);
        inputs[b * width + offset + i] = value;
        transposed[(offset + i) * rows.length + b] = value;
      });
    }
  };
}
