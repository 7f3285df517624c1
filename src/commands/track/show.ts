import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addCommonOptions, addExamples, commonOptionsOf, type CommonOptions } from '../common-options.ts';
import { projectRoot } from '../project-files.ts';

/** What `diabetes track show` was asked to do. */
export interface ShowOptions extends CommonOptions {
  readonly run: string;
}

type RunShow = (options: ShowOptions, context: CommandContext) => Promise<void>;

/** `diabetes track show`: all of one run. */
export function createShowCommand(context: CommandContext, run: RunShow = runShow): Command {
  const command = new Command('show')
    .summary('show all of one run')
    .description(
      'Show one run: its params that are not the defaults, its metrics, epochs and tags; --verbose shows all of them.',
    )
    .argument('<run>', 'its id, the first digits of it, or latest');
  addCommonOptions(command);
  addExamples(command, [['diabetes track show latest', 'See the newest run']]);
  return command.action(async (reference: string) => {
    await run({ run: reference, ...commonOptionsOf(command) }, context);
  });
}

/** Finds the run and shows it. */
export async function runShow(options: ShowOptions, context: CommandContext): Promise<void> {
  const { DEFAULT_PARAMS } = await import('../../pipeline/params.ts');
  const { createOutput } = await import('../../terminal/output.ts');
  const { renderRun } = await import('../../terminal/render-run.ts');
  const { shellPath } = await import('../../terminal/shell-words.ts');
  const { isDelivered, runPage } = await import('../../tracking/delivery/delivery.ts');
  const { readDeliveries } = await import('../../tracking/delivery/delivery-file.ts');
  const { findRun } = await import('../../tracking/runs/find-run.ts');
  const { changedParams } = await import('../../tracking/runs/flatten-params.ts');
  const { openRunStore } = await import('../../tracking/runs/run-store.ts');
  const { streams, clock, cwd } = context;
  const root = projectRoot(context);
  const store = openRunStore(root);
  const run = findRun(store, options.run);
  const bundle = store.bundleOf(run.id);
  const folder = join(root, '.diabetes', 'runs', run.id);
  const journalBytes = (await stat(join(folder, 'events.jsonl'))).size;
  const document = {
    schemaVersion: 1,
    command: 'track show',
    run,
    changedParams: changedParams(run.params, DEFAULT_PARAMS),
    bundle,
    deliveries: readDeliveries(folder).map((delivery) => ({
      page: runPage(delivery),
      isComplete: isDelivered(delivery, journalBytes),
    })),
  } as const;
  await createOutput(streams, options).result(document, (result, style) =>
    renderRun(result, {
      style,
      width: streams.stdout.columns ?? Infinity,
      now: clock.now(),
      all: options.verbose,
      bundlePath: bundle === null ? null : shellPath(join(root, bundle), cwd),
    }),
  );
}
