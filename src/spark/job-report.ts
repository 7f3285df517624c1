import type { ParquetColumn } from '../pipeline/dataset/parquet-file.ts';

/** What the line begins with by which the job tells how it went. */
const MARK = 'diabetes-predict-job: ';

/** What a job did. */
export interface PredictReport {
  /** The rows that were predicted. */
  readonly rows: number;
  readonly rejected: number;
  /** The input's columns. */
  readonly columns: readonly string[];
}

/** Why a job did nothing: facts, which `problemError` puts into words. */
export type JobProblem =
  | { readonly problem: 'no-input' | 'empty' }
  | { readonly problem: 'not-empty'; readonly path: string }
  | { readonly problem: 'format'; readonly files: readonly string[] }
  /** `header` is that of CSV as it stands in the file. */
  | { readonly problem: 'columns'; readonly columns: readonly string[]; readonly header: string | null }
  | { readonly problem: 'header'; readonly file: string; readonly header: string; readonly expected: readonly string[] }
  | { readonly problem: 'types'; readonly columns: readonly ParquetColumn[] }
  | { readonly problem: 'row'; readonly file: string; readonly column: string | null; readonly reason: string }
  | { readonly problem: 'failed'; readonly message: string; readonly causes: readonly string[] };

/** What the job told on its standard output; undefined where it told nothing, or did so on another machine. */
export function readReport(stdout: string): PredictReport | JobProblem | undefined {
  const line = stdout.split('\n').findLast((candidate) => candidate.startsWith(MARK));
  return line === undefined ? undefined : (JSON.parse(line.slice(MARK.length)) as PredictReport | JobProblem);
}
