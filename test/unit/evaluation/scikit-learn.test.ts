import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { metricKeys } from '../../../src/pipeline/evaluation/metric-keys.ts';
import { computeMetrics } from '../../../src/pipeline/evaluation/metrics.ts';

/** Made-up predictions, and what scikit-learn said of them once: `test/fixtures/scikit-learn.py` writes them. */
interface Golden {
  readonly title: string;
  readonly classIds: readonly string[];
  readonly labels: readonly number[];
  readonly predicted: readonly number[];
  readonly probabilities: readonly number[];
  readonly uncalibratedAny: readonly number[];
  readonly confusion: readonly (readonly number[])[];
  readonly metrics: Readonly<Record<string, number>>;
}

const cases = JSON.parse(
  readFileSync(new URL('../../fixtures/scikit-learn.json', import.meta.url), 'utf8'),
) as readonly Golden[];

it('goes by every kind of predictions', () => {
  const neverPredicted = cases.map(({ predicted }) => [0, 1, 2].filter((k) => !predicted.includes(k)));
  expect(neverPredicted).toEqual([[], [1]]);
  const sureMistakes = cases.map(({ labels, probabilities }) =>
    labels.some((label, row) => probabilities[row * 3 + label] === 0),
  );
  expect(sureMistakes[1]).toBe(true);
});

describe.each(cases)('computeMetrics as scikit-learn: $title', (golden) => {
  const { classIds } = golden;
  const { metrics, confusion } = computeMetrics({
    classIds,
    labels: Uint8Array.from(golden.labels),
    predicted: Uint8Array.from(golden.predicted),
    probabilities: Float64Array.from(golden.probabilities),
    uncalibratedAny: Float64Array.from(golden.uncalibratedAny),
  });

  it('has every key and the confusion', () => {
    expect(Object.keys(metrics).sort()).toEqual([...metricKeys(classIds)].sort());
    expect(confusion).toEqual(golden.confusion);
  });

  it.each(metricKeys(classIds))('%s', (key) => {
    expect(Math.abs(metrics[key]! - golden.metrics[key]!)).toBeLessThan(1e-12);
  });
});
