import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { checkReplaceable, replaceFolder } from '../../foundation/atomic-files.ts';
import { DiabetesError } from '../../foundation/errors.ts';
import type { Reporter } from '../../foundation/events.ts';
import { csvChunks } from '../dataset/write-csv.ts';
import type { LabelledRows } from './labelled-rows.ts';
import { loadLabelledRows, type RowOrigin } from './load-labelled-rows.ts';
import type { SplitParams } from '../params.ts';
import { PREPARED_FOLDER, PREPARED_PARTS, SPLIT_FILE, splitFileText } from './prepared-folder.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';

export interface WriteSplitOptions {
  readonly origin: RowOrigin;
  readonly schema: SurveySchema;
  readonly params: SplitParams;
  /** Receives split.json, train.csv, validation.csv and test.csv; replaced as a whole. */
  readonly folder: string;
  /** Told which indicators the rows lack. */
  readonly report?: Reporter;
  readonly signal?: AbortSignal;
}

/**
 * Divides rows into a folder that `loadLabelledRows` reads back as the same parts.
 *
 * @throws DiabetesError for rows that cannot be used, or a folder that cannot be written or holds other files; the signal's
 *   reason when it aborts, and the folder is then as it was
 */
export async function writeSplit(options: WriteSplitOptions): Promise<LabelledRows> {
  const { origin, schema, folder, signal } = options;
  if (origin.kind === 'prepared') {
    throw new DiabetesError('USAGE', `${origin.folder} is already divided`, {
      hint: 'Name the file of all rows with --data.',
    });
  }
  await checkReplaceable(folder, PREPARED_FOLDER);
  const rows = await loadLabelledRows(options);
  signal?.throwIfAborted();
  const fill = async (target: string): Promise<void> => {
    await writeFile(join(target, SPLIT_FILE), splitFileText(rows));
    for (const part of PREPARED_PARTS) {
      if (rows.split[part].length === 0) continue;
      const chunks = csvChunks(rows.dataset, schema, rows.split[part]);
      await pipeline(Readable.from(chunks), createWriteStream(join(target, `${part}.csv`)));
      signal?.throwIfAborted();
    }
  };
  await replaceFolder(folder, fill, { kind: PREPARED_FOLDER });
  return rows;
}
