import type { Readable } from 'node:stream';
import { DiabetesError } from '../../foundation/errors.ts';
import { listNames } from '../dataset/check-header.ts';
import { formatOfPath } from '../dataset/format-of-path.ts';
import { refuseRepeatedColumns } from '../dataset/header.ts';
import { checkIgnored } from '../dataset/ignored-columns.ts';
import { nameOf } from '../dataset/input-chunks.ts';
import { openRows } from '../dataset/open-rows.ts';
import { isParquetFile } from '../dataset/parquet-file.ts';
import type { RowFormat, RowSource } from '../dataset/row-source.ts';
import type { Predictor } from '../prediction/predictor.ts';
import { flagsOf } from '../schema/flags.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';
import { predictBatches, type PredictedBatch } from './predict-batches.ts';

export interface PredictionsRequest {
  readonly input: string | Readable;
  readonly predictor: Predictor;
  /** Indicators that are read as if the input lacked them. */
  readonly ignore?: readonly string[];
  /** Where the predictions will be written; standard output when left out. */
  readonly out?: string;
  /** Whether rows that cannot be predicted are collected, rather than the first of them ending the batches. */
  readonly rejects?: boolean;
  readonly signal?: AbortSignal;
}

/** A file's rows with what a model says of each. */
export interface Predictions extends Omit<RowSource, 'batches'> {
  /** What they are written as. */
  readonly to: RowFormat;
  /** The input where it is a Parquet file, whose rows go into another one without being turned into text. */
  readonly parquet?: string;
  /** The indicators that batches have values of, in their order. */
  readonly indicators: readonly string[];
  /** Those of them that the header lacks or that were ignored. */
  readonly absent: readonly string[];
  /** The columns that are added: `p_<class>` for each class, `p_any` and `predicted_class`. */
  readonly added: readonly string[];
  /** May be called once; reading to the end, or leaving the loop, closes the input. */
  readonly batches: () => AsyncIterable<PredictedBatch>;
}

/**
 * Opens rows to be predicted. Columns of the survey that the input lacks, and empty cells, count as unknown. Rows come in
 * batches, so that memory does not grow with the input.
 *
 * @throws DiabetesError PATH_NOT_FOUND, USAGE; INVALID_DATA where the input has none of the survey's columns, or, from the
 *   batches, at the first row that cannot be predicted, unless such rows are collected
 */
export async function openPredictions(request: PredictionsRequest): Promise<Predictions> {
  const { input, predictor, ignore = [], out, rejects = false } = request;
  const { schema } = predictor.spec;
  const name = nameOf(input);
  checkIgnored(ignore, schema);
  const indicators = schema.indicators.map((indicator) => indicator.name);
  const added = addedColumns(schema);
  const parquet = typeof input === 'string' && (await isParquetFile(input)) ? { parquet: input } : {};
  const staysParquet = 'parquet' in parquet && out !== undefined && formatOfPath(out) === 'parquet';
  const keepTexts = rejects || !staysParquet;
  const source = await openRows(input, { columns: indicators, ignore, keepTexts, allowLaterColumns: true });
  try {
    const { format, header } = source;
    const to = out === undefined ? (format === 'json-lines' ? format : 'csv') : formatOfPath(out);
    const known = header.filter((column) => !ignore.includes(column));
    refuseOtherSurvey(name, { header, ignore }, schema);
    refuseTaken(name, header, added);
    if (to === 'json-lines') refuseRepeatedColumns(header, header, name);
    const absent = indicators.filter((column) => !known.includes(column));
    const batches = () => predictBatches(source, { ...request, name, added, to, rejects });
    return { ...source, ...parquet, to, indicators, absent, added, batches };
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** The columns that predictions are written to: `p_<class>` for each class, `p_any` and `predicted_class`. */
export function addedColumns({ target }: SurveySchema): readonly string[] {
  return [...target.classes.map(({ id }) => `p_${id}`), 'p_any', 'predicted_class'];
}

/**
 * Makes sure that there is something to predict from.
 *
 * @throws DiabetesError INVALID_DATA where a header has none of the survey's columns, or all that it has are ignored
 */
export function refuseOtherSurvey(
  name: string,
  { header, ignore }: { readonly header: readonly string[]; readonly ignore: readonly string[] },
  schema: SurveySchema,
): void {
  const columns = schema.indicators.map((indicator) => indicator.name);
  const found = columns.filter((column) => header.includes(column));
  if (found.some((column) => !ignore.includes(column))) return;
  if (found.length > 0) {
    throw new DiabetesError(
      'INVALID_DATA',
      `of the survey's columns ${name} has only ignored ones: ${listNames(found)}`,
      {
        hint: 'Leave out one --ignore-column.',
      },
    );
  }
  const names = `${columns.slice(0, 4).join(', ')} and so on`;
  const words = flagsOf(schema).flatMap(({ flag, aliases }) => [flag, ...aliases]);
  const isInWords = header.some((name) => words.includes(name.toLowerCase().replaceAll('_', '-')));
  const hint = isInWords
    ? `Files use the survey's column names and codes, not the words and units of the command line: ${names}.`
    : `Name columns as the survey does: ${names}.`;
  throw new DiabetesError('INVALID_DATA', `${name} has none of the survey's columns`, {
    hint,
    details: [{ where: 'found', message: listNames(header) }],
  });
}

/**
 * Makes sure that predictions can stand beside the columns of a header.
 *
 * @throws DiabetesError INVALID_DATA where one of theirs is there already
 */
export function refuseTaken(name: string, header: readonly string[], added: readonly string[]): void {
  const taken = added.filter((column) => header.includes(column));
  if (taken.length === 0) return;
  const columns = `${taken.length === 1 ? 'column' : 'columns'} ${taken.join(', ')}`;
  throw new DiabetesError('INVALID_DATA', `${name} already has the ${columns}`, {
    hint: 'Rename or remove what is named: predictions are written under these names.',
  });
}
