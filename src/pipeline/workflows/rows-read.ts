import { basename } from 'node:path';
import type { PipelineEvent } from '../../foundation/events.ts';
import type { RowOrigin } from './load-labelled-rows.ts';

type RowsRead = Extract<PipelineEvent, { type: 'rows-read' }>;

/** The event of rows that were read or made; parts without rows are left out. */
export function rowsRead(
  origin: RowOrigin,
  { source, fingerprint, rows, parts }: Pick<RowsRead, 'source' | 'fingerprint' | 'rows' | 'parts'>,
): PipelineEvent {
  const path = origin.kind === 'synthetic' ? null : origin.kind === 'file' ? origin.path : origin.folder;
  return {
    type: 'rows-read',
    name: path === null ? 'synthetic' : basename(path),
    source,
    path,
    fingerprint,
    rows,
    parts: Object.fromEntries(Object.entries(parts).filter(([, size]) => size > 0)),
  };
}
