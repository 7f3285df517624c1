import { DiabetesError } from '../foundation/errors.ts';
import { showText } from '../pipeline/dataset/cell.ts';
import { listNames } from '../pipeline/dataset/check-header.ts';
import { parseHeader, refuseRepeatedColumns } from '../pipeline/dataset/header.ts';
import { LEAVE_OUT, notNumbers } from '../pipeline/dataset/open-parquet.ts';
import type { SurveySchema } from '../pipeline/schema/survey-schema.ts';
import { addedColumns, refuseOtherSurvey, refuseTaken } from '../pipeline/workflows/open-predictions.ts';
import type { JobProblem } from './job-report.ts';
import { notEmpty, notFound, type Place } from './places.ts';

/** What a job was asked, as far as its problems are told by it. */
export interface AskedJob {
  readonly input: Place;
  /** Where it writes. */
  readonly targets: readonly Place[];
  readonly schema: SurveySchema;
  readonly ignored: readonly string[];
}

/**
 * The error that a problem of the data is, in the words of a prediction without Spark.
 *
 * @param problem any but one of Spark itself
 */
export function problemError(problem: Exclude<JobProblem, { problem: 'failed' }>, asked: AskedJob): DiabetesError {
  const { name } = asked.input;
  switch (problem.problem) {
    case 'no-input':
      return notFound(asked.input);
    case 'empty':
      return new DiabetesError('INVALID_DATA', `${name} is empty`, { hint: 'Give CSV with a header and rows.' });
    case 'not-empty':
      return notEmpty(asked.targets.find(({ uri }) => uri === problem.path) ?? { name: problem.path });
    case 'format':
      return new DiabetesError('USAGE', `the format of ${name} cannot be told by its name`, {
        hint: 'Let the names of the files, or of their folder, end in .parquet, .csv, .csv.gz, .jsonl or .jsonl.gz.',
        details: problem.files.map((file) => ({ where: 'found', message: file })),
      });
    case 'columns':
      return columnsError(problem, asked);
    case 'header':
      return new DiabetesError('INVALID_DATA', `${problem.file} has another header than the other files of ${name}`, {
        hint: 'Give each file the same columns, in the same order.',
        details: [
          { where: 'expected', message: listNames(problem.expected) },
          { where: 'found', message: showText(problem.header) },
        ],
      });
    case 'types':
      return notNumbers(problem.columns, name, LEAVE_OUT);
    case 'row':
      return rowError(problem);
  }
}

/** What the same checks say without Spark, in their order. */
function columnsError(
  { columns, header }: Extract<JobProblem, { problem: 'columns' }>,
  { input: { name }, schema, ignored }: AskedJob,
): DiabetesError {
  try {
    if (header !== null) parseHeader(header, name);
    refuseRepeatedColumns(columns, columns, name);
    refuseOtherSurvey(name, { header: columns, ignore: ignored }, schema);
    refuseTaken(name, columns, addedColumns(schema));
  } catch (error) {
    if (error instanceof DiabetesError) return error;
    throw error;
  }
  throw new Error(`Spark refuses the columns of ${name}, and nothing is wrong with them`);
}

function rowError({ file, column, reason }: Extract<JobProblem, { problem: 'row' }>): DiabetesError {
  const place = column === null ? 'a row' : `column ${column}:`;
  const ignoring = column === null ? '' : ` The whole column counts as unknown with --ignore-column ${column}.`;
  return new DiabetesError('INVALID_DATA', `${file}, ${place} ${reason}`, {
    hint: `Correct the row, or have such rows written elsewhere with --errors; leave a cell empty where the answer is unknown.${ignoring}`,
  });
}
