import type { Dataset } from '../dataset/dataset.ts';
import { tallyOf, type Tally } from '../dataset/tally.ts';
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

/** Counts the values of the training rows. */
export function createProfile(schema: SurveySchema, { rows, columns }: Dataset): ReferenceProfile {
  const indicators = schema.indicators.map(({ name }, i) => {
    const column = columns[i]!;
    const tally = tallyOf(column);
    return [name, column instanceof Float32Array ? binnedProfile(tally) : codedProfile(tally)] as const;
  });
  return { formatVersion: 1, rows, indicators: Object.fromEntries(indicators) };
}

function codedProfile({ values, counts, unknown }: Tally): IndicatorProfile {
  const entries = Array.from(values, (code, i) => [code, counts[i]!] as const);
  return { counts: Object.fromEntries(entries), unknown };
}

/** Bin i holds edges[i] <= value < edges[i + 1]; the last one holds its upper edge too. */
function binnedProfile({ values, known, unknown }: Tally): IndicatorProfile {
  if (known === 0) return { edges: [], counts: [], unknown };
  const quantile = (share: number) => values[Math.min(known - 1, Math.floor(share * known))]!;
  const edges = [...new Set(Array.from({ length: BINS + 1 }, (_, i) => quantile(i / BINS)))];
  const counts = new Array<number>(Math.max(1, edges.length - 1)).fill(0);
  for (let i = 0, bin = 0; i < known; i++) {
    while (bin + 1 < counts.length && values[i]! >= edges[bin + 1]!) bin += 1;
    counts[bin]! += 1;
  }
  return { edges, counts, unknown };
}
