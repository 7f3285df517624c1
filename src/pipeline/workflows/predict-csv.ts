import { DiabetesError } from '../../foundation/errors.ts';
import { listNames } from '../dataset/check-header.ts';
import { nameOf } from '../dataset/input-chunks.ts';
import { openCsv } from '../dataset/open-csv.ts';
import type { RowBatch, RowIssue } from '../dataset/row-source.ts';
import { anyProbability } from '../prediction/prediction.ts';
import type { Predictor } from '../prediction/predictor.ts';
import { checkCode } from '../schema/people-units.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';
import type { Readable } from 'node:stream';

export interface PredictCsvOptions {
  readonly input: string | Readable;
  readonly predictor: Predictor;
  /** Told how many rows have been predicted. */
  readonly onRows?: (rows: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * The rows of a CSV file as they stand, each followed by its predictions: `p_<class>` for each class, `p_any` and
 * `predicted_class`. Columns of the survey that the file lacks, and empty cells, count as unknown; other columns stay.
 * Text comes in chunks, so that memory does not grow with the file.
 *
 * @throws DiabetesError INVALID_DATA at the first row that cannot be predicted, or where the file has none of the
 *   survey's columns
 */
export async function* predictCsv({ input, predictor, onRows, signal }: PredictCsvOptions): AsyncGenerator<string> {
  const { schema } = predictor.spec;
  const columns = schema.indicators.map(({ name }) => name);
  const source = await openCsv(input, { columns, keepRaw: true });
  const name = nameOf(input);
  const added = addedColumns(schema);
  try {
    checkHeader(name, source.header, { columns, added });
  } catch (error) {
    await source.close();
    throw error;
  }
  yield `${source.rawHeader},${added.join(',')}\n`;
  let rows = 0;
  for await (const batch of source.batches()) {
    signal?.throwIfAborted();
    const issue = earlier(batch.issues[0], firstInvalid(batch, schema));
    if (issue !== undefined) throw invalidRow(name, issue);
    yield predictBatch(batch, predictor);
    rows += batch.rows;
    onRows?.(rows);
  }
}

function addedColumns({ target }: SurveySchema): readonly string[] {
  return [...target.classes.map(({ id }) => `p_${id}`), 'p_any', 'predicted_class'];
}

function checkHeader(
  name: string,
  header: readonly string[],
  { columns, added }: { readonly columns: readonly string[]; readonly added: readonly string[] },
): void {
  if (!columns.some((column) => header.includes(column))) {
    throw new DiabetesError('INVALID_DATA', `${name} has none of the survey's columns`, {
      hint: `Name columns as the survey does: ${columns.slice(0, 4).join(', ')} and so on.`,
      details: [{ where: 'found', message: listNames(header) }],
    });
  }
  const taken = added.filter((column) => header.includes(column));
  if (taken.length === 0) return;
  throw new DiabetesError(
    'INVALID_DATA',
    `${name} already has the ${taken.length === 1 ? 'column' : 'columns'} ${taken.join(', ')}`,
    {
      hint: 'Rename or remove what is named: predictions are written under these names.',
    },
  );
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

function invalidRow(name: string, { row, line, column, message }: RowIssue): DiabetesError {
  const where = `row ${row} (line ${line})${column === undefined ? '' : `, column ${column}`}`;
  return new DiabetesError('INVALID_DATA', `${name}, ${where}: ${message}`, {
    hint: 'Correct the row; leave a cell empty where the answer is unknown.',
  });
}

function predictBatch({ rows, values, raw }: RowBatch, predictor: Predictor): string {
  const { classes } = predictor.spec.schema.target;
  const answers = new Float32Array(rows * values.length);
  values.forEach((column, i) => {
    for (let row = 0; row < rows; row++) answers[row * values.length + i] = column[row]!;
  });
  const probabilities = new Float64Array(rows * classes.length);
  predictor.predictBatch(answers, probabilities);
  let text = '';
  for (let row = 0; row < rows; row++) {
    const offset = row * classes.length;
    text += raw![row]!;
    for (let k = 0; k < classes.length; k++) text += `,${probabilities[offset + k]!}`;
    text += `,${anyProbability(probabilities, offset, classes.length)},${classes[predictor.decide(probabilities, offset)]!.id}\n`;
  }
  return text;
}
