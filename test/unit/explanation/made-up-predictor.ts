import { createRandom } from '../../../src/foundation/random.ts';
import type { EncoderColumn } from '../../../src/pipeline/features/encoder.ts';
import type { ModelSpec } from '../../../src/pipeline/model/model.ts';
import { parameterCount } from '../../../src/pipeline/model/network.ts';
import { createPredictor, type Predictor } from '../../../src/pipeline/prediction/predictor.ts';
import type { SurveySchema } from '../../../src/pipeline/schema/survey-schema.ts';

/** A predictor for a survey whose weights are seeded: every answer counts, and counts otherwise beside others. */
export function madeUpPredictor(schema: SurveySchema, seed = 1): Predictor {
  return createPredictor(specOf(schema), madeUpWeights(schema, seed));
}

/** Its weights. */
export function madeUpWeights(schema: SurveySchema, seed: number): Float32Array {
  const random = createRandom(seed, 'made-up-predictor');
  return Float32Array.from({ length: parameterCount(specOf(schema).network) }, () => random.normal() * 0.5);
}

function specOf(schema: SurveySchema): ModelSpec {
  const columns = schema.indicators.flatMap(({ minimum, maximum }, indicator): EncoderColumn[] => {
    const divisor = (maximum - minimum) / 2;
    return [
      { indicator, kind: 'scale', at: 0, divisor, center: (minimum + maximum) / (2 * divisor) },
      { indicator, kind: 'present', at: 0, divisor: 1, center: 0.5 },
    ];
  });
  const { classes } = schema.target;
  return {
    schema,
    encoder: { formatVersion: 1, columns },
    network: { inputs: columns.length, hidden: [8], outputs: classes.length },
    calibration: { kind: 'temperature', temperature: 1.5 },
    decision: { objective: 'probability', weights: classes.map(() => 1) },
  };
}

/** Somebody's answers: codes of the schema, each known by some chance. */
export function madeUpAnswers({ indicators }: SurveySchema, seed: number, known = 1): Float64Array {
  const random = createRandom(seed, 'made-up-answers');
  return Float64Array.from(indicators, ({ levels, minimum, maximum }) => {
    const code =
      levels.length > 0
        ? levels[random.below(levels.length)]!.code
        : Math.ceil(minimum) + random.below(Math.floor(maximum - minimum) + 1);
    return random.uniform() < known ? code : NaN;
  });
}
