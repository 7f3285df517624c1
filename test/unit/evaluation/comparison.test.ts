import { describe, expect, it } from '@jest/globals';
import { drawSamples, joinSamples } from '../../../src/pipeline/evaluation/bootstrap.ts';
import { comparePredictions, type SampledPredictions } from '../../../src/pipeline/evaluation/comparison.ts';
import { createMeasurer } from '../../../src/pipeline/evaluation/measurer.ts';
import { metricKeys } from '../../../src/pipeline/evaluation/metric-keys.ts';
import { computeMetrics, type LabelledPredictions } from '../../../src/pipeline/evaluation/metrics.ts';
import { madeUpPredictions } from './made-up-predictions.ts';

function measureBoth(...both: readonly [LabelledPredictions, LabelledPredictions]) {
  const measurers = both.map(createMeasurer);
  const parts = [0, 100].map((from) => drawSamples(measurers, { seed: 1, from, to: from + 100 }));
  const measured = both.map((predictions, i): SampledPredictions => ({
    predictions,
    samples: joinSamples(parts.map((part) => part[i]!)),
  }));
  return [measured[0]!, measured[1]!] as const;
}

const metricsOf = ({ predictions }: SampledPredictions) => computeMetrics(predictions).metrics;

const good = madeUpPredictions({ rows: 500, seed: 6 });
const poor = madeUpPredictions({ rows: 500, seed: 6, knows: 0 });

describe('comparePredictions', () => {
  it('finds nothing between a model and itself', () => {
    const [own, same] = measureBoth(good, madeUpPredictions({ rows: 500, seed: 6 }));
    const { differences, mcnemar, verdict } = comparePredictions(own, same);
    expect(Object.keys(differences)).toEqual(metricKeys(good.classIds));
    for (const [key, { baseline, difference, interval, verdict: each }] of Object.entries(differences)) {
      expect([baseline, difference, ...interval, each]).toEqual([metricsOf(own)[key], 0, 0, 0, 'not distinguishable']);
    }
    expect(mcnemar).toEqual({ onlyThis: 0, onlyBaseline: 0, pValue: 1, verdict: 'not distinguishable' });
    expect(verdict).toBe('not distinguishable');
  });

  it('finds the better model, whether more or less of a metric is better', () => {
    const [own, other] = measureBoth(good, poor);
    const better = comparePredictions(own, other);
    const { log_loss: loss, roc_auc_any: auc } = better.differences;
    expect(loss).toMatchObject({ baseline: metricsOf(other).log_loss, verdict: 'better' });
    expect(loss!.difference).toBe(metricsOf(own).log_loss! - metricsOf(other).log_loss!);
    expect(loss!.interval[0]).toBeLessThan(loss!.difference);
    expect(loss!.interval[1]).toBeLessThan(0);
    expect(auc!.verdict).toBe('better');
    expect(auc!.interval[0]).toBeGreaterThan(0);
    expect(better.verdict).toBe('better');

    const worse = comparePredictions(other, own);
    expect(worse.verdict).toBe('worse');
    expect(worse.differences.roc_auc_any!.verdict).toBe('worse');
    expect(worse.differences.roc_auc_any!.difference).toBe(-auc!.difference);
  });

  it('counts the rows that one of the models alone gets right', () => {
    const labels = Uint8Array.from({ length: 40 }, (_, row) => row % 3);
    const wrong = (label: number): number => (label + 1) % 3;
    const base = madeUpPredictions({ rows: 40, seed: 1 });
    const own = { ...base, labels, predicted: labels.map((label, row) => (row < 3 ? wrong(label) : label)) };
    const other = {
      ...base,
      labels,
      predicted: labels.map((label, row) => (row >= 1 && row < 15 ? wrong(label) : label)),
    };
    const [a, b] = measureBoth(own, other);
    expect(comparePredictions(a, b).mcnemar).toMatchObject({ onlyThis: 12, onlyBaseline: 1, verdict: 'better' });
    expect(comparePredictions(b, a).mcnemar).toMatchObject({ onlyThis: 1, onlyBaseline: 12, verdict: 'worse' });
    expect(comparePredictions(a, b).mcnemar.pValue).toBeCloseTo(0.00341796875, 12);
  });

  it('leaves out what one of them lacks, and what has no interval', () => {
    const { uncalibratedAny, ...calibrated } = poor;
    expect(uncalibratedAny).toBeDefined();
    const keys = Object.keys(comparePredictions(...measureBoth(good, calibrated)).differences);
    expect(keys).toEqual(metricKeys(good.classIds).filter((key) => key !== 'ece_any_uncalibrated'));

    const labels = good.labels.map((label) => label % 2);
    const without = comparePredictions(...measureBoth({ ...good, labels }, { ...poor, labels })).differences;
    expect(without).not.toHaveProperty('roc_auc_diabetes');
    expect(without).toHaveProperty('roc_auc_any');
  });
});
