import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addCommonOptions, addExamples, commonOptionsOf, type CommonOptions } from '../common-options.ts';
import { countFromOne } from '../option-values.ts';
import { projectRoot } from '../project-files.ts';
import { WHERE } from './where-option.ts';

/** What `diabetes track list` was asked to do. */
export interface ListOptions extends CommonOptions {
  readonly where?: string;
  readonly sort: string;
  readonly reverse: boolean;
  readonly columns?: readonly string[];
  readonly limit: number;
}

type RunList = (options: ListOptions, context: CommandContext) => Promise<void>;

const DEFAULT_LIMIT = 20;

/** `diabetes track list`: runs as a table. */
export function createListCommand(context: CommandContext, run: RunList = runList): Command {
  const command = new Command('list')
    .summary('list runs, the newest first')
    .description(
      'List the recorded runs, the newest first. Fields are start_time, status, params.KEY, tags.KEY, or a metric.',
    )
    .option(...WHERE)
    .option('--sort <field>', 'order by a field, the best, newest or greatest first (default: start_time)')
    .option('--reverse', 'turn the order around')
    .option('--columns <fields>', 'show these fields, separated by commas', fieldNames)
    .option('--limit <n>', `the most runs to list (default: ${DEFAULT_LIMIT})`, countFromOne);
  addCommonOptions(command);
  addExamples(command, [
    ['diabetes track list --sort log_loss', 'See the least log-loss first'],
    ['diabetes track list --columns run_id,params.train.seed,roc_auc_any', 'Choose what to see'],
    [`diabetes track list --where "status = 'FAILED' or metrics.roc_auc_any < 0.8"`, 'See what went badly'],
  ]);
  return command.action(async (options: Partial<ListOptions>) => {
    const defaults = { sort: 'start_time', reverse: false, limit: DEFAULT_LIMIT };
    await run({ ...defaults, ...options, ...commonOptionsOf(command) }, context);
  });
}

/** Reads the runs, takes, orders and shows them. */
export async function runList(options: ListOptions, context: CommandContext): Promise<void> {
  const { createOutput } = await import('../../terminal/output.ts');
  const { renderRunList } = await import('../../terminal/render-run-list.ts');
  const { shortIdLength } = await import('../../tracking/runs/find-run.ts');
  const { resolveField } = await import('../../tracking/runs/run-field.ts');
  const { openRunStore } = await import('../../tracking/runs/run-store.ts');
  const { sortRuns } = await import('../../tracking/runs/sort-runs.ts');
  const { columnsOf, createWarn, selectRuns } = await import('./runs.ts');
  const { streams, clock } = context;
  const store = openRunStore(projectRoot(context));
  const { recorded, matching } = await selectRuns(store, options.where, createWarn(context, options));
  const isEmpty = recorded.length === 0;
  const named = isEmpty ? undefined : options.columns?.map((name) => resolveField(name, recorded));
  const order = isEmpty ? matching : sortRuns(matching, resolveField(options.sort, recorded), options.reverse);
  const runs = order.slice(0, options.limit);
  const document = {
    schemaVersion: 1,
    command: 'track list',
    recorded: recorded.length,
    matching: matching.length,
    runs,
  } as const;
  await createOutput(streams, options).result(document, (result, style) => {
    const width = streams.stdout.columns ?? Infinity;
    const look = { style, width, now: clock.now(), idLength: shortIdLength(store.ids) };
    return renderRunList(result, columnsOf(runs, named), look);
  });
}

function fieldNames(text: string): readonly string[] {
  return text.split(',').map((name) => name.trim());
}
