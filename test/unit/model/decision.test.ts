import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createRandom } from '../../../src/foundation/random.ts';
import {
  chooseDecisionWeights,
  decideClass,
  type LabelledProbabilities,
} from '../../../src/pipeline/model/decision.ts';
import { softmaxRows } from '../../../src/pipeline/model/forward.ts';

/** Rows whose labels are drawn from their probabilities, the first class being the commonest. */
function madeUpRows(seed: number, rows: number, classes: number): LabelledProbabilities {
  const random = createRandom(seed, 'decision');
  const logits = Float64Array.from({ length: rows * classes }, (_, i) => random.normal() - (i % classes) * 0.8);
  const probabilities = new Float64Array(logits.length);
  softmaxRows(logits, { classes, temperature: 1 }, probabilities);
  const labels = Uint8Array.from({ length: rows }, (_, row) => {
    let left = random.uniform();
    let label = 0;
    while (label < classes - 1 && (left -= probabilities[row * classes + label]!) > 0) label++;
    return label;
  });
  return { probabilities, labels, classes };
}

/** Macro F1 where a row counts for each class with its probability, in proportion to the labels' count of the class. */
function macroF1({ probabilities, labels, classes }: LabelledProbabilities, weights: readonly number[]): number {
  const rows = Array.from(labels, (_, row) => row);
  const predicted = rows.map((row) => decideClass(weights, probabilities, row * classes));
  let sum = 0;
  for (let k = 0; k < classes; k++) {
    const truth = (some: readonly number[]) =>
      some.reduce((total, row) => total + probabilities[row * classes + k]!, 0);
    const count = labels.filter((label) => label === k).length;
    const chosen = rows.filter((row) => predicted[row] === k);
    const both = count === 0 ? 0 : (truth(chosen) / truth(rows)) * count;
    sum += chosen.length + count === 0 ? 0 : (2 * both) / (chosen.length + count);
  }
  return sum / classes;
}

/** Weights of three digits, as they are chosen. */
const GRID = Array.from({ length: 41 }, (_, i) => Number((10 ** (-1 + i / 16)).toPrecision(3)));

const MACRO_F1 = { objective: 'macro_f1', sensitivity: 0.8 } as const;

describe('chooseDecisionWeights', () => {
  it('reaches the best of a grid with two classes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 1, max: 60 }), (seed, rows) => {
        const data = madeUpRows(seed, rows, 2);
        const { weights } = chooseDecisionWeights(data, MACRO_F1);
        const best = Math.max(...GRID.map((weight) => macroF1(data, [1, weight])));
        expect(macroF1(data, weights)).toBeGreaterThanOrEqual(best - 1e-12);
      }),
      { numRuns: 60, examples: [[920056, 52]] },
    );
  });

  it.each([1, 2, 3, 4])('reaches the best of a grid with three classes (seed %i)', (seed) => {
    const data = madeUpRows(seed, 400, 3);
    const { weights } = chooseDecisionWeights(data, MACRO_F1);
    const best = Math.max(...GRID.flatMap((a) => GRID.map((b) => macroF1(data, [1, a, b]))));
    expect(macroF1(data, weights)).toBeGreaterThanOrEqual(best - 1e-12);
  });

  it('gives the first class 1 and the others three digits, the same each time', () => {
    const data = madeUpRows(9, 500, 4);
    const { weights, objective } = chooseDecisionWeights(data, MACRO_F1);
    expect(objective).toBe('macro_f1');
    expect(weights[0]).toBe(1);
    expect(weights.map((weight) => Number(weight.toPrecision(3)))).toEqual(weights);
    expect(chooseDecisionWeights(data, MACRO_F1).weights).toEqual(weights);
  });

  it('takes the middle of what is equally good', () => {
    // Class 1 is right from a weight of 0.25 (row 1) and wrong from 4 (row 0): the middle by ratio is 1.
    const probabilities = Float64Array.of(0.8, 0.2, 0.2, 0.8);
    expect(chooseDecisionWeights({ probabilities, labels: Uint8Array.of(0, 1), classes: 2 }, MACRO_F1).weights).toEqual(
      [1, 1],
    );
  });

  it('stands certain rows and absent classes', () => {
    const probabilities = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 1, 0);
    const data = { probabilities, labels: Uint8Array.of(0, 1, 1), classes: 3 };
    const { weights } = chooseDecisionWeights(data, MACRO_F1);
    expect(macroF1(data, weights)).toBeCloseTo(2 / 3, 12);
    expect(weights.every((weight) => weight > 0 && Number.isFinite(weight))).toBe(true);
    expect(
      chooseDecisionWeights({ ...data, probabilities: new Float64Array(0), labels: new Uint8Array(0) }, MACRO_F1)
        .weights,
    ).toEqual([1, 1, 1]);
  });

  it('is all ones for the most probable class', () => {
    expect(chooseDecisionWeights(madeUpRows(1, 10, 3), { objective: 'probability', sensitivity: 0.8 })).toEqual({
      objective: 'probability',
      weights: [1, 1, 1],
    });
  });
});

describe('decideClass', () => {
  it('takes the first of equals', () => {
    expect(decideClass([1, 2, 1], Float64Array.of(0.5, 0.25, 0.25), 0)).toBe(0);
  });
});

describe('the objective sensitivity', () => {
  const random = createRandom(4, 'sensitivity');
  const rows = 400;
  const probabilities = new Float64Array(rows * 3);
  const labels = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const risk = random.uniform();
    probabilities.set([1 - risk, risk * 0.2, risk * 0.8], row * 3);
    labels[row] = random.uniform() < risk ? (random.uniform() < 0.2 ? 1 : 2) : 0;
  }
  const data = { probabilities, labels, classes: 3 };
  const found = (weights: readonly number[]) => {
    let positives = 0;
    let hits = 0;
    labels.forEach((label, row) => {
      if (label === 0) return;
      positives++;
      if (decideClass(weights, probabilities, row * 3) > 0) hits++;
    });
    return hits / positives;
  };

  it.each([0.5, 0.8, 0.95, 1])(
    'finds the share %p of all but the first class, with hardly a smaller weight',
    (wanted) => {
      const { weights } = chooseDecisionWeights(data, { objective: 'sensitivity', sensitivity: wanted });
      expect(weights[0]).toBe(1);
      expect(weights[1]).toBe(weights[2]);
      expect(found(weights)).toBeGreaterThanOrEqual(wanted);
      expect(found(weights.map((weight, k) => (k === 0 ? weight : weight * 0.97)))).toBeLessThan(
        Math.min(1, wanted + 0.02),
      );
    },
  );
});
