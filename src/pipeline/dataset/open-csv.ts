import { ByteRows } from './byte-rows.ts';
import { splitRow } from './csv-cells.ts';
import { DiabetesError } from '../../foundation/errors.ts';
import { prepend } from './gunzip.ts';
import { readHeader } from './header.ts';
import type { OpenText } from './open-text.ts';
import { RowBatchBuilder } from './row-batch-builder.ts';
import { type RowLayout, layoutRows } from './row-layout.ts';
import type { RowBatch, RowSource, RowSourceOptions } from './row-source.ts';
import { type RowsStart, textBatches } from './text-rows.ts';
import { SAVE_AS_UTF8 } from './utf8.ts';

/** Longer than any row of plain numbers. */
const LONGEST_PLAIN_ROW = 64 * 1024;

/**
 * Opens a text as CSV (UTF-8, comma-separated, with a header) and reads its header.
 *
 * Plain rows of numbers are parsed from the bytes; from the first other row on, csv-parse reads the rest. Both give the
 * same values, row numbers, lines and issues.
 *
 * @param options distinct column names, in the order in which their values are wanted
 * @throws DiabetesError `INVALID_DATA` when it is not CSV, or, from the batches, when a row's quotes cannot be made out
 */
export async function openCsv({ name, chunks, progress }: OpenText, options: RowSourceOptions): Promise<RowSource> {
  try {
    const { header, rawHeader, nextLine, rest, isUtf8 } = await readHeader(chunks, name);
    if (!isUtf8 && options.keepTexts === true) {
      throw new DiabetesError('INVALID_DATA', `the header of ${name} is not UTF-8 text`, { hint: SAVE_AS_UTF8 });
    }
    const layout = layoutRows(header, options, name);
    const start = { chunks: prepend(rest, chunks), line: nextLine };
    return {
      format: 'csv',
      header,
      rawHeader,
      progress,
      batches: () => readBatches(start, layout, new RowBatchBuilder(options, splitRow)),
      close: async () => {
        await chunks.return(undefined);
      },
    };
  } catch (error) {
    await chunks.return(undefined);
    throw error;
  }
}

async function* readBatches(start: RowsStart, layout: RowLayout, batch: RowBatchBuilder): AsyncGenerator<RowBatch> {
  const plain = new ByteRows(layout, batch, start.line);
  let bytes = Buffer.alloc(0);
  for await (const chunk of start.chunks) {
    bytes = Buffer.concat([bytes, chunk]);
    let stop = plain.read(bytes, 0);
    while (stop === 'full') {
      yield batch.take();
      stop = plain.read(bytes, plain.position);
    }
    bytes = bytes.subarray(plain.position);
    if (stop === 'not-plain' || bytes.length > LONGEST_PLAIN_ROW) {
      yield* textBatches({ chunks: prepend(bytes, start.chunks), line: plain.line }, layout, batch);
      break;
    }
  }
  if (batch.rows > 0) yield batch.take();
}
