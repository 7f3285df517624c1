import { DiabetesError } from '../../foundation/errors.ts';
import { showText } from '../dataset/cell.ts';
import {
  placeOf,
  type RowBatch,
  type RowFormat,
  type RowIssue,
  type RowPlace,
  type RowSource,
  type RowTexts,
} from '../dataset/row-source.ts';
import { findIssues, indicatorRules } from '../dataset/validate.ts';
import { anyProbability } from '../prediction/prediction.ts';
import type { Predictor } from '../prediction/predictor.ts';
import { rejectRows, type RejectedRow } from './rejected-rows.ts';

/** Rows with their predictions. The arrays of the rows are reused, as those of a `RowBatch` are. */
export interface PredictedBatch extends KeptRows {
  /** For each class, and for any but the first, a probability a row. */
  readonly probabilities: readonly Float64Array[];
  /** The id of each row's predicted class. */
  readonly predicted: readonly string[];
  /** The rows that cannot be predicted. */
  readonly rejected: readonly RejectedRow[];
  /** How many rows there were with them. */
  readonly read: number;
}

/** The rows of a batch that can be predicted. */
interface KeptRows extends Pick<RowBatch, 'rows' | 'values' | 'texts'> {
  /** Where each stood among those that were read; left out where all are kept. */
  readonly places?: Uint32Array;
}

/** What becomes of rows that are read. */
export interface PredictionPlan {
  /** What messages call the input. */
  readonly name: string;
  readonly predictor: Predictor;
  /** The columns that predictions are written under. */
  readonly added: readonly string[];
  readonly to: RowFormat;
  /** Whether rows that cannot be predicted are collected; the first of them ends the batches otherwise. */
  readonly rejects: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Predicts rows batch by batch.
 *
 * @throws DiabetesError `INVALID_DATA` at the first row that cannot be predicted, unless such rows are collected, or that
 *   has a column for which the output has no place
 */
export async function* predictBatches(source: RowSource, plan: PredictionPlan): AsyncGenerator<PredictedBatch> {
  const { predictor, rejects, signal } = plan;
  const rules = indicatorRules(predictor.spec.schema.indicators);
  for await (const batch of source.batches()) {
    signal?.throwIfAborted();
    refuseLaterColumns(batch, source, plan);
    const issues = findIssues({ ...batch, issues: [...batch.issues, ...takenNames(batch, plan)] }, rules);
    if (issues.length > 0 && !rejects) throw invalidRow(issues[0]!, source, plan);
    const rejected = issues.length === 0 ? [] : rejectRows(batch, issues);
    const kept: KeptRows = rejected.length === 0 ? batch : withoutRows(batch, rejected);
    const { rows, values, texts, places } = kept;
    yield {
      rows,
      values,
      ...(texts === undefined ? {} : { texts }),
      ...(places === undefined ? {} : { places }),
      ...predictRows(kept, predictor),
      rejected,
      read: batch.rows,
    };
  }
}

function takenNames({ laterColumns = [] }: RowBatch, { added }: PredictionPlan): readonly RowIssue[] {
  const taken = laterColumns.filter(({ column }) => added.includes(column));
  const hint = 'Rename the column.';
  return taken.map((place) => ({ ...place, message: 'predictions are written under this name', hint }));
}

/** CSV and Parquet have the same columns in every row, and their names come first. */
function refuseLaterColumns({ laterColumns = [] }: RowBatch, source: RowSource, { name, to }: PredictionPlan): void {
  const [later] = laterColumns;
  if (later === undefined || to === 'json-lines') return;
  throw new DiabetesError('INVALID_DATA', `${name}, ${describeLater(later, source)}`, {
    hint: 'Write a .jsonl file, in which each row may have columns of its own.',
  });
}

function describeLater({ row, line, column }: RowPlace, { headerRows = 0 }: RowSource): string {
  const before = `none of the first ${headerRows.toLocaleString('en-US')} rows has`;
  return `${placeOf({ row, line })} has the column ${showText(column)}, which ${before}`;
}

function invalidRow(issue: RowIssue, { format }: RowSource, { name }: PredictionPlan): DiabetesError {
  const { column, message, hint } = issue;
  const ignoring =
    column === undefined || hint !== undefined
      ? ''
      : ` The whole column counts as unknown with --ignore-column ${column}.`;
  // Of a row without a column it is told what it is or has.
  const told = `${placeOf(issue)}${column === undefined ? ' ' : ': '}${message}`;
  return new DiabetesError('INVALID_DATA', `${name}, ${told}`, {
    hint: `${hint ?? CORRECTIONS[format]}${ignoring} Rows that cannot be predicted are left out and collected with --errors bad-rows.csv.`,
  });
}

const CORRECTIONS: Readonly<Record<RowFormat, string>> = {
  csv: 'Correct the row; leave a cell empty where the answer is unknown.',
  'json-lines': 'Correct the row; an answer that is unknown is null or left out.',
  parquet: 'Correct the row; an answer that is unknown is null.',
};

function withoutRows({ firstRow, rows, values, texts }: RowBatch, rejected: readonly RejectedRow[]): KeptRows {
  const isBad = new Uint8Array(rows);
  for (const { row } of rejected) isBad[row - firstRow] = 1;
  const places = Uint32Array.from(isBad.keys()).filter((row) => isBad[row] === 0);
  return {
    rows: places.length,
    values: values.map((column) => Float64Array.from(places, (place) => column[place]!)),
    ...(texts === undefined ? {} : { texts: textsAt(places, texts) }),
    places,
  };
}

function textsAt(places: Uint32Array, { raw, cells }: RowTexts): RowTexts {
  return { raw: (row) => raw(places[row]!), cells: (row) => cells(places[row]!) };
}

function predictRows(
  { rows, values }: KeptRows,
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
