import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { currentFolder } from '../../foundation/atomic-files.ts';
import { DiabetesError } from '../../foundation/errors.ts';
import { loadProvenance, type Bundle } from '../../pipeline/bundle/load-bundle.ts';
import { DEFAULT_PARAMS } from '../../pipeline/params.ts';
import type { EvaluatedRowsOrigin } from '../../pipeline/workflows/load-evaluated-rows.ts';
import type { CommandContext } from '../command-context.ts';
import { resolveInProject } from '../project-files.ts';
import { readSynthesizer } from '../read-synthesizer.ts';
import { isMissingFromDvc, resolveRowOrigin } from '../row-origin.ts';

interface AskedRows {
  /** The value of --data. */
  readonly data?: string;
  /** The values of --ignore-column. */
  readonly ignoreColumn: readonly string[];
}

/**
 * Which rows a model is evaluated on: --data, else its own, from where they were when it was trained, or where the project
 * has its data.
 *
 * @throws DiabetesError PATH_NOT_FOUND where they are not there; USAGE where columns are to be ignored and no file is named
 */
export async function resolveEvaluatedRows(
  context: CommandContext,
  bundle: Bundle,
  { data, ignoreColumn }: AskedRows,
): Promise<EvaluatedRowsOrigin> {
  const { schema } = bundle.manifest;
  if (data !== undefined) {
    const path = resolve(context.cwd, data);
    if (!existsSync(await currentFolder(path)) && !isMissingFromDvc(path)) {
      const hint = "Check the path. Without --data, the rows that the model's training kept for testing are evaluated.";
      throw new DiabetesError('PATH_NOT_FOUND', `the data file ${path} does not exist`, { hint });
    }
    const origin = await resolveRowOrigin(context, { data, params: DEFAULT_PARAMS, schema, ignore: ignoreColumn });
    // A path that is named is a file or a folder, or an error.
    if (origin.kind !== 'synthetic') return { kind: 'file', origin };
  }
  if (ignoreColumn.length > 0) {
    throw new DiabetesError(
      'USAGE',
      "--ignore-column is for the columns of --data; the model's own rows are read as in training",
      {
        hint: 'Name a file of labelled rows with --data.',
      },
    );
  }
  return ownRows(context, bundle);
}

async function ownRows(context: CommandContext, bundle: Bundle): Promise<EvaluatedRowsOrigin> {
  const { schema, data, split } = bundle.manifest;
  const dataPath = (await loadProvenance(bundle))?.dataPath ?? null;
  if (data.source === 'synthetic' && dataPath === null) {
    const hint = 'Name labelled rows with --data.';
    const synthesizer = await readSynthesizer(context, schema, { named: undefined, hint });
    return { kind: 'test', origin: { kind: 'synthetic', synthesizer, rows: data.rows, seed: split.seed } };
  }
  const path = resolveInProject(context, dataPath ?? DEFAULT_PARAMS.data.path);
  if (!existsSync(await currentFolder(path))) {
    const message = `the rows that model ${bundle.version} was trained from are not there: ${path}`;
    throw new DiabetesError('PATH_NOT_FOUND', message, {
      hint: isMissingFromDvc(path) ? 'DVC keeps them: run `diabetes data fetch`.' : 'Name labelled rows with --data.',
    });
  }
  const request = { data: path, params: DEFAULT_PARAMS, schema, ignore: data.absent };
  return { kind: 'test', origin: await resolveRowOrigin(context, request) };
}
