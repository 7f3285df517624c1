import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { DiabetesError } from '../../foundation/errors.ts';
import { followLinks } from '../../foundation/file-places.ts';
import type { CommandContext } from '../command-context.ts';
import { projectRoot } from '../project-files.ts';

/** What MLflow takes for its store wherever it stands. */
const STORE = 'mlruns';

/** The folder that is written as a whole, and the store in it. */
export interface ExportPlace {
  readonly folder: string;
  readonly store: string;
}

/**
 * Where a file store goes: below the folder that is named, or, where that is itself called mlruns, there.
 *
 * @throws DiabetesError USAGE where a folder named mlruns would stand in a directory that somebody works in
 */
export async function exportPlace(out: string, context: CommandContext): Promise<ExportPlace> {
  const { cwd, environment } = context;
  const path = resolve(cwd, out);
  const folder = await followLinks(basename(path) === STORE ? dirname(path) : path);
  const { HOME } = environment;
  const workplaces = [cwd, projectRoot(context), ...(HOME === undefined ? [] : [HOME])];
  for (const workplace of workplaces) {
    if (!isWithin(await followLinks(workplace), folder)) continue;
    throw new DiabetesError(
      'USAGE',
      `${out} would put a folder named ${STORE} into ${folder}: every call of mlflow made there would take it for its store, and fail`,
      { hint: 'Name a folder of its own: --out mlflow-export' },
    );
  }
  return { folder, store: join(folder, STORE) };
}

/** Whether a path is a folder or below it. */
function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`));
}
