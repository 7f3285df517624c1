import { KeySorter } from '../../foundation/key-sorter.ts';
import type { DataCheck } from '../checking/data-check.ts';
import { FileStatistics } from '../checking/file-statistics.ts';
import { RepeatCounter } from '../checking/repeat-counter.ts';
import { summariseFile } from '../checking/summarise-file.ts';
import { openRows } from '../dataset/open-rows.ts';
import { checkedHeader, withoutRows } from '../dataset/read-dataset.ts';
import { datasetColumns } from '../dataset/validate.ts';
import type { SplitParams } from '../params.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';

export interface CheckFileOptions {
  readonly file: string;
  readonly schema: SurveySchema;
  /** How training would divide the rows: each part needs each class. */
  readonly split: SplitParams;
  /** Where the hashes of rows go that do not fit in memory. */
  readonly scratchFolder: string;
  /** How many hashes fit; a million when left out. */
  readonly hashesInMemory?: number;
  readonly signal?: AbortSignal;
}

/**
 * Reads a labelled file as training would, to its end, and says all that is to be known of it. Memory does not grow with
 * the rows.
 *
 * @throws DiabetesError `PATH_NOT_FOUND` or `INVALID_DATA` where there are no rows to look at: no file, no CSV, a header
 *   without the label, nothing below the header; `WRITE_FAILED` without room for the hashes; the signal's reason
 */
export async function checkFile(options: CheckFileOptions): Promise<DataCheck> {
  const { file, schema, split, scratchFolder, hashesInMemory: capacity, signal } = options;
  const source = await openRows(file, { columns: datasetColumns(schema) });
  const absent = await checkedHeader(source, { schema, name: file });
  const statistics = new FileStatistics(schema);
  const repeats = new RepeatCounter(schema.target.classes.length);
  const sorter = new KeySorter({ scratchFolder, signal, ...(capacity === undefined ? {} : { capacity }) });
  try {
    for await (const batch of source.batches()) {
      signal?.throwIfAborted();
      await sorter.add(statistics.add(batch));
    }
    if (statistics.rows === 0) throw withoutRows(file);
    await sorter.forEach((high, low) => {
      repeats.take(high, low);
    });
  } finally {
    await sorter.close();
  }
  const { header } = source;
  return summariseFile({ file, header, absent, statistics, repeats: repeats.finish() }, schema, split);
}
