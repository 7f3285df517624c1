import { hostname, userInfo } from 'node:os';
import type { Provenance } from '../pipeline/bundle/manifest.ts';
import type { CommandContext } from './command-context.ts';
import { projectRoot } from './project-files.ts';

/** The part of a bundle's provenance that the process around the program knows. */
export type Surroundings = Pick<Provenance, 'createdBy' | 'program' | 'node' | 'platform' | 'host' | 'gitCommit'>;

/** The same for a run, which also tells the branch: null where a commit is checked out and none. */
export interface RunSurroundings extends Surroundings {
  readonly gitBranch: string | null;
}

/** Who runs this, with what, and on which commit; outside a repository, or without git, commit and branch are null. */
export async function surroundingsOf(context: CommandContext): Promise<RunSurroundings> {
  const argv = ['git', 'rev-parse', 'HEAD', '--abbrev-ref', 'HEAD'] as const;
  const git = await context.runProcess(argv, { cwd: projectRoot(context), timeoutMs: 5_000 });
  const [gitCommit, gitBranch] = git.exitCode === 0 ? git.stdout.trim().split('\n') : [];
  return {
    createdBy: userName(),
    program: `diabetes-mlops ${context.version}`,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    host: hostname(),
    gitCommit: gitCommit ?? null,
    gitBranch: gitBranch === undefined || gitBranch === 'HEAD' ? null : gitBranch,
  };
}

/** Who runs this; a container's user may have no name. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
