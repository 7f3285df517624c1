import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DiabetesError } from '../foundation/errors.ts';
import { readTextFile } from '../foundation/read-text-file.ts';
import type { RowOrigin } from '../pipeline/load-labelled-rows.ts';
import { DEFAULT_PARAMS, type Params } from '../pipeline/params.ts';
import type { SurveySchema } from '../pipeline/schema/survey-schema.ts';
import type { CommandContext } from './command-context.ts';
import { projectRoot } from './project-files.ts';

export interface RowOriginRequest {
  /** The value of --data. */
  readonly data: string | undefined;
  readonly params: Params;
  readonly schema: SurveySchema;
}

/**
 * Where labelled rows come from: --data, else the path in the params, else, where that path is the default and nothing
 * is there, the synthetic rows that ship with the program.
 *
 * @throws DiabetesError PATH_NOT_FOUND where a path that was asked for does not exist
 */
export async function resolveRowOrigin(context: CommandContext, request: RowOriginRequest): Promise<RowOrigin> {
  const { data, params, schema } = request;
  const path = data === undefined ? resolve(projectRoot(context), params.data.path) : resolve(context.cwd, data);
  if (existsSync(path)) {
    if (!statSync(path).isDirectory()) return { kind: 'file', path };
    const { SPLIT_FILE } = await import('../pipeline/prepared-folder.ts');
    if (existsSync(join(path, SPLIT_FILE))) return { kind: 'prepared', folder: path };
    throw new DiabetesError('PATH_NOT_FOUND', `the folder ${path} has no ${SPLIT_FILE}`, {
      hint: 'Name a CSV file, or a folder made by `diabetes data split`.',
    });
  }
  if (data === undefined && params.data.path === DEFAULT_PARAMS.data.path) {
    return syntheticOrigin(context, params, schema);
  }
  throw new DiabetesError('PATH_NOT_FOUND', `the data file ${path} does not exist`, {
    hint:
      data === undefined
        ? 'Put the file there, change data.path in params.yaml, or name another with --data.'
        : 'Check the path. Without --data, the built-in synthetic rows are used.',
  });
}

async function syntheticOrigin(context: CommandContext, params: Params, schema: SurveySchema): Promise<RowOrigin> {
  const { parseSynthesizer } = await import('../pipeline/synthesis/parse-synthesizer.ts');
  const { checkSynthesizer } = await import('../pipeline/synthesis/synthesizer.ts');
  const path = join(context.packageRoot, 'data', 'synthesizer.json');
  const synthesizer = parseSynthesizer(await readTextFile(path, 'the synthesizer'), path);
  if (synthesizer.schema !== schema.name) {
    throw new DiabetesError('USAGE', `there are no built-in rows of the survey ${schema.name}`, {
      hint: 'Name a file of labelled rows with --data.',
    });
  }
  checkSynthesizer(synthesizer, schema);
  return { kind: 'synthetic', synthesizer, rows: params.data.synthetic_rows, seed: params.split.seed };
}

/** What a person should know about rows that nobody answered. */
export const SYNTHETIC_NOTICE =
  `no ${DEFAULT_PARAMS.data.path}: using synthetic rows, which resemble the survey but belong to nobody. ` +
  'For the real one, put "Diabetes Health Indicators" (diabetes_012_health_indicators_BRFSS2015.csv, Kaggle) there ' +
  'or name it with --data';
