import { expect, it } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { metricKeys } from '../../../src/pipeline/evaluation/metric-keys.ts';
import { computeMetrics } from '../../../src/pipeline/evaluation/metrics.ts';
import { describeWith } from '../../helpers/describe-with.ts';
import { runCommand, runOrThrow } from '../../helpers/run-command.ts';
import { madeUpPredictions } from '../../unit/evaluation/made-up-predictions.ts';

const script = fileURLToPath(new URL('../../fixtures/scikit-learn.py', import.meta.url));
const python = process.env.DIABETES_TEST_PYTHON;
const missing =
  python === undefined || (await runCommand([python, '-c', 'import sklearn'])).exitCode !== 0
    ? 'DIABETES_TEST_PYTHON names no Python with scikit-learn'
    : undefined;

describeWith(missing, 'computeMetrics beside scikit-learn', () => {
  it.each([
    ['probabilities that differ', {}],
    ['probabilities in steps, some of them 0', { steps: 25 }],
  ])(
    'gives the same metrics for 5,000 rows: %s',
    async (_, options) => {
      const predictions = madeUpPredictions({ rows: 5000, seed: 11, ...options });
      const { classIds, labels, predicted, probabilities, uncalibratedAny } = predictions;
      const input = JSON.stringify({
        labels: Array.from(labels),
        predicted: Array.from(predicted),
        probabilities: Array.from(probabilities),
        uncalibratedAny: Array.from(uncalibratedAny),
      });
      const expected = JSON.parse(await runOrThrow([python!, script, '-'], { input })) as Record<string, number>;
      const { metrics } = computeMetrics(predictions);
      const far = metricKeys(classIds).filter((key) => !(Math.abs(metrics[key]! - expected[key]!) < 1e-9));
      expect(far.map((key) => [key, metrics[key], expected[key]])).toEqual([]);
    },
    60_000,
  );
});
