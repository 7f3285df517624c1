import { describe, expect, it } from '@jest/globals';
import { createRandom } from '../../../src/foundation/random.ts';
import { drawSamples } from '../../../src/pipeline/evaluation/bootstrap.ts';
import { createMeasurer } from '../../../src/pipeline/evaluation/measurer.ts';
import { computeMetrics } from '../../../src/pipeline/evaluation/metrics.ts';
import { createVariantMeasurer } from '../../../src/pipeline/evaluation/variant-measurer.ts';

const KEYS = ['roc_auc_any', 'log_loss', 'ece_any'];
const CLASS_IDS = ['a', 'b', 'c'];

/** Probabilities in steps of 1 / `steps`: the fewer steps, the more ties. */
function madeUpPredictions(rows: number, steps: number) {
  const random = createRandom(rows + steps, 'test');
  const labels = Uint8Array.from({ length: rows }, () => random.below(3));
  const probabilities = new Float64Array(rows * 3);
  for (let row = 0; row < rows; row++) {
    const first = random.below(steps + 1);
    const second = random.below(steps + 1 - first);
    probabilities.set([first / steps, second / steps, (steps - first - second) / steps], row * 3);
  }
  return { labels, probabilities, classIds: CLASS_IDS };
}

describe.each([
  [1, 4],
  [2, 1],
  [30, 2],
  [45, 7],
  [400, 5],
  [1000, 1000],
])('createVariantMeasurer for %d rows in steps of 1 / %d', (rows, steps) => {
  const predictions = madeUpPredictions(rows, steps);
  const { labels, probabilities } = predictions;
  const { metrics, samples } = createVariantMeasurer(labels, { seed: 5, resamples: 20 })(probabilities);

  it('measures what all metrics say', () => {
    const { metrics: all } = computeMetrics({ ...predictions, predicted: new Uint8Array(rows) });
    expect(Object.keys(metrics)).toEqual(KEYS.filter((key) => key in all));
    for (const key of Object.keys(metrics)) expect(Math.abs(metrics[key]! - all[key]!)).toBeLessThan(1e-12);
  });

  it('draws the resamples of the bootstrap', () => {
    const [expected] = drawSamples([createMeasurer({ ...predictions, predicted: labels })], {
      seed: 5,
      from: 0,
      to: 20,
    });
    for (let resample = 0; resample < 20; resample++) {
      KEYS.forEach((key, i) => {
        const own = samples.values[resample * KEYS.length + i]!;
        const other = expected!.values[resample * expected!.keys.length + expected!.keys.indexOf(key)]!;
        if (Number.isNaN(other)) expect(own).toBeNaN();
        else expect(Math.abs(own - other)).toBeLessThan(1e-12);
      });
    }
  });
});

describe('createVariantMeasurer', () => {
  it('sees the same draws for each variant', () => {
    const { labels, probabilities } = madeUpPredictions(50, 9);
    const measure = createVariantMeasurer(labels, { seed: 1, resamples: 10 });
    const first = measure(probabilities);
    measure(probabilities.slice().reverse());
    expect(measure(probabilities)).toEqual(first);
  });

  it('leaves out the ROC AUC where all rows are of one kind', () => {
    const measure = createVariantMeasurer(Uint8Array.of(1, 2, 1), { seed: 1, resamples: 10 });
    const { metrics } = measure(Float64Array.of(0.2, 0.4, 0.4, 0.1, 0.2, 0.7, 0.5, 0.25, 0.25));
    expect(Object.keys(metrics)).toEqual(['log_loss', 'ece_any']);
  });
});
