import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { replaceFolder } from '../foundation/atomic-files.ts';
import { DiabetesError } from '../foundation/errors.ts';
import { csvChunks } from './dataset/write-csv.ts';
import { loadLabelledRows, PREPARED_PARTS, type LabelledRows, type RowOrigin } from './labelled-rows.ts';
import type { SplitParams } from './params.ts';
import type { SurveySchema } from './schema/survey-schema.ts';

export interface WriteSplitOptions {
  readonly origin: RowOrigin;
  readonly schema: SurveySchema;
  readonly params: SplitParams;
  /** Receives train.csv, validation.csv and test.csv; replaced as a whole. */
  readonly folder: string;
}

/**
 * Divides rows into a folder that `loadLabelledRows` reads back as the same parts.
 *
 * @throws DiabetesError for rows that cannot be used, or a folder that cannot be written or holds other files
 */
export async function writeSplit({ origin, schema, params, folder }: WriteSplitOptions): Promise<LabelledRows> {
  if (origin.kind === 'prepared') {
    throw new DiabetesError('USAGE', `${origin.folder} is already divided`, {
      hint: 'Name the file of all rows with --data.',
    });
  }
  const rows = await loadLabelledRows(origin, schema, params);
  const fill = async (target: string): Promise<void> => {
    for (const part of PREPARED_PARTS) {
      const chunks = csvChunks(rows.dataset, schema, rows.split[part]);
      await pipeline(Readable.from(chunks), createWriteStream(join(target, `${part}.csv`)));
    }
  };
  await replaceFolder(folder, fill, { marker: 'train.csv' });
  return rows;
}
