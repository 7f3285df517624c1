import { describe, expect, it } from '@jest/globals';
import { createRandom } from '../../../src/foundation/random.ts';
import { curvesOf } from '../../../src/pipeline/evaluation/curves.ts';
import { computeMetrics } from '../../../src/pipeline/evaluation/metrics.ts';

function madeUp(rows: number) {
  const random = createRandom(3, 'curves');
  const any = Array.from({ length: rows }, () => random.uniform() ** 2);
  return {
    classIds: ['none', 'some'],
    labels: Uint8Array.from(any, (p) => Number(random.uniform() < p)),
    probabilities: Float64Array.from(any.flatMap((p) => [1 - p, p])),
  };
}

describe('curvesOf', () => {
  const data = madeUp(5000);
  const { roc, precisionRecall, reliability } = curvesOf(data);

  it('has at most 200 points a curve, and most of them', () => {
    for (const curve of [roc, precisionRecall]) {
      expect(curve.length).toBeLessThanOrEqual(200);
      expect(curve.length).toBeGreaterThan(180);
    }
    expect(reliability).toHaveLength(15);
  });

  it('draws an ROC from corner to corner with the area of all rows', () => {
    expect(roc[0]).toEqual([0, 0]);
    expect(roc.at(-1)).toEqual([1, 1]);
    let area = 0;
    for (let i = 1; i < roc.length; i++) {
      const [[x, y], [lastX, lastY]] = [roc[i]!, roc[i - 1]!];
      expect(x >= lastX && y >= lastY).toBe(true);
      area += ((x - lastX) * (y + lastY)) / 2;
    }
    const { metrics } = computeMetrics({ ...data, predicted: data.labels });
    expect(area).toBeCloseTo(metrics.roc_auc_any!, 3);
  });

  it('draws precision from the highest threshold to recall 1', () => {
    const recalls = precisionRecall.map(([recall]) => recall);
    expect(recalls).toEqual(recalls.toSorted((a, b) => a - b));
    const share = data.labels.reduce((sum, label) => sum + label, 0) / data.labels.length;
    expect(precisionRecall.at(-1)).toEqual([1, share]);
  });

  it('keeps every point of a short curve', () => {
    const short = {
      ...madeUp(0),
      labels: Uint8Array.of(0, 1, 1),
      probabilities: Float64Array.of(0.9, 0.1, 0.5, 0.5, 0.2, 0.8),
    };
    expect(curvesOf(short).roc).toEqual([
      [0, 0],
      [0, 0.5],
      [0, 1],
      [1, 1],
    ]);
    expect(curvesOf(short).precisionRecall).toEqual([
      [0.5, 1],
      [1, 1],
      [1, 2 / 3],
    ]);
  });

  it('is empty but for reliability where only one kind of rows is there', () => {
    const single = { classIds: ['a', 'b'], labels: Uint8Array.of(0), probabilities: Float64Array.of(0.75, 0.25) };
    expect(curvesOf(single)).toEqual({
      roc: [],
      precisionRecall: [],
      reliability: [{ rows: 1, predicted: 0.25, observed: 0 }],
    });
  });
});
