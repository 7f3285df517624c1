import type { RunTags } from '../../tracking/run-journal.ts';
import type { CommandContext } from '../command-context.ts';
import type { RunSurroundings } from '../provenance.ts';

/** What DVC says of the stage that it runs (https://dvc.org/doc/user-guide/env), by the tag that keeps it. */
const DVC_VARIABLES = {
  dvc_stage: 'DVC_STAGE',
  dvc_exp_name: 'DVC_EXP_NAME',
  dvc_exp_baseline_rev: 'DVC_EXP_BASELINE_REV',
} as const;

/** Who runs what, on which commit, for which stage of DVC, and whether as a job of CI; what is not known is left out. */
export function surroundingTags(
  { program, node, createdBy, gitCommit, gitBranch }: RunSurroundings,
  { environment }: CommandContext,
): RunTags {
  const dvc = Object.entries(DVC_VARIABLES).map(([tag, variable]) => [tag, environment[variable] ?? ''] as const);
  const tags = [
    ['program', program],
    ['node', node],
    ['user', createdBy],
    ['git_commit', gitCommit ?? ''],
    ['git_branch', gitBranch ?? ''],
    ['mlflow.source.type', /^(|0|false)$/.test(environment.CI ?? '') ? '' : 'JOB'],
    ...dvc,
  ] as const;
  return Object.fromEntries(tags.filter(([, value]) => value !== ''));
}
