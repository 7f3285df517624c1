import { DiabetesError } from '../../foundation/errors.ts';
import { loadBundle, type Bundle } from '../../pipeline/bundle/load-bundle.ts';
import type { EvaluatedRowsOrigin } from '../../pipeline/workflows/load-evaluated-rows.ts';
import type { CommandContext } from '../command-context.ts';
import { resolveModel } from '../model-reference.ts';
import { isModelReference, paramsPath } from '../project-files.ts';
import type { EvaluateOptions } from './options.ts';
import { resolveEvaluatedRows } from './evaluated-rows.ts';
import type { EvaluationInput } from './report-paths.ts';

/** All that an evaluation reads but the params. */
export interface EvaluationInputs {
  readonly bundle: Bundle;
  readonly baseline?: Bundle;
  readonly from: EvaluatedRowsOrigin;
}

/**
 * Loads the models, and finds the rows.
 *
 * @throws DiabetesError PATH_NOT_FOUND, INVALID_BUNDLE, USAGE; why a model cannot be fetched
 */
export async function resolveInputs(options: EvaluateOptions, context: CommandContext): Promise<EvaluationInputs> {
  const bundle = await loadBundle(await resolveModel(options.model, options, context));
  const baseline =
    options.baseline === undefined ? {} : { baseline: await loadBaseline(options.baseline, options, context) };
  return { bundle, ...baseline, from: await resolveEvaluatedRows(context, bundle, options) };
}

async function loadBaseline(ref: string, options: EvaluateOptions, context: CommandContext): Promise<Bundle> {
  try {
    return await loadBundle(await resolveModel(ref, options, context));
  } catch (error) {
    if (isModelReference(ref) || !(error instanceof DiabetesError) || error.code !== 'PATH_NOT_FOUND') throw error;
    const hint = 'Name the folder of another model with --baseline.';
    throw new DiabetesError(error.code, error.message, { hint, cause: error });
  }
}

/** What no report may overwrite. */
export function protectedPaths(
  { bundle, baseline, from }: EvaluationInputs,
  { config }: EvaluateOptions,
  context: CommandContext,
): readonly EvaluationInput[] {
  const { origin } = from;
  const data = origin.kind === 'synthetic' ? undefined : origin.kind === 'file' ? origin.path : origin.folder;
  return [
    { title: 'the model', path: bundle.folder },
    ...(baseline === undefined ? [] : [{ title: 'the baseline', path: baseline.folder }]),
    ...(data === undefined ? [] : [{ title: 'the rows that are evaluated', path: data }]),
    { title: 'the params', path: paramsPath(context, config) },
  ];
}
