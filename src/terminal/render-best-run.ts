import { quantity } from '../foundation/quantity.ts';
import type { BestRun } from '../tracking/runs/best-run.ts';
import { renderRuns } from './render-run-list.ts';
import type { RunColumn, RunLook } from './run-cells.ts';
import { wrapText } from './wrap-text.ts';

const LONGEST_LINE = 80;
/** `sha256:` and enough digits to tell sets of rows apart. */
const FINGERPRINT_BEGINNING = 15;

/** What `track best --json` prints. */
export interface BestRunDocument extends BestRun {
  readonly schemaVersion: 1;
  readonly command: 'track best';
  readonly metric: string;
}

/** The best run as a line of a list, and what it was the best of. */
export function renderBestRun(document: BestRunDocument, columns: readonly RunColumn[], look: RunLook): string {
  const { metric, direction, value, compared, dataSets } = document;
  const { style, width } = look;
  const word = direction === 'maximize' ? 'greatest' : 'least';
  const among = compared === 1 ? 'the only run that has it' : `the ${word} of ${quantity(compared, 'run')}`;
  return [
    `${metric} ${style.strong(String(value))}, ${among}`,
    '',
    renderRuns(columns, look).text,
    ...(dataSets > 1 ? ['', ...cautionLines(document, width).map(style.warning)] : []),
  ].join('\n');
}

/** A metric is of the rows that it was measured on. */
function cautionLines({ dataSets, run }: BestRunDocument, width: number): readonly string[] {
  const caution = `These runs were measured on ${dataSets} different sets of rows, so that their figures do not compare well.`;
  const beginning = run.data?.fingerprint.slice(0, FINGERPRINT_BEGINNING);
  return [
    ...wrapText(caution, Math.min(width, LONGEST_LINE)).split('\n'),
    ...(beginning === undefined
      ? []
      : [`Those on the same rows as this one: --where "data_fingerprint LIKE '${beginning}%'"`]),
  ];
}
