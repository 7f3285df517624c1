import { existsSync, lstatSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { currentFolder } from '../foundation/atomic-files.ts';
import { DiabetesError } from '../foundation/errors.ts';
import type { PipelineEvent } from '../foundation/events.ts';
import type { RowOrigin } from '../pipeline/workflows/load-labelled-rows.ts';
import { DEFAULT_PARAMS, type Params } from '../pipeline/params.ts';
import type { SurveySchema } from '../pipeline/schema/survey-schema.ts';
import type { CommandContext } from './command-context.ts';
import { projectRoot } from './project-files.ts';
import { readSynthesizer } from './read-synthesizer.ts';

export interface RowOriginRequest {
  /** The value of --data. */
  readonly data: string | undefined;
  readonly params: Params;
  readonly schema: SurveySchema;
  /** The values of --ignore-column. */
  readonly ignore?: readonly string[];
}

/**
 * Where labelled rows come from: --data, else the path in the params, else, where that path is the default and nothing
 * is there, the synthetic rows that ship with the program.
 *
 * @throws DiabetesError PATH_NOT_FOUND where a path that was asked for does not exist; USAGE where columns are to be ignored
 *   and there is no file
 */
export async function resolveRowOrigin(context: CommandContext, request: RowOriginRequest): Promise<RowOrigin> {
  const { data, params, schema, ignore = [] } = request;
  const path = data === undefined ? resolve(projectRoot(context), params.data.path) : resolve(context.cwd, data);
  const current = await currentFolder(path);
  if (existsSync(current)) {
    if (!statSync(current).isDirectory()) return { kind: 'file', path, ignore };
    const { SPLIT_FILE } = await import('../pipeline/workflows/prepared-folder.ts');
    if (existsSync(join(current, SPLIT_FILE))) return { kind: 'prepared', folder: path, ignore };
    throw new DiabetesError('PATH_NOT_FOUND', `the folder ${path} has no ${SPLIT_FILE}`, {
      hint: 'Name a CSV or Parquet file, or a folder made by `diabetes data split`.',
    });
  }
  if (data === undefined && params.data.path === DEFAULT_PARAMS.data.path && !isMissingFromDvc(path)) {
    if (ignore.length > 0) {
      const hint = 'Name a file of labelled rows with --data.';
      throw new DiabetesError('USAGE', '--ignore-column is for the columns of a file, and there is none', { hint });
    }
    return syntheticOrigin(context, params, schema);
  }
  throw new DiabetesError('PATH_NOT_FOUND', `the data file ${path} does not exist`, {
    hint: isMissingFromDvc(path)
      ? 'DVC keeps it: run `diabetes data fetch`.'
      : data === undefined
        ? `Put the file there, as \`diabetes data pull --out ${path}\` does, change data.path, or name another with --data.`
        : 'Check the path. Without --data, the built-in synthetic rows are used.',
  });
}

/** Whether DVC keeps a file that is not there: by its .dvc file, or by a link that leads nowhere. */
export function isMissingFromDvc(path: string): boolean {
  return existsSync(`${path}.dvc`) || lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

async function syntheticOrigin(context: CommandContext, params: Params, schema: SurveySchema): Promise<RowOrigin> {
  const hint = 'Name a file of labelled rows with --data.';
  const synthesizer = await readSynthesizer(context, schema, { named: undefined, hint });
  return { kind: 'synthetic', synthesizer, rows: params.data.synthetic_rows, seed: params.split.seed };
}

/** What a person should know about rows that nobody answered. */
export const SYNTHETIC_NOTICE: PipelineEvent = {
  type: 'notice',
  level: 'warning',
  code: 'synthetic-data',
  message:
    `there is no ${DEFAULT_PARAMS.data.path}, so the rows are synthetic: drawn from figures, they resemble the survey. ` +
    '`diabetes data pull` says where the real one is to be had; a file of your own is named with --data',
};
