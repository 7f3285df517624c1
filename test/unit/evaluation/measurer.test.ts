import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMeasurer, type Measurer } from '../../../src/pipeline/evaluation/measurer.ts';
import { metricKeys } from '../../../src/pipeline/evaluation/metric-keys.ts';
import { computeMetrics, type LabelledPredictions } from '../../../src/pipeline/evaluation/metrics.ts';
import { madeUpPredictions } from './made-up-predictions.ts';

interface Row {
  readonly label: number;
  readonly predicted: number;
  /** In twelfths, so that ties and zeros are frequent. */
  readonly parts: readonly [number, number];
  readonly before: number;
  readonly weight: number;
}

const row: fc.Arbitrary<Row> = fc.record({
  label: fc.nat(2),
  predicted: fc.nat(2),
  parts: fc.tuple(fc.nat(6), fc.nat(6)),
  before: fc.nat(8),
  weight: fc.nat(4),
});
const someRows = fc.array(row, { minLength: 1, maxLength: 30 }).filter((rows) => rows.some(({ weight }) => weight > 0));

function predictionsOf(rows: readonly Row[]): LabelledPredictions {
  return {
    classIds: ['none', 'prediabetes', 'diabetes'],
    labels: Uint8Array.from(rows, ({ label }) => label),
    predicted: Uint8Array.from(rows, ({ predicted }) => predicted),
    probabilities: Float64Array.from(rows.flatMap(({ parts: [b, c] }) => [12 - b - c, b, c].map((part) => part / 12))),
    uncalibratedAny: Float64Array.from(rows, ({ before }) => before / 8),
  };
}

/** By key, without those that are NaN: in the form of `computeMetrics`. */
function measured({ keys, measure }: Measurer, weights: Uint8Array): Record<string, number> {
  const out = new Float64Array(keys.length).fill(-1);
  measure(weights, out);
  return Object.fromEntries(keys.map((key, i) => [key, out[i]!] as const).filter(([, value]) => !Number.isNaN(value)));
}

describe('createMeasurer', () => {
  it('gives the metrics of rows that are repeated as often as their weights say', () => {
    fc.assert(
      fc.property(someRows, (rows) => {
        const weights = Uint8Array.from(rows, ({ weight }) => weight);
        const repeated = rows.flatMap((one) => new Array<Row>(one.weight).fill(one));
        const { metrics } = computeMetrics(predictionsOf(repeated));
        const found = measured(createMeasurer(predictionsOf(rows)), weights);
        expect(Object.keys(found).sort()).toEqual(Object.keys(metrics).sort());
        for (const [key, value] of Object.entries(metrics)) expect(found[key]).toBeCloseTo(value, 12);
      }),
      { numRuns: 300 },
    );
  });

  it('gives exactly the metrics of the rows for weights of 1', () => {
    fc.assert(
      fc.property(someRows, (rows) => {
        const predictions = predictionsOf(rows);
        const found = measured(createMeasurer(predictions), new Uint8Array(rows.length).fill(1));
        expect(found).toEqual(computeMetrics(predictions).metrics);
      }),
    );
    const many = madeUpPredictions({ rows: 5000, seed: 1 });
    expect(measured(createMeasurer(many), new Uint8Array(5000).fill(1))).toEqual(computeMetrics(many).metrics);
  });

  it('has the keys in their public order, without those that cannot be measured', () => {
    const { uncalibratedAny, ...calibrated } = madeUpPredictions({ rows: 10, seed: 1 });
    const keys = metricKeys(calibrated.classIds);
    expect(createMeasurer({ ...calibrated, uncalibratedAny }).keys).toEqual(keys);
    expect(createMeasurer(calibrated).keys).toEqual(keys.filter((key) => key !== 'ece_any_uncalibrated'));
  });

  it('can be asked again', () => {
    const measurer = createMeasurer(madeUpPredictions({ rows: 50, seed: 2, steps: 10 }));
    const ones = new Uint8Array(50).fill(1);
    const first = measured(measurer, ones);
    measured(
      measurer,
      ones.map((_, i) => i % 3),
    );
    expect(measured(measurer, ones)).toEqual(first);
  });
});
