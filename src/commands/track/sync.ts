import { join } from 'node:path';
import { Command } from 'commander';
import { NegativeResult } from '../../foundation/errors.ts';
import type { SyncDocument } from '../../terminal/render-sync.ts';
import type { RunStore } from '../../tracking/runs/run-store.ts';
import type { RunSummary } from '../../tracking/runs/run.ts';
import type { CommandContext } from '../command-context.ts';
import { addCommonOptions, addExamples, commonOptionsOf, type CommonOptions } from '../common-options.ts';
import { projectRoot } from '../project-files.ts';

/** What `diabetes track sync` was asked to do. */
export interface SyncOptions extends CommonOptions {
  /** References to runs; without any, all that are recorded. */
  readonly runs: readonly string[];
}

type RunSync = (options: SyncOptions, context: CommandContext) => Promise<void>;

/** `diabetes track sync`: recorded runs to the MLflow server. */
export function createSyncCommand(context: CommandContext, run: RunSync = runSync): Command {
  const command = new Command('sync')
    .summary('deliver runs to MLflow')
    .description(
      'Deliver to the MLflow server of MLFLOW_TRACKING_URI what is not there yet: of all runs, or of those named. ' +
        'It ends with 5 where something could not be delivered.',
    )
    .argument('[run...]', 'runs: their ids, the first digits of them, or latest');
  addCommonOptions(command);
  addExamples(command, [
    ['export MLFLOW_TRACKING_URI=http://127.0.0.1:5000', 'Name the server'],
    ['diabetes track sync', 'Deliver all that is not there yet'],
    ['diabetes track sync latest', 'Deliver the newest run'],
  ]);
  return command.action(async (runs: readonly string[]) => {
    await run({ runs, ...commonOptionsOf(command) }, context);
  });
}

/**
 * Delivers runs, the oldest first, and shows what has become of each.
 *
 * @throws NegativeResult 5 where one could not be delivered
 */
export async function runSync(options: SyncOptions, context: CommandContext): Promise<void> {
  const { createOutput } = await import('../../terminal/output.ts');
  const { createProgress } = await import('../../terminal/progress.ts');
  const { renderSync } = await import('../../terminal/render-sync.ts');
  const { deliverRuns } = await import('../../tracking/delivery/deliver-runs.ts');
  const { shortIdLength } = await import('../../tracking/runs/find-run.ts');
  const { openRunStore } = await import('../../tracking/runs/run-store.ts');
  const { createWarn } = await import('./runs.ts');
  const { requireTracking } = await import('./tracking-server.ts');
  const root = projectRoot(context);
  const store = openRunStore(root);
  const tracking = requireTracking(context);
  const progress = createProgress(context.streams, options);
  try {
    const runs = await chooseRuns(store, options.runs, createWarn(context, options));
    const folders = runs.map(({ id }) => join(root, '.diabetes', 'runs', id));
    const { signal, clock } = context;
    const results = await deliverRuns(folders, { ...tracking, signal, clock, report: progress.report });
    progress.stop();
    const document: SyncDocument = {
      schemaVersion: 1,
      command: 'track sync',
      server: tracking.client.url,
      upToDate: results.filter(({ state }) => state === 'up-to-date').length,
      runs: runs.flatMap(({ id, name, command }, i) => {
        const result = results[i]!;
        return result.state === 'up-to-date' ? [] : [{ id, name, command, ...result }];
      }),
    };
    const idLength = shortIdLength(store.ids);
    await createOutput(context.streams, options).result(document, (result, style) =>
      renderSync(result, { style, idLength, width: context.streams.stdout.columns ?? Infinity }),
    );
    if (document.runs.some(({ state }) => state === 'failed')) throw new NegativeResult(5);
  } finally {
    progress.stop();
    await tracking.client.close();
  }
}

/** The runs that are meant, the oldest first. */
async function chooseRuns(
  store: RunStore,
  references: readonly string[],
  warn: (messages: readonly string[]) => Promise<void>,
): Promise<readonly RunSummary[]> {
  const { findRun } = await import('../../tracking/runs/find-run.ts');
  const { describeDamage } = await import('./runs.ts');
  if (references.length === 0) {
    const { runs, unreadable } = store.list();
    await warn(describeDamage(runs, unreadable));
    return runs.toReversed();
  }
  const named = new Map(references.map((reference) => findRun(store, reference)).map((run) => [run.id, run]));
  await warn(describeDamage([...named.values()], []));
  return [...named.values()].sort((a, b) => Date.parse(a.startTime) - Date.parse(b.startTime));
}
