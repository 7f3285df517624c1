import type { KnownData } from '../pipeline/workflows/known-data.ts';
import { quantity } from '../foundation/quantity.ts';
import { formatBytes } from './format.ts';
import type { Style } from './style.ts';
import { alignColumns } from './table.ts';

/** What `data pull --json` prints. */
export interface PullDocument {
  readonly schemaVersion: 1;
  readonly command: 'data pull';
  /** The CSV file. */
  readonly path: string;
  /** The URL or file that it came from; null where it was in place and none was named. */
  readonly source: string | null;
  /** Of the CSV. */
  readonly bytes: number;
  readonly sha256: string;
  /** The data set with these bytes, where this program knows it. */
  readonly known: KnownData | null;
  /** Whether it was there already. */
  readonly unchanged: boolean;
  /** How many bytes of the download an earlier call had left. */
  readonly resumedFrom?: number;
}

/** Where the data are and what they are. */
export function renderPulledData(document: PullDocument, style: Style): string {
  const { path, known, bytes, sha256, unchanged, resumedFrom } = document;
  return alignColumns([
    [unchanged ? 'already there' : 'data', style.strong(path)],
    [
      'what',
      known === null ? 'a file that this program does not know' : `${known.name}, ${quantity(known.rows, 'row')}`,
    ],
    ['size', formatBytes(bytes)],
    ['sha256', sha256],
    ...(resumedFrom === undefined ? [] : [['resumed', `behind ${formatBytes(resumedFrom)} that had come before`]]),
  ]).join('\n');
}
