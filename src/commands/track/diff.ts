import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addCommonOptions, addExamples, commonOptionsOf, type CommonOptions } from '../common-options.ts';
import { projectRoot } from '../project-files.ts';

/** What `diabetes track diff` was asked to do. */
export interface DiffOptions extends CommonOptions {
  readonly a: string;
  readonly b: string;
}

type RunDiff = (options: DiffOptions, context: CommandContext) => Promise<void>;

/** `diabetes track diff`: what two runs do not have in common. */
export function createDiffCommand(context: CommandContext, run: RunDiff = runDiff): Command {
  const command = new Command('diff')
    .summary('show in what two runs differ')
    .description('Show in what two runs differ: params, metrics, tags and data.')
    .argument('<a>', 'a run: its id, the first digits of it, or latest')
    .argument('<b>', 'the run to compare with it');
  addCommonOptions(command);
  addExamples(command, [['diabetes track diff 4ea76e2f latest', 'See what the newest run did otherwise']]);
  return command.action(async (a: string, b: string) => {
    await run({ a, b, ...commonOptionsOf(command) }, context);
  });
}

/** Finds both runs, compares and shows them. */
export async function runDiff(options: DiffOptions, context: CommandContext): Promise<void> {
  const { createOutput } = await import('../../terminal/output.ts');
  const { renderRunDiff } = await import('../../terminal/render-run-diff.ts');
  const { diffRuns } = await import('../../tracking/runs/diff-runs.ts');
  const { findRun, shortIdLength } = await import('../../tracking/runs/find-run.ts');
  const { openRunStore } = await import('../../tracking/runs/run-store.ts');
  const { createWarn, describeDamage } = await import('./runs.ts');
  const { streams, clock } = context;
  const store = openRunStore(projectRoot(context));
  const a = findRun(store, options.a);
  const b = findRun(store, options.b);
  await createWarn(context, options)(describeDamage([a, b], []));
  const head = ({ id, name, startTime }: typeof a) => ({ id, name, startTime });
  const document = { schemaVersion: 1, command: 'track diff', a: head(a), b: head(b), ...diffRuns(a, b) } as const;
  await createOutput(streams, options).result(document, (result, style) => {
    const width = streams.stdout.columns ?? Infinity;
    const idLength = shortIdLength(store.ids);
    return renderRunDiff(result, { style, width, idLength, now: clock.now(), all: options.verbose });
  });
}
