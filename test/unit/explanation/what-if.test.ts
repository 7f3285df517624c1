import { describe, expect, it } from '@jest/globals';
import { predictWhatIf } from '../../../src/pipeline/explanation/what-if.ts';
import { predictOutcome } from '../../../src/pipeline/prediction/prediction.ts';
import { SECOND_SCHEMA } from '../schema/shipped-schema.ts';
import { madeUpPredictor } from './made-up-predictor.ts';

describe('predictWhatIf', () => {
  const predictor = madeUpPredictor(SECOND_SCHEMA);
  const before = [1, 2, NaN, 12, -3.5];

  it('predicts as if the answers had been given so, and tells the difference', () => {
    const after = [1, 3, 5, NaN, -3.5];
    const now = predictOutcome(predictor, before);
    const then = predictOutcome(predictor, after);
    expect(predictWhatIf(predictor, before, after)).toEqual({
      changes: [
        { indicator: 'Slope', from: 2, to: 3, fromWords: 'gently sloping', toWords: 'steep' },
        { indicator: 'Soil', from: null, to: 5, fromWords: 'unknown', toWords: 'sand' },
        { indicator: 'Trees', from: 12, to: null, fromWords: '12 trees', toWords: 'unknown' },
      ],
      ...then,
      difference: {
        probabilities: {
          low: then.probabilities.low! - now.probabilities.low!,
          high: then.probabilities.high! - now.probabilities.high!,
        },
        anyProbability: then.anyProbability - now.anyProbability,
      },
    });
  });

  it('is no change where nothing is another', () => {
    expect(predictWhatIf(predictor, before, before)).toMatchObject({
      changes: [],
      difference: { probabilities: { low: 0, high: 0 }, anyProbability: 0 },
    });
  });
});
