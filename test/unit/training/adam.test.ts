import { describe, expect, it } from '@jest/globals';
import { adamStep, initialAdamState } from '../../../src/pipeline/training/adam.ts';

describe('adamStep', () => {
  it('is Adam with decoupled decay, step by step', () => {
    const gradients = [
      [0.5, -2, 0],
      [0.25, 1, 3],
      [-1, 0.125, 0.5],
    ];
    const state = initialAdamState(Float32Array.of(1, -2, 3));
    const plain = { weights: [1, -2, 3], first: [0, 0, 0], second: [0, 0, 0] };
    gradients.forEach((gradient, i) => {
      adamStep(state, Float32Array.from(gradient), {
        learningRate: 0.1,
        weightDecay: 0.2,
        decayMask: Float32Array.of(1, 0, 1),
      });
      plainStep(plain, gradient, i + 1);
    });
    [...state.weights].forEach((weight, i) => {
      expect(weight).toBeCloseTo(plain.weights[i]!, 5);
    });
  });
});

/** The algorithm as the paper writes it, in doubles. */
function plainStep(
  plain: { weights: number[]; first: number[]; second: number[] },
  gradient: number[],
  t: number,
): void {
  plain.weights = plain.weights.map((weight, i) => {
    plain.first[i] = 0.9 * plain.first[i]! + 0.1 * gradient[i]!;
    plain.second[i] = 0.999 * plain.second[i]! + 0.001 * gradient[i]! ** 2;
    const direction = plain.first[i] / (1 - 0.9 ** t) / (Math.sqrt(plain.second[i] / (1 - 0.999 ** t)) + 1e-8);
    const decays = i === 1 ? 0 : 0.2;
    return weight - 0.1 * (direction + decays * weight);
  });
}
