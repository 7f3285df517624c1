import { UNKNOWN_CODE, type Column, type Dataset } from '../dataset/dataset.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';

const BINS = 20;

/** How often each value of an indicator occurs among the training rows: by code, or by bins of equal mass. */
export type IndicatorProfile =
  | { readonly counts: Readonly<Record<string, number>>; readonly unknown: number }
  | { readonly edges: readonly number[]; readonly counts: readonly number[]; readonly unknown: number };

/** What the training rows look like, as counts alone: the reference that later data are compared with. */
export interface ReferenceProfile {
  readonly formatVersion: 1;
  readonly rows: number;
  readonly indicators: Readonly<Record<string, IndicatorProfile>>;
}

/** Counts the training rows' values. */
export function createProfile(schema: SurveySchema, dataset: Dataset): ReferenceProfile {
  const indicators = schema.indicators.map(({ name }, i) => [name, profileOf(dataset.columns[i]!)] as const);
  return { formatVersion: 1, rows: dataset.rows, indicators: Object.fromEntries(indicators) };
}

function profileOf(column: Column): IndicatorProfile {
  if (column instanceof Float32Array) return binnedProfile(column);
  const tally = new Uint32Array(UNKNOWN_CODE + 1);
  for (const code of column) tally[code]! += 1;
  const counts: Record<string, number> = {};
  tally.forEach((count, code) => {
    if (count > 0 && code !== UNKNOWN_CODE) counts[code] = count;
  });
  return { counts, unknown: tally[UNKNOWN_CODE]! };
}

/** Bin i holds edges[i] <= value < edges[i + 1]; the last one holds its upper edge too. */
function binnedProfile(column: Float32Array): IndicatorProfile {
  const known = column.filter((value) => !Number.isNaN(value)).sort();
  const unknown = column.length - known.length;
  if (known.length === 0) return { edges: [], counts: [], unknown };
  const quantile = (share: number) => known[Math.min(known.length - 1, Math.floor(share * known.length))]!;
  const edges = [...new Set(Array.from({ length: BINS + 1 }, (_, i) => quantile(i / BINS)))];
  const counts = new Array<number>(Math.max(1, edges.length - 1)).fill(0);
  for (const value of known) {
    let bin = counts.length - 1;
    while (bin > 0 && value < edges[bin]!) bin -= 1;
    counts[bin]! += 1;
  }
  return { edges, counts, unknown };
}
