import { describe, expect, it } from '@jest/globals';
import { answerRange } from '../../../src/pipeline/population/answer-range.ts';
import type { AnswerMixture } from '../../../src/pipeline/population/population.ts';
import { predictOutcome } from '../../../src/pipeline/prediction/prediction.ts';
import { madeUpPredictor } from '../explanation/made-up-predictor.ts';
import { SECOND_SCHEMA } from '../schema/shipped-schema.ts';

const NOBODY = SECOND_SCHEMA.indicators.map(() => NaN);

describe('answerRange', () => {
  const predictor = madeUpPredictor(SECOND_SCHEMA);
  const { indicators } = SECOND_SCHEMA;
  const columnOf = (values: readonly number[], shares: readonly number[]) => ({ values, shares: [shares] });
  const only = (columns: Readonly<Record<string, ReturnType<typeof columnOf>>>): AnswerMixture => ({
    weights: [10_000],
    columns: indicators.map(({ name }) => columns[name] ?? null),
  });
  const riskWith = (name: string, value: number) =>
    predictOutcome(
      predictor,
      NOBODY.map((unknown, i) => (indicators[i]!.name === name ? value : unknown)),
    ).anyProbability;

  it('spans the predictions for the answers that people give', () => {
    const range = answerRange(predictor, only({ Slope: columnOf([1, 3], [400, 600]) }), NOBODY);
    const ends = [riskWith('Slope', 1), riskWith('Slope', 3)].sort((a, b) => a - b);
    expect(range).toEqual({ level: 0.9, anyProbability: ends, mostTelling: 'Slope' });
  });

  it('leaves out what fewer than 1 of 20 would answer', () => {
    const range = answerRange(predictor, only({ Slope: columnOf([1, 3], [970, 30]) }), NOBODY);
    expect(range!.anyProbability).toEqual([riskWith('Slope', 1), riskWith('Slope', 1)]);
  });

  it('names the question whose answers move the prediction most', () => {
    const columns = { Irrigated: columnOf([0, 1], [500, 500]), Slope: columnOf([2], [1000]) };
    expect(answerRange(predictor, only(columns), NOBODY)!.mostTelling).toBe('Irrigated');
  });

  it('is undefined where every question that it knows is answered', () => {
    const answered = indicators.map(({ name }) => (name === 'Slope' ? 2 : NaN));
    expect(answerRange(predictor, only({ Slope: columnOf([1, 3], [400, 600]) }), answered)).toBeUndefined();
  });
});
