import { existsSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { findProjectRoot, PARAMS_FILE } from '../config/find-root.ts';
import { readTextFile } from '../foundation/read-text-file.ts';
import type { SurveySchema } from '../pipeline/schema/survey-schema.ts';
import type { CommandContext } from './command-context.ts';

/** Where a model is written and looked for when nothing else is said. */
const DEFAULT_MODEL = join('models', 'diabetes');

/** The project's root: params, data and models are looked for below it. */
export function projectRoot({ cwd }: CommandContext): string {
  return findProjectRoot(cwd);
}

/** Whether a model is named by a reference, such as `models:/diabetes@champion`, and not by its folder. */
export function isModelReference(ref: string | undefined): ref is string {
  return ref !== undefined && /^(models|runs):\//.test(ref);
}

/** The folder that holds a model: the one named, else the project's own. */
export function modelFolder(context: CommandContext, folder: string | undefined): string {
  return folder === undefined ? join(projectRoot(context), DEFAULT_MODEL) : resolve(context.cwd, folder);
}

/**
 * A path as a bundle keeps it: from the project's root where it lies below, so that it holds where the project is moved to or
 * copied.
 */
export function pathInProject(context: CommandContext, path: string): string {
  const below = relative(projectRoot(context), path);
  return below.startsWith('..') || isAbsolute(below) ? path : below.split(sep).join('/');
}

/** Where a path that a bundle keeps leads to, in this project. */
export function resolveInProject(context: CommandContext, path: string): string {
  return resolve(projectRoot(context), path);
}

/** Where the params file is, or would be: the one named, else the project's. */
export function paramsPath(context: CommandContext, named: string | undefined): string {
  return named === undefined ? join(projectRoot(context), PARAMS_FILE) : resolve(context.cwd, named);
}

/** The params file's text and path: the one named, else the project's where there is one. */
export async function readParamsFile(
  context: CommandContext,
  named: string | undefined,
): Promise<{ readonly text?: string; readonly path?: string }> {
  const path = paramsPath(context, named);
  if (named === undefined && !existsSync(path)) return {};
  return { text: await readTextFile(path, 'the params file'), path };
}

/**
 * The survey's schema: from the file named, else the one that ships with the program.
 *
 * @throws DiabetesError PATH_NOT_FOUND, INVALID_SCHEMA
 */
export async function readSchema(context: CommandContext, named: string | undefined): Promise<SurveySchema> {
  const { parseSchema } = await import('../pipeline/schema/parse-schema.ts');
  const path = named === undefined ? join(context.packageRoot, 'data', 'schema.yaml') : resolve(context.cwd, named);
  return parseSchema(await readTextFile(path, 'the schema'), path);
}
