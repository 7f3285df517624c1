import type { Bundle } from '../../pipeline/bundle/load-bundle.ts';
import { loadBundle } from '../../pipeline/bundle/load-bundle.ts';
import type { SurveySchema } from '../../pipeline/schema/survey-schema.ts';
import type { CommandContext } from '../command-context.ts';
import { isModelReference, modelFolder, readSchema } from '../project-files.ts';

/** The model that `predict` asks. Its schema makes the flags; without a model the built-in schema makes the help. */
export interface PredictModel {
  readonly schema: SurveySchema;
  /** @throws DiabetesError PATH_NOT_FOUND, INVALID_BUNDLE: why there is no model */
  readonly bundle: () => Bundle;
}

/**
 * Loads the model named by --model, before the other arguments are parsed: they depend on its schema.
 *
 * @throws DiabetesError PATH_NOT_FOUND, INVALID_BUNDLE where a model was named, unless only help is asked for; and why a
 *   model that a reference names cannot be fetched
 */
export async function loadPredictModel(context: CommandContext): Promise<PredictModel> {
  const named = valueOf('--model', context.argv);
  try {
    const bundle = await loadBundle(await folderOf(named, context));
    return { schema: bundle.manifest.schema, bundle: () => bundle };
  } catch (error) {
    // The answers of another survey would be unknown options, and hide why there is no model.
    if (named !== undefined && named !== '' && !asksForHelp(context.argv)) throw error;
    return noModel(context, error);
  }
}

/**
 * Only the built-in schema, for whoever asks what there is to answer.
 *
 * @param error why there is no model
 */
export async function noModel(context: CommandContext, error?: unknown): Promise<PredictModel> {
  return {
    schema: await readSchema(context, undefined),
    bundle: () => {
      throw error;
    },
  };
}

/** The folder of the model that is named; what fetches one is loaded only for a reference. */
async function folderOf(named: string | undefined, context: CommandContext): Promise<string> {
  if (!isModelReference(named)) return modelFolder(context, named);
  const { fetchAskedModel } = await import('../model-reference.ts');
  return fetchAskedModel(context, named);
}

function asksForHelp(argv: readonly string[]): boolean {
  return argv[0] === 'help' || argv.includes('--help') || argv.includes('-h');
}

/** An option's value among unparsed arguments, as `--name value` or `--name=value`. */
function valueOf(option: string, argv: readonly string[]): string | undefined {
  const end = argv.indexOf('--');
  const options = end < 0 ? argv : argv.slice(0, end);
  const joined = options.findLast((argument) => argument.startsWith(`${option}=`));
  if (joined !== undefined) return joined.slice(option.length + 1);
  const place = options.lastIndexOf(option);
  return place < 0 ? undefined : options[place + 1];
}
