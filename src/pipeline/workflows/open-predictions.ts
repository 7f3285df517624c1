import type { Readable } from 'node:stream';
import { DiabetesError } from '../../foundation/errors.ts';
import { listNames } from '../dataset/check-header.ts';
import { checkIgnored } from '../dataset/ignored-columns.ts';
import { nameOf } from '../dataset/input-chunks.ts';
import { openRows } from '../dataset/open-rows.ts';
import { isParquetFile, isParquetPath } from '../dataset/parquet-file.ts';
import { placeOf, type RowBatch, type RowIssue, type RowSource } from '../dataset/row-source.ts';
import { anyProbability } from '../prediction/prediction.ts';
import type { Predictor } from '../prediction/predictor.ts';
import { checkCode } from '../schema/people-units.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';

export interface PredictionsRequest {
  readonly input: string | Readable;
  readonly predictor: Predictor;
  /** Indicators that are read as if the input lacked them. */
  readonly ignore?: readonly string[];
  /** Where the predictions will be written; standard output when left out. */
  readonly out?: string;
  readonly signal?: AbortSignal;
}

/** A file's rows with what a model says of each. */
export interface Predictions {
  /** The input's columns, in its order. */
  readonly header: readonly string[];
  readonly rawHeader: string;
  /** The input where it is a Parquet file, whose rows go into another one without being turned into text. */
  readonly parquet?: string;
  /** The indicators that batches have values of, in their order. */
  readonly indicators: readonly string[];
  /** Those of them that the input lacks or that were ignored. */
  readonly absent: readonly string[];
  /** The columns that are added: `p_<class>` for each class, `p_any` and `predicted_class`. */
  readonly added: readonly string[];
  /** May be called once; reading to the end, or leaving the loop, closes the input. */
  readonly batches: () => AsyncIterable<PredictedBatch>;
  /** Closes the input when its batches are not wanted after all. */
  readonly close: () => Promise<void>;
}

/** Rows with their predictions. The arrays of the rows are reused, as those of a `RowBatch` are. */
export interface PredictedBatch extends RowBatch {
  /** For each class, and for any but the first, a probability a row. */
  readonly probabilities: readonly Float64Array[];
  /** The id of each row's predicted class. */
  readonly predicted: readonly string[];
}

/**
 * Opens rows to be predicted. Columns of the survey that the input lacks, and empty cells, count as unknown. Rows come in
 * batches, so that memory does not grow with the input.
 *
 * @throws DiabetesError PATH_NOT_FOUND, USAGE; INVALID_DATA where the input has none of the survey's columns, or, from the
 *   batches, at the first row that cannot be predicted
 */
export async function openPredictions(request: PredictionsRequest): Promise<Predictions> {
  const { input, predictor, ignore = [], out } = request;
  const { schema } = predictor.spec;
  checkIgnored(ignore, schema);
  const indicators = schema.indicators.map(({ name }) => name);
  const added = addedColumns(schema);
  const parquet = typeof input === 'string' && (await isParquetFile(input)) ? { parquet: input } : {};
  const keepRaw = !('parquet' in parquet && isParquetPath(out));
  const source = await openRows(input, { columns: indicators, ignore, keepRaw });
  try {
    const known = source.header.filter((column) => !ignore.includes(column));
    refuseOtherSurvey(nameOf(input), known, indicators);
    refuseTaken(nameOf(input), source.header, added);
    const absent = indicators.filter((column) => !known.includes(column));
    const { header, rawHeader, close } = source;
    const batches = (): AsyncGenerator<PredictedBatch> => predictBatches(source, request);
    return { header, rawHeader, ...parquet, indicators, absent, added, batches, close };
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
 * @throws DiabetesError INVALID_DATA where a header has none of the survey's columns
 */
export function refuseOtherSurvey(name: string, header: readonly string[], columns: readonly string[]): void {
  if (columns.some((column) => header.includes(column))) return;
  throw new DiabetesError('INVALID_DATA', `${name} has none of the survey's columns`, {
    hint: `Name columns as the survey does: ${columns.slice(0, 4).join(', ')} and so on.`,
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

async function* predictBatches(source: RowSource, request: PredictionsRequest): AsyncGenerator<PredictedBatch> {
  const { input, predictor, signal } = request;
  for await (const batch of source.batches()) {
    signal?.throwIfAborted();
    const issue = earlier(batch.issues[0], firstInvalid(batch, predictor.spec.schema));
    if (issue !== undefined) throw invalidRow(nameOf(input), issue);
    yield { ...batch, ...predictBatch(batch, predictor) };
  }
}

function firstInvalid(batch: RowBatch, { indicators }: SurveySchema): RowIssue | undefined {
  let first: RowIssue | undefined;
  indicators.forEach((indicator, i) => {
    const values = batch.values[i]!;
    const end = first === undefined ? batch.rows : first.row - batch.firstRow;
    for (let row = 0; row < end; row++) {
      const value = values[row]!;
      const message = Number.isNaN(value) ? undefined : checkCode(indicator, value);
      if (message === undefined) continue;
      first = { row: batch.firstRow + row, line: batch.lines[row]!, column: indicator.name, message };
      return;
    }
  });
  return first;
}

function earlier(left: RowIssue | undefined, right: RowIssue | undefined): RowIssue | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return right.row < left.row ? right : left;
}

function invalidRow(name: string, issue: RowIssue): DiabetesError {
  const { column, message } = issue;
  const ignoring = column === undefined ? '' : ` The whole column counts as unknown with --ignore-column ${column}.`;
  return new DiabetesError('INVALID_DATA', `${name}, ${placeOf(issue)}: ${message}`, {
    hint: `Correct the row; leave a cell empty where the answer is unknown.${ignoring}`,
  });
}

function predictBatch(
  { rows, values }: RowBatch,
  predictor: Predictor,
): Pick<PredictedBatch, 'probabilities' | 'predicted'> {
  const { classes } = predictor.spec.schema.target;
  const answers = new Float32Array(rows * values.length);
  values.forEach((column, i) => {
    for (let row = 0; row < rows; row++) answers[row * values.length + i] = column[row]!;
  });
  const found = new Float64Array(rows * classes.length);
  predictor.predictBatch(answers, found);
  const probabilities = Array.from({ length: classes.length + 1 }, () => new Float64Array(rows));
  const predicted: string[] = [];
  for (let row = 0; row < rows; row++) {
    const offset = row * classes.length;
    for (let k = 0; k < classes.length; k++) probabilities[k]![row] = found[offset + k]!;
    probabilities[classes.length]![row] = anyProbability(found, offset, classes.length);
    predicted.push(classes[predictor.decide(found, offset)]!.id);
  }
  return { probabilities, predicted };
}
