import { differencesOf, intervalsOf, type MetricSamples } from './bootstrap.ts';
import { mcnemarPValue } from './mcnemar.ts';
import { isLowerBetter } from './metric-keys.ts';
import { computeMetrics, type LabelledPredictions } from './metrics.ts';
import type { Comparison, Interval, MetricDifference, Verdict } from './result.ts';

/** A test is significant below this. */
const SIGNIFICANT = 0.05;

/** What a model predicted for some rows, and its metrics for resamples of them. */
export interface SampledPredictions {
  readonly predictions: LabelledPredictions;
  /** Of the same resamples for both models: `drawSamples` of both measurers, in one go or joined from parts. */
  readonly samples: MetricSamples;
}

/**
 * A model beside a baseline, on the same rows: the paired bootstrap for the metrics that both have, and McNemar's test for
 * the predicted classes.
 */
export function comparePredictions(own: SampledPredictions, baseline: SampledPredictions): Omit<Comparison, 'model'> {
  const { metrics } = computeMetrics(own.predictions);
  const { metrics: baselineMetrics } = computeMetrics(baseline.predictions);
  const intervals = intervalsOf(differencesOf(own.samples, baseline.samples));
  const differences: Record<string, MetricDifference> = {};
  for (const [key, interval] of Object.entries(intervals)) {
    const [value, before] = [metrics[key], baselineMetrics[key]];
    if (value === undefined || before === undefined) continue;
    differences[key] = { baseline: before, difference: value - before, interval, verdict: judge(key, interval) };
  }
  const mcnemar = compareClasses(own.predictions, baseline.predictions);
  return { differences, mcnemar, verdict: differences.log_loss!.verdict };
}

function judge(key: string, [low, high]: Interval): Verdict {
  if (low <= 0 && high >= 0) return 'not distinguishable';
  return low > 0 === isLowerBetter(key) ? 'worse' : 'better';
}

function compareClasses(
  { labels, predicted }: LabelledPredictions,
  baseline: LabelledPredictions,
): Comparison['mcnemar'] {
  let onlyThis = 0;
  let onlyBaseline = 0;
  for (let row = 0; row < labels.length; row++) {
    const isRight = predicted[row] === labels[row];
    const wasRight = baseline.predicted[row] === labels[row];
    if (isRight && !wasRight) onlyThis++;
    if (wasRight && !isRight) onlyBaseline++;
  }
  const pValue = mcnemarPValue(onlyThis, onlyBaseline);
  if (pValue >= SIGNIFICANT) return { onlyThis, onlyBaseline, pValue, verdict: 'not distinguishable' };
  return { onlyThis, onlyBaseline, pValue, verdict: onlyThis > onlyBaseline ? 'better' : 'worse' };
}
