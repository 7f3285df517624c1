import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

const python = process.env.DIABETES_TEST_PYTHON;
const programs = python === undefined ? undefined : dirname(python);

/** Why DVC cannot be run, or undefined where it can. */
export const missingDvc =
  programs === undefined || !existsSync(join(programs, 'dvc'))
    ? 'DIABETES_TEST_PYTHON names no Python with dvc'
    : undefined;

/**
 * Variables with which `dvc` is on the PATH, and neither it nor git reads or writes anything of the person who runs the
 * tests. `node` is the one that runs them.
 *
 * @param home a temporary folder
 */
export function dvcEnvironment(home: string): Record<string, string | undefined> {
  return {
    ...process.env,
    PATH: [programs, dirname(process.execPath), process.env.PATH].join(delimiter),
    HOME: home,
    DVC_SITE_CACHE_DIR: join(home, 'site'),
    DVC_GLOBAL_CONFIG_DIR: join(home, 'global'),
    DVC_NO_ANALYTICS: '1',
    GIT_AUTHOR_NAME: 'Test',
    GIT_AUTHOR_EMAIL: 'test@localhost',
    GIT_COMMITTER_NAME: 'Test',
    GIT_COMMITTER_EMAIL: 'test@localhost',
  };
}
