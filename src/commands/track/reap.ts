import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addCommonOptions, addExamples, commonOptionsOf, type CommonOptions } from '../common-options.ts';
import { projectRoot } from '../project-files.ts';

/** What `diabetes track reap` was asked to do. */
export interface ReapOptions extends CommonOptions {
  /** Whether it only says what it would do. */
  readonly dryRun: boolean;
}

type RunReap = (options: ReapOptions, context: CommandContext) => Promise<void>;

/** `diabetes track reap`: ends for runs that could not record their own. */
export function createReapCommand(context: CommandContext, run: RunReap = runReap): Command {
  const command = new Command('reap')
    .summary('close runs whose process is gone')
    .description(
      'Close the runs that have no end and whose process is gone: it is not on this machine any more, or has given no ' +
        'sign of life for 5 minutes. They end as KILLED, at their last sign of life.',
    )
    .option('--dry-run', 'say which runs these are, and change nothing');
  addCommonOptions(command);
  addExamples(command, [
    ['diabetes track reap --dry-run', 'See which runs were cut short'],
    ['diabetes track reap', 'Close them'],
  ]);
  return command.action(async (options: Partial<ReapOptions>) => {
    await run({ dryRun: false, ...options, ...commonOptionsOf(command) }, context);
  });
}

/** Finds the runs, closes and tells them. */
export async function runReap(options: ReapOptions, context: CommandContext): Promise<void> {
  const { createOutput } = await import('../../terminal/output.ts');
  const { renderReapedRuns } = await import('../../terminal/render-reaped-runs.ts');
  const { shortIdLength } = await import('../../tracking/runs/find-run.ts');
  const { closeGoneRun, findGoneRuns } = await import('../../tracking/runs/reap-runs.ts');
  const { openRunStore } = await import('../../tracking/runs/run-store.ts');
  const { streams, clock } = context;
  const { dryRun } = options;
  const root = projectRoot(context);
  const store = openRunStore(root, clock);
  const { gone, alive } = findGoneRuns(store, root);
  if (!dryRun) for (const run of gone) await closeGoneRun(root, run);
  const document = { schemaVersion: 1, command: 'track reap', dryRun, runs: gone, alive } as const;
  const look = { now: clock.now(), idLength: shortIdLength(store.ids) };
  await createOutput(streams, options).result(document, (result, style) =>
    renderReapedRuns(result, { ...look, style }),
  );
}
