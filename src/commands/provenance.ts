import { hostname, userInfo } from 'node:os';
import type { Provenance } from '../pipeline/bundle/manifest.ts';
import type { CommandContext } from './command-context.ts';
import { projectRoot } from './project-files.ts';

/** The part of a bundle's provenance that the process around the program knows. */
export type Surroundings = Pick<Provenance, 'createdBy' | 'program' | 'node' | 'platform' | 'host' | 'gitCommit'>;

/** Who runs this, with what, and on which commit; outside a repository, or without git, the commit is null. */
export async function surroundingsOf(context: CommandContext): Promise<Surroundings> {
  const git = await context.runProcess(['git', 'rev-parse', 'HEAD'], { cwd: projectRoot(context), timeoutMs: 5_000 });
  return {
    createdBy: userName(),
    program: `diabetes-mlops ${context.version}`,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    host: hostname(),
    gitCommit: git.exitCode === 0 ? git.stdout.trim() : null,
  };
}

/** A container's user may have no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
