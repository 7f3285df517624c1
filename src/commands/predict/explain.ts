import { DiabetesError } from '../../foundation/errors.ts';
import { changeableAnswers, findCounterfactual } from '../../pipeline/explanation/counterfactual.ts';
import { explainPrediction } from '../../pipeline/explanation/explain-prediction.ts';
import { predictWhatIf } from '../../pipeline/explanation/what-if.ts';
import type { PlacedPrediction } from '../../pipeline/population/place-prediction.ts';
import type { Predictor } from '../../pipeline/prediction/predictor.ts';
import type { SurveySchema } from '../../pipeline/schema/survey-schema.ts';
import { createOutput } from '../../terminal/output.ts';
import { renderExplainedPrediction } from '../../terminal/render-explained-prediction.ts';
import type { CommandContext } from '../command-context.ts';
import type { CommonOptions } from '../common-options.ts';

/** What is asked about the prediction of one person. */
interface ExplainOptions extends CommonOptions {
  readonly explain: boolean;
  readonly counterfactual: boolean;
}

interface PredictedPerson {
  readonly prediction: PlacedPrediction;
  /** Codes in the schema's order; NaN is unknown. */
  readonly values: Float64Array;
  /** Other codes to predict from as well. */
  readonly changed?: Float64Array;
}

/**
 * Tells one person's prediction with what was asked about it.
 *
 * @throws DiabetesError USAGE for a counterfactual where none of the given answers can be changed
 */
export async function explainPerson(
  { explain, counterfactual, ...options }: ExplainOptions,
  { predictor, prediction, values, changed }: PredictedPerson & { readonly predictor: Predictor },
  { streams }: CommandContext,
): Promise<void> {
  const { schema } = predictor.spec;
  if (counterfactual) refuseUnchangeable(schema, values);
  const explained = {
    ...prediction,
    ...(explain ? { explanation: explainPrediction(predictor, values) } : {}),
    ...(changed === undefined ? {} : { whatIf: predictWhatIf(predictor, values, changed) }),
    ...(counterfactual ? { counterfactual: findCounterfactual(predictor, values) } : {}),
  };
  const { disclaimer } = schema;
  const document = { schemaVersion: 1, command: 'predict', prediction: explained, disclaimer } as const;
  await createOutput(streams, options).result(document, (result, style) =>
    renderExplainedPrediction(result, schema, style),
  );
}

function refuseUnchangeable(schema: SurveySchema, values: Float64Array): void {
  if (changeableAnswers(schema, values).length > 0) return;
  const flags = schema.indicators.flatMap(({ changeable, flag }) => (changeable === undefined ? [] : [`--${flag}`]));
  const which =
    flags.length === 0
      ? 'this survey has no question that a person can change'
      : 'none of the given answers can be changed';
  throw new DiabetesError('USAGE', `--counterfactual has nothing to change: ${which}`, {
    ...(flags.length === 0 ? {} : { hint: `Give one of ${flags.join(', ')}.` }),
  });
}
