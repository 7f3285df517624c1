import type { Interval } from '../../pipeline/evaluation/result.ts';
import type { RunSummary } from './run.ts';

/** Two values of one thing; null where a run has none. */
export interface Pair<T> {
  readonly a: T | null;
  readonly b: T | null;
}

/** A metric in two runs. */
export interface MetricPair extends Pair<number> {
  /** The second less the first; null where one is missing. */
  readonly difference: number | null;
  /** Where both runs have them. */
  readonly intervals?: { readonly a: Interval; readonly b: Interval };
}

/** What two runs do not have in common, each by its key. */
export interface RunDifferences {
  readonly facts: Readonly<Record<string, Pair<string>>>;
  readonly params: Readonly<Record<string, Pair<string>>>;
  readonly tags: Readonly<Record<string, Pair<string>>>;
  readonly metrics: Readonly<Record<string, MetricPair>>;
}

/** Compares two runs. Equal is what is the same to the last digit. */
export function diffRuns(a: RunSummary, b: RunSummary): RunDifferences {
  const metrics = Object.entries(differing(a.metrics, b.metrics)).map(
    ([key, pair]) => [key, metricPair(key, pair, [a, b])] as const,
  );
  return {
    facts: differing(factsOf(a), factsOf(b)),
    params: differing(a.params, b.params),
    tags: differing(ownTags(a), ownTags(b)),
    metrics: Object.fromEntries(metrics),
  };
}

function factsOf({ command, status, data, bundleDigest }: RunSummary): Readonly<Record<string, string>> {
  return {
    command,
    status,
    ...(data === null ? {} : { data_fingerprint: data.fingerprint }),
    ...(typeof data?.rows !== 'number' ? {} : { rows: String(data.rows) }),
    ...(bundleDigest === null ? {} : { bundle_digest: bundleDigest }),
  };
}

/** A fact that is told already is no second difference. */
function ownTags({ tags: { data_fingerprint: _, ...tags } }: RunSummary): RunSummary['tags'] {
  return tags;
}

function differing<T>(
  a: Readonly<Record<string, T>>,
  b: Readonly<Record<string, T>>,
): Readonly<Record<string, Pair<T>>> {
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  const pairs = keys.map((key) => [key, { a: a[key] ?? null, b: b[key] ?? null }] as const);
  return Object.fromEntries(pairs.filter(([, pair]) => pair.a !== pair.b));
}

function metricPair(key: string, pair: Pair<number>, [a, b]: readonly [RunSummary, RunSummary]): MetricPair {
  const [ofA, ofB] = [a.intervals[key], b.intervals[key]];
  return {
    ...pair,
    difference: pair.a === null || pair.b === null ? null : pair.b - pair.a,
    ...(ofA === undefined || ofB === undefined ? {} : { intervals: { a: ofA, b: ofB } }),
  };
}
