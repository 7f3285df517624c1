import type { Readable } from 'node:stream';
import { ByteRows } from './byte-rows.ts';
import { prepend } from './gunzip.ts';
import { readHeader } from './header.ts';
import { inputChunks, nameOf } from './input-chunks.ts';
import { RowBatchBuilder } from './row-batch-builder.ts';
import { type RowLayout, layoutRows } from './row-layout.ts';
import type { RowBatch, RowSource, RowSourceOptions } from './row-source.ts';
import { type RowsStart, textBatches } from './text-rows.ts';

/** Longer than any row of plain numbers. */
const LONGEST_PLAIN_ROW = 64 * 1024;

/**
 * Opens a CSV file or stream (UTF-8, comma-separated, with a header, gzip or plain) and reads its header.
 *
 * Plain rows of numbers are parsed from the bytes; from the first other row on, csv-parse reads the rest. Both give the
 * same values, row numbers, lines and issues.
 *
 * @param options distinct column names, in the order in which their values are wanted
 * @throws DiabetesError `PATH_NOT_FOUND` when there is no file to read, `INVALID_DATA` when it is not CSV, or, from the
 * batches, when a row's quotes cannot be made out
 */
export async function openCsv(input: string | Readable, options: RowSourceOptions): Promise<RowSource> {
  const name = options.name ?? nameOf(input);
  const chunks = inputChunks(input);
  try {
    const { header, rawHeader, nextLine, rest } = await readHeader(chunks, name);
    const layout = layoutRows(header, options, name);
    const start = { chunks: prepend(rest, chunks), line: nextLine };
    return {
      header,
      rawHeader,
      batches: () => readBatches(start, layout, new RowBatchBuilder(options)),
      close: async () => {
        await chunks.return();
      },
    };
  } catch (error) {
    await chunks.return();
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
