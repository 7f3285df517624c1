import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DiabetesError } from '../foundation/errors.ts';
import type { ProcessRunner } from '../foundation/process-runner.ts';
import type { ToolRunner } from '../foundation/run-tool.ts';
import { createDvc, createGit, VERSION_ARGS } from './dvc-command.ts';

/** Where a repository is looked for. */
export interface RepositorySearch {
  /** The folder that is to be inside of it; the tools run there. */
  readonly folder: string;
  /** The project's root: where a repository would be made. */
  readonly project: string;
  readonly signal: AbortSignal;
}

/**
 * DVC, and the root of its repository around a folder.
 *
 * @throws DiabetesError TOOL_MISSING; NOT_CONFIGURED where there is no repository, with the command that makes one
 */
export async function openDvc(
  run: ProcessRunner,
  search: RepositorySearch,
): Promise<{ readonly dvc: ToolRunner; readonly dvcRoot: string }> {
  const dvc = createDvc(run, { cwd: search.folder, signal: search.signal });
  await dvc(VERSION_ARGS);
  return { dvc, dvcRoot: findDvcRoot(search) };
}

/**
 * git in the repository around a folder.
 *
 * @throws DiabetesError TOOL_MISSING; NOT_CONFIGURED where there is no repository, with the command that makes one
 */
export async function openGit(run: ProcessRunner, { folder, project }: RepositorySearch): Promise<ToolRunner> {
  const git = createGit(run, folder);
  await git(VERSION_ARGS);
  if (findAbove(folder, '.git') === undefined) throw noRepository('git', folder, project);
  return git;
}

/**
 * The root of the DVC repository around a folder.
 *
 * @throws DiabetesError NOT_CONFIGURED where there is none, with the command that makes one
 */
export function findDvcRoot({ folder, project }: RepositorySearch): string {
  const root = findAbove(folder, '.dvc');
  if (root === undefined) throw noRepository('DVC', folder, project);
  return root;
}

function noRepository(kind: 'git' | 'DVC', folder: string, project: string): DiabetesError {
  return new DiabetesError('NOT_CONFIGURED', `${folder} is not inside a ${kind} repository`, {
    hint: initHint(project),
  });
}

function initHint(project: string): string {
  const gitRoot = findAbove(project, '.git');
  const dvcInit = gitRoot === undefined || gitRoot === project ? 'dvc init' : 'dvc init --subdir';
  const needsDvc = findAbove(project, '.dvc') === undefined;
  const commands = [...(gitRoot === undefined ? ['git init'] : []), ...(needsDvc ? [dvcInit] : [])];
  if (commands.length === 0) return `Move the data into ${project}, which is.`;
  return `Make one in ${project}: ${commands.join(' && ')}`;
}

/** The nearest folder from here upward in which there is something of this name. */
function findAbove(folder: string, name: string): string | undefined {
  for (let place = folder; ; place = dirname(place)) {
    if (existsSync(join(place, name))) return place;
    if (place === dirname(place)) return undefined;
  }
}
