import type { SurveySchema } from '../schema/survey-schema.ts';
import type { Predictor } from './predictor.ts';

/** Which model a prediction came from. */
export interface ModelIdentity {
  /** The bundle's digest. */
  readonly digest: string;
  readonly version: string;
}

/** What the model says, as JSON. Classes go by their ids. */
export interface Outcome {
  readonly probabilities: Readonly<Record<string, number>>;
  /** The probability of any class but the first. */
  readonly anyProbability: number;
  /** The class that the decision policy takes, which need not be the most probable one. */
  readonly predictedClass: string;
}

/** One person's prediction, as JSON. Indicators go by their schema names. */
export interface Prediction extends Outcome {
  /** The codes that the prediction was made from. */
  readonly given: Readonly<Record<string, number>>;
  /** The indicators whose answer is unknown. */
  readonly missing: readonly string[];
  readonly warnings: readonly string[];
  readonly model: ModelIdentity;
}

/** One person's answers. */
export interface Answers {
  /** Codes in the schema's order; NaN is unknown. */
  readonly values: ArrayLike<number>;
  /** What was noticed while the answers were read. */
  readonly warnings?: readonly string[];
}

/** The prediction document for one person. */
export function predictOne(predictor: Predictor, answers: Answers, model: ModelIdentity): Prediction {
  const { schema } = predictor.spec;
  const { given, missing } = sortAnswers(schema, answers.values);
  return {
    ...predictOutcome(predictor, answers.values),
    given,
    missing,
    warnings: [...(answers.warnings ?? []), ...(missing.length === schema.indicators.length ? [NOTHING_GIVEN] : [])],
    model,
  };
}

/** What the model says of one person; `values` are codes in the schema's order, NaN where unknown. */
export function predictOutcome(predictor: Predictor, values: ArrayLike<number>): Outcome {
  const { classes } = predictor.spec.schema.target;
  const probabilities = new Float64Array(classes.length);
  predictor.predictBatch(Float32Array.from(values), probabilities);
  return {
    probabilities: Object.fromEntries(classes.map(({ id }, i) => [id, probabilities[i]!])),
    anyProbability: anyProbability(probabilities, 0, classes.length),
    predictedClass: classes[predictor.decide(probabilities, 0)]!.id,
  };
}

/** The probability of any class but the first, for the row that begins at `offset`. */
export function anyProbability(probabilities: Float64Array, offset: number, classes: number): number {
  let sum = 0;
  for (let i = 1; i < classes; i++) sum += probabilities[offset + i]!;
  return sum;
}

const NOTHING_GIVEN = 'No answer was given: the probabilities are about those of the survey as a whole.';

function sortAnswers({ indicators }: SurveySchema, values: ArrayLike<number>) {
  const given: Record<string, number> = {};
  const missing: string[] = [];
  for (const [i, { name }] of indicators.entries()) {
    const value = values[i]!;
    if (Number.isNaN(value)) missing.push(name);
    else given[name] = value;
  }
  return { given, missing };
}
