import { DiabetesError } from '../../foundation/errors.ts';
import { shortestDecimal } from '../../foundation/float32.ts';
import { createRandom } from '../../foundation/random.ts';
import { UNKNOWN_CODE, type Dataset } from '../dataset/dataset.ts';
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
 * Invents people, each answer drawn from a row of its own, the first with all answers and later ones with fewer, and notes
 * their predictions: whoever serves this model can prove that it says the same.
 */
export function createGolden(predictor: Predictor, { rows, columns }: Dataset): Golden {
  const { indicators } = predictor.spec.schema;
  const random = createRandom(0, 'golden');
  const cases = Array.from({ length: CASES }, (_, number) => {
    const answers: Record<string, number> = {};
    indicators.forEach(({ name }, i) => {
      const column = columns[i]!;
      const value = column[random.below(rows)]!;
      const unknown = column instanceof Uint8Array ? value === UNKNOWN_CODE : Number.isNaN(value);
      if (random.uniform() >= number / CASES && !unknown) answers[name] = shortestDecimal(value);
    });
    return { answers, probabilities: predictAnswers(predictor, answers) };
  });
  return { formatVersion: 1, cases };
}

/** @throws DiabetesError INVALID_BUNDLE where the model no longer says what it said when it was made */
export function checkGolden(predictor: Predictor, golden: Golden): void {
  golden.cases.forEach(({ answers, probabilities }, number) => {
    const now = predictAnswers(predictor, answers);
    const apart = Math.max(...now.map((value, k) => Math.abs(value - probabilities[k]!)));
    if (apart <= TOLERANCE) return;
    throw new DiabetesError(
      'INVALID_BUNDLE',
      `golden prediction ${number + 1} of ${golden.cases.length} differs by ${apart.toExponential(1)}, more than ${TOLERANCE}`,
      { hint: 'Train the model again with `diabetes train`, or restore the folder.' },
    );
  });
}

function predictAnswers(predictor: Predictor, answers: Readonly<Record<string, number>>): number[] {
  const { indicators, target } = predictor.spec.schema;
  const values = Float32Array.from(indicators, ({ name }) => answers[name] ?? Number.NaN);
  const probabilities = new Float64Array(target.classes.length);
  predictor.predictBatch(values, probabilities);
  return [...probabilities];
}
