import { resolveParams } from '../../config/resolve-params.ts';
import { parseMaxDrop } from '../../pipeline/evaluation/gates.ts';
import { metricKeys } from '../../pipeline/evaluation/metric-keys.ts';
import { DEFAULT_PARAMS, type EvaluateParams } from '../../pipeline/params.ts';
import { placeOf } from '../../pipeline/schema/people-units.ts';
import type { SurveySchema } from '../../pipeline/schema/survey-schema.ts';
import type { CommandContext } from '../command-context.ts';
import { readParamsFile } from '../project-files.ts';
import type { EvaluateOptions } from './options.ts';

/**
 * What is asked of the model: flags over params.yaml over defaults, with the gates of both.
 *
 * @throws DiabetesError INVALID_PARAMS; USAGE for a greatest drop that is not understood
 */
export async function resolveQuestions(
  { slice, gate, maxDrop, resamples, seed, config }: EvaluateOptions,
  context: CommandContext,
  schema: SurveySchema,
): Promise<EvaluateParams> {
  const { params, origins } = resolveParams({
    ...(await readParamsFile(context, config)),
    flags: {
      '--slice': { evaluate: { slices: slice.length > 0 ? slice : undefined } },
      '--resamples': { evaluate: { resamples } },
      '--seed': { evaluate: { seed } },
    },
  });
  const { slices, gates, ...rest } = params.evaluate;
  const keys = metricKeys(schema.target.classes.map(({ id }) => id));
  const drops = maxDrop.map((text) => parseMaxDrop(text, keys).gate);
  // The default, which params.yaml spells out, is for the survey that ships with the program: another one need not have it.
  const isAsked = (text: string): boolean =>
    origins['evaluate.slices'] === '--slice' ||
    !DEFAULT_PARAMS.evaluate.slices.includes(text) ||
    placeOf(schema, text) >= 0;
  return { ...rest, slices: slices.filter(isAsked), gates: [...gates, ...gate, ...drops] };
}
