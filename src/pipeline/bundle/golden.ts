import { DiabetesError } from '../../foundation/errors.ts';
import { createRandom } from '../../foundation/random.ts';
import { UNKNOWN_CODE, type Dataset } from '../dataset/dataset.ts';
import type { ModelSpec } from '../model/model.ts';
import type { Predictor } from '../prediction/predictor.ts';

const CASES = 20;
/** What two correct implementations of the forward pass may differ by. */
const TOLERANCE = 1e-6;

/** An invented person's answers by schema name, and what the model says of them. */
export interface GoldenCase {
  readonly answers: Readonly<Record<string, number>>;
  readonly probabilities: readonly number[];
}

export interface Golden {
  readonly formatVersion: 1;
  readonly cases: readonly GoldenCase[];
}

/**
 * Invents people, each answer drawn from another row so that none is a row of the survey, the first with all answers and
 * later ones with fewer, and notes their predictions: whoever serves this model can prove that it says the same.
 */
export function createGolden(spec: ModelSpec, predictor: Predictor, dataset: Dataset): Golden {
  const random = createRandom(0, 'golden');
  const cases = Array.from({ length: CASES }, (_, number) => {
    const answers: Record<string, number> = {};
    spec.schema.indicators.forEach(({ name }, i) => {
      const column = dataset.columns[i]!;
      const value = column[random.below(dataset.rows)]!;
      const unknown = column instanceof Uint8Array ? value === UNKNOWN_CODE : Number.isNaN(value);
      if (random.uniform() >= number / CASES && !unknown) answers[name] = value;
    });
    return { answers, probabilities: predictAnswers(spec, predictor, answers) };
  });
  return { formatVersion: 1, cases };
}

/** @throws DiabetesError INVALID_BUNDLE where the model no longer says what it said when it was made */
export function checkGolden(spec: ModelSpec, predictor: Predictor, golden: Golden): void {
  golden.cases.forEach(({ answers, probabilities }, number) => {
    const now = predictAnswers(spec, predictor, answers);
    const apart = Math.max(...now.map((value, k) => Math.abs(value - probabilities[k]!)));
    if (apart <= TOLERANCE) return;
    throw new DiabetesError(
      'INVALID_BUNDLE',
      `golden prediction ${number + 1} of ${golden.cases.length} differs by ${apart.toExponential(1)}, more than ${TOLERANCE}`,
      { hint: 'train the model again: diabetes train' },
    );
  });
}

function predictAnswers(spec: ModelSpec, predictor: Predictor, answers: Readonly<Record<string, number>>): number[] {
  const values = Float32Array.from(spec.schema.indicators, ({ name }) => answers[name] ?? Number.NaN);
  const probabilities = new Float64Array(spec.schema.target.classes.length);
  predictor.predictBatch(values, probabilities);
  return [...probabilities];
}
