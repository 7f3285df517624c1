import { loadPopulation } from '../../pipeline/bundle/load-bundle.ts';
import { placePrediction } from '../../pipeline/population/place-prediction.ts';
import { predictOne } from '../../pipeline/prediction/prediction.ts';
import { createPredictor } from '../../pipeline/prediction/predictor.ts';
import { createOutput } from '../../terminal/output.ts';
import { renderPrediction } from '../../terminal/render-prediction.ts';
import type { CommandContext } from '../command-context.ts';
import type { CommonOptions } from '../common-options.ts';
import { changeAnswers, readAnswers, type AnswerSource } from './answers.ts';
import type { PredictModel } from './model.ts';

/** One person's answers, and what is asked about the prediction. */
export interface PredictPersonOptions extends CommonOptions, AnswerSource {
  /** Whether each answer that no flag gave is asked in the terminal. */
  readonly interactive: boolean;
  /** What each answer contributes. */
  readonly explain: boolean;
  /** Other answers, by flag or column, that are tried together. */
  readonly whatIf: readonly (readonly [key: string, value: string])[];
  /** The smallest changes to a lower class. */
  readonly counterfactual: boolean;
}

/** Predicts one person; what asks the questions and what explains a prediction is loaded only where it is asked for. */
export async function predictPerson(
  options: PredictPersonOptions,
  model: PredictModel,
  context: CommandContext,
): Promise<void> {
  const bundle = model.bundle();
  const { manifest, weights, digest, version } = bundle;
  const { schema } = model;
  const { interactive, explain, whatIf, counterfactual } = options;
  const source = interactive ? await (await import('./interactive.ts')).askAnswers(options, schema, context) : options;
  const given = await readAnswers(source, schema, context);
  const changed = whatIf.length === 0 ? undefined : changeAnswers(given, whatIf, schema);
  const predictor = createPredictor(manifest, weights);
  const population = await loadPopulation(bundle);
  const alone = predictOne(predictor, given, { digest, version });
  const prediction = population === undefined ? alone : placePrediction(alone, given.values, { predictor, population });
  if (explain || changed !== undefined || counterfactual) {
    const { explainPerson } = await import('./explain.ts');
    const other = changed === undefined ? {} : { changed: changed.values };
    await explainPerson(options, { predictor, prediction, values: given.values, ...other }, context);
    return;
  }
  const { disclaimer } = schema;
  const document = { schemaVersion: 1, command: 'predict', prediction, disclaimer } as const;
  await createOutput(context.streams, options).result(document, (result, style) =>
    renderPrediction(result, schema, style),
  );
}
