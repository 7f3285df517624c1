import { metricKeys } from './metric-keys.ts';
import type { LabelledPredictions } from './metrics.ts';
import type { Metrics } from './result.ts';

/** A metric that some rows leave undefined. */
export interface UndefinedMetric {
  readonly key: string;
  /** In words: `no row is of class diabetes`. */
  readonly reason: string;
}

/** The metrics that are not there for these rows, and why. */
export function undefinedMetrics(
  { labels, classIds }: Pick<LabelledPredictions, 'labels' | 'classIds'>,
  metrics: Metrics,
): readonly UndefinedMetric[] {
  const rows = classIds.map((_, k) => labels.reduce((count, label) => count + (label === k ? 1 : 0), 0));
  return metricKeys(classIds)
    .filter((key) => !(key in metrics))
    .map((key) => ({ key, reason: reasonFor(key, rows, classIds) }));
}

/** `rows` has the number of rows of each class. */
function reasonFor(key: string, rows: readonly number[], classIds: readonly string[]): string {
  if (key === 'quadratic_kappa') return 'every row has the same true and predicted class';
  if (key === 'ece_any_uncalibrated') return 'the probabilities before calibration are not there';
  const k = key === 'roc_auc_macro_ovr' ? oneSidedClass(rows) : rankedClass(key, classIds);
  return rows[k] === 0 ? `no row is of class ${classIds[k]!}` : `every row is of class ${classIds[k]!}`;
}

/** The only class that is there, else one that is not. */
function oneSidedClass(rows: readonly number[]): number {
  const alone = rows.findIndex((_, k) => rows.every((count, other) => other === k || count === 0));
  return alone >= 0 ? alone : rows.indexOf(0);
}

/** The class that a key's ranking tells from the others; any class but the first is told from the first. */
function rankedClass(key: string, classIds: readonly string[]): number {
  return Math.max(
    0,
    classIds.findIndex((id) => key === `roc_auc_${id}` || key === `pr_auc_${id}`),
  );
}
