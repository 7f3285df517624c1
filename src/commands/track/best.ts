import { Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addCommonOptions, addExamples, commonOptionsOf, type CommonOptions } from '../common-options.ts';
import { projectRoot } from '../project-files.ts';
import { WHERE } from './where-option.ts';

/** What `diabetes track best` was asked to do. */
export interface BestOptions extends CommonOptions {
  readonly metric: string;
  readonly where?: string;
  readonly maximize: boolean;
  readonly minimize: boolean;
}

type RunBest = (options: BestOptions, context: CommandContext) => Promise<void>;

/** `diabetes track best`: the run with the best value of a metric. */
export function createBestCommand(context: CommandContext, run: RunBest = runBest): Command {
  const command = new Command('best')
    .summary('find the run with the best value of a metric')
    .description('Find the run with the best value of a metric; of equal ones the newest.')
    .requiredOption('--metric <key>', 'the metric, such as roc_auc_any or val_log_loss')
    .option(...WHERE)
    .addOption(new Option('--maximize', 'more of it is better: for a metric of your own').conflicts('minimize'))
    .option('--minimize', 'less of it is better: for a metric of your own');
  addCommonOptions(command);
  addExamples(command, [
    ['diabetes track best --metric log_loss', 'Find the least log-loss'],
    [`diabetes track best --metric macro_f1 --where "params.train.seed = '42'"`, 'Find the best of one seed'],
  ]);
  return command.action(async (options: Partial<BestOptions> & Pick<BestOptions, 'metric'>) => {
    await run({ maximize: false, minimize: false, ...options, ...commonOptionsOf(command) }, context);
  });
}

/** Reads the runs, finds the best and shows it. */
export async function runBest(options: BestOptions, context: CommandContext): Promise<void> {
  const { createOutput } = await import('../../terminal/output.ts');
  const { renderBestRun } = await import('../../terminal/render-best-run.ts');
  const { bestRun } = await import('../../tracking/runs/best-run.ts');
  const { noRuns, shortIdLength } = await import('../../tracking/runs/find-run.ts');
  const { openRunStore } = await import('../../tracking/runs/run-store.ts');
  const { columnsOf, createWarn, noneMatches, selectRuns } = await import('./runs.ts');
  const { streams, clock } = context;
  const store = openRunStore(projectRoot(context));
  const { recorded, matching } = await selectRuns(store, options.where, createWarn(context, options));
  if (recorded.length === 0) throw noRuns();
  if (matching.length === 0) throw noneMatches(recorded.length);
  const metric = options.metric.replace(/^metrics\./, '');
  const direction = options.maximize ? 'maximize' : options.minimize ? 'minimize' : undefined;
  const best = bestRun(matching, metric, direction);
  const document = { schemaVersion: 1, command: 'track best', metric, ...best } as const;
  await createOutput(streams, options).result(document, (result, style) => {
    const width = streams.stdout.columns ?? Infinity;
    const look = { style, width, now: clock.now(), idLength: shortIdLength(store.ids) };
    return renderBestRun(result, columnsOf([best.run], undefined), look);
  });
}
