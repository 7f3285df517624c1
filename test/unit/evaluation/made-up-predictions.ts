import { createRandom } from '../../../src/foundation/random.ts';
import type { LabelledPredictions } from '../../../src/pipeline/evaluation/metrics.ts';

export interface MadeUp {
  readonly rows: number;
  readonly seed: number;
  /** Probabilities are multiples of one by this, so that equal ones occur; all may differ when left out. */
  readonly steps?: number;
  /** How much of the truth the probabilities know: 1 all that there is to know, 0 nothing. */
  readonly knows?: number;
}

/**
 * Predictions of three classes, calibrated where they know all or nothing. The same seed has the same labels, however much
 * the probabilities know.
 */
export function madeUpPredictions({ rows, seed, steps, knows = 1 }: MadeUp): Required<LabelledPredictions> {
  const random = createRandom(seed, 'made-up predictions');
  const probabilities = new Float64Array(rows * 3);
  const labels = new Uint8Array(rows);
  const predicted = new Uint8Array(rows);
  const uncalibratedAny = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const bends = [random.normal(), random.normal(), random.normal()];
    const truth = softmax([1.5 + bends[0]!, -0.5 + bends[1]!, 0.3 + bends[2]!]);
    const draw = random.uniform();
    labels[row] = draw < truth[0]! ? 0 : draw < truth[0]! + truth[1]! ? 1 : 2;
    const said = softmax([1.5 + knows * bends[0]!, -0.5 + knows * bends[1]!, 0.3 + knows * bends[2]!]);
    const shown = steps === undefined ? said : coarse(said, steps);
    probabilities.set(shown, row * 3);
    uncalibratedAny[row] = (1 - shown[0]!) ** 1.5;
    const weighted = [shown[0]!, shown[1]! * 3, shown[2]! * 1.5];
    predicted[row] = weighted.indexOf(Math.max(...weighted));
  }
  return { classIds: ['none', 'prediabetes', 'diabetes'], probabilities, uncalibratedAny, labels, predicted };
}

function softmax(logits: readonly number[]): number[] {
  const sum = logits.reduce((total, logit) => total + Math.exp(logit), 0);
  return logits.map((logit) => Math.exp(logit) / sum);
}

function coarse([, second, third]: readonly number[], steps: number): number[] {
  const [b, c] = [Math.floor(second! * steps), Math.floor(third! * steps)];
  return [steps - b - c, b, c].map((count) => count / steps);
}
