import { metricDirection } from '../../pipeline/evaluation/metric-keys.ts';
import type { ReportedRun } from './source.ts';

/** The keys of params that not all runs have the same value of, in the order in which runs have them. */
export function differingParams(runs: readonly ReportedRun[]): readonly string[] {
  const keys = new Set(runs.flatMap(({ run }) => Object.keys(run.params)));
  return [...keys].filter((key) => new Set(runs.map(({ run }) => run.params[key])).size > 1);
}

/** The value of a param that more runs have than any other; undefined where no value has a majority over each other one. */
export function usualParam(runs: readonly ReportedRun[], key: string): string | undefined {
  const counts = new Map<string | undefined, number>();
  for (const { run } of runs) counts.set(run.params[key], (counts.get(run.params[key]) ?? 0) + 1);
  const [first, second] = [...counts].sort(([, a], [, b]) => b - a);
  return first !== undefined && first[1] > (second?.[1] ?? 0) ? first[0] : undefined;
}

/** The best value of a metric among runs; undefined where nothing says what is better, or fewer than two have it. */
export function bestValue(runs: readonly ReportedRun[], key: string): number | undefined {
  const values = runs.map(({ run }) => run.metrics[key]).filter((value) => value !== undefined);
  const direction = metricDirection(key);
  if (values.length < 2 || direction === undefined) return undefined;
  return direction === 'maximize' ? Math.max(...values) : Math.min(...values);
}

/** The keys of metrics that some run has, in the order in which runs have them. */
export function metricKeys(runs: readonly ReportedRun[]): readonly string[] {
  return [...new Set(runs.flatMap(({ run }) => Object.keys(run.metrics)))];
}
