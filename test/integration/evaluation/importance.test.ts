import { expect, it } from '@jest/globals';
import { createRandom } from '../../../src/foundation/random.ts';
import { createImportance } from '../../../src/pipeline/evaluation/importance.ts';
import { createVariantMeasurer } from '../../../src/pipeline/evaluation/variant-measurer.ts';
import { layoutOf, parameterCount } from '../../../src/pipeline/model/network.ts';
import { createPredictor } from '../../../src/pipeline/prediction/predictor.ts';
import { describeWith } from '../../helpers/describe-with.ts';
import { runCommand, runOrThrow } from '../../helpers/run-command.ts';
import { askAbout } from '../../unit/evaluation/inspected-rows.ts';
import { madeUpModel } from '../../unit/prediction/made-up-model.ts';

const python = process.env.DIABETES_TEST_PYTHON;
const missingSklearn =
  python === undefined || (await runCommand([python, '-c', 'import sklearn'])).exitCode !== 0
    ? 'no Python with scikit-learn'
    : undefined;

const COEFFICIENTS = [0.5, -0.8, 1.5];
const PERMUTATIONS = 40;

/** The means and standard deviations of permutation importance for a logistic regression with these coefficients. */
const SCRIPT = `
import json, sys
import numpy as np
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LogisticRegression
given = json.load(sys.stdin)
x, y = np.array(given["x"]).reshape(-1, len(given["coefficients"])), np.array(given["y"])
model = LogisticRegression().fit(x, y)
model.coef_, model.intercept_ = np.array([given["coefficients"]]), np.zeros(1)
found = [permutation_importance(model, x, y, scoring=s, n_repeats=${PERMUTATIONS}, random_state=1) for s in ["roc_auc", "neg_log_loss"]]
print(json.dumps([{"mean": f.importances_mean.tolist(), "deviation": f.importances_std.tolist()} for f in found]))
`;

/** A logistic regression on three codes of 1 to 5, as a network, and people of whom it is right. */
function logisticRows() {
  const { spec: base } = madeUpModel([], ['no', 'yes']);
  const indicators = base.schema.indicators.slice(0, 3).map((one) => ({ ...one, minimum: 1, maximum: 5 }));
  const columns = indicators.map((_, indicator) => ({
    indicator,
    kind: 'scale' as const,
    at: 0,
    divisor: 1,
    center: 0,
  }));
  const network = { inputs: 3, hidden: [], outputs: 2 };
  const spec = {
    ...base,
    schema: { ...base.schema, indicators },
    encoder: { ...base.encoder, columns },
    network,
    calibration: { kind: 'temperature' as const, temperature: 1 },
  };
  const weights = new Float32Array(parameterCount(network));
  const { kernelOffset } = layoutOf(network)[0]!;
  COEFFICIENTS.forEach((coefficient, i) => (weights[kernelOffset + 2 * i + 1] = coefficient));
  const random = createRandom(4, 'test');
  return askAbout(
    createPredictor(spec, weights),
    Float32Array.from({ length: 1200 }, () => 1 + random.below(5)),
  );
}

describeWith(missingSklearn, 'permutation importance', () => {
  it('is that of scikit-learn', async () => {
    const rows = logisticRows();
    const input = JSON.stringify({ x: [...rows.values], y: [...rows.labels], coefficients: COEFFICIENTS });
    const [auc, logLoss] = JSON.parse(await runOrThrow([python!, '-c', SCRIPT], { input })) as {
      readonly mean: readonly number[];
      readonly deviation: readonly number[];
    }[];

    const measure = createVariantMeasurer(rows.labels, { seed: 1, resamples: 1 });
    const importances = Array.from({ length: PERMUTATIONS }, (_, seed) => createImportance(rows, { seed, measure }));
    for (const [key, theirs] of [
      ['roc_auc_any', auc!],
      ['log_loss', logLoss!],
    ] as const) {
      COEFFICIENTS.forEach((_, i) => {
        const mean = importances.reduce((sum, importance) => sum + importance(i).drop[key]!, 0) / PERMUTATIONS;
        // Both are means over as many permutations.
        const error = theirs.deviation[i]! * Math.sqrt(2 / PERMUTATIONS);
        expect(Math.abs(mean - theirs.mean[i]!)).toBeLessThan(4 * error);
        expect(theirs.mean[i]!).toBeGreaterThan(8 * error);
      });
    }
  }, 60_000);
});
