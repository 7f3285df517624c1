import { joinParts } from './column-parts.ts';
import type { Dataset } from './dataset.ts';

/** The rows of several data sets of one schema, one after the other. */
export function joinDatasets(parts: readonly Dataset[]): Dataset {
  const indicators = parts[0]?.columns.length ?? 0;
  return {
    rows: parts.reduce((sum, part) => sum + part.rows, 0),
    columns: Array.from({ length: indicators }, (_, i) => joinParts(parts.map((part) => part.columns[i]!))),
    labels: joinParts(parts.map((part) => part.labels)) as Uint8Array,
  };
}
