import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The file that marks a project's root and holds its params. */
export const PARAMS_FILE = 'params.yaml';

/** The project's root: the nearest folder from `cwd` (absolute) upward with a params.yaml, else `cwd` itself. */
export function findProjectRoot(cwd: string): string {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(join(folder, PARAMS_FILE))) return folder;
    if (folder === dirname(folder)) return cwd;
  }
}
