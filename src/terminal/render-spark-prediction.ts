import { quantity } from '../foundation/quantity.ts';
import type { Style } from './style.ts';
import { wrapText } from './wrap-text.ts';

/** What `diabetes predict --engine spark --json` prints. */
export interface SparkPredictionDocument {
  readonly schemaVersion: 1;
  readonly command: 'predict';
  readonly engine: 'spark';
  /** The rows that were predicted; not there where the job's driver ran on another machine, whose log says it. */
  readonly rows?: number;
  /** The rows that could not be; only with --errors. */
  readonly rejected?: number;
  /** The folder with them, where there are some. */
  readonly errors?: string;
  readonly out: string;
  readonly model: { readonly digest: string; readonly version: string };
  readonly disclaimer: string;
}

/** What Spark predicted, and where it is. */
export function renderSparkPrediction(
  { rows, rejected = 0, errors, out, disclaimer }: SparkPredictionDocument,
  style: Style,
): string {
  const predicted = rows === undefined ? 'The rows' : quantity(rows, 'row');
  return [
    `${predicted}, with predictions, in ${style.strong(out)}`,
    ...(rejected > 0
      ? [`${quantity(rejected, 'row')} that could not be predicted, and why, in ${style.strong(errors!)}`]
      : []),
    wrapText(disclaimer),
  ].join('\n');
}
