/** Tags of a version in the registry, by which this program knows what it has promoted. */

export const DIGEST_TAG = 'diabetes.bundle_digest';
export const PROMOTED_BY_TAG = 'diabetes.promoted_by';
/** ISO 8601, in UTC. */
export const PROMOTED_AT_TAG = 'diabetes.promoted_at';
/** Why it was promoted although its gates were not met. */
export const FORCED_TAG = 'diabetes.forced';

const METRIC_PREFIX = 'diabetes.metric.';

/** The tag with the version that held an alias before. */
export function previousTag(alias: string): string {
  return `diabetes.previous.${alias}`;
}

/** Metrics as tags. */
export function metricTags(metrics: Readonly<Record<string, number>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(metrics).map(([key, value]) => [METRIC_PREFIX + key, String(value)]));
}

/** The metrics among tags. */
export function metricsIn(tags: Readonly<Record<string, string>>): Readonly<Record<string, number>> {
  const ours = Object.entries(tags).filter(([key]) => key.startsWith(METRIC_PREFIX));
  return Object.fromEntries(ours.map(([key, value]) => [key.slice(METRIC_PREFIX.length), Number(value)]));
}
