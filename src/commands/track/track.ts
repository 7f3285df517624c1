import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addExamples } from '../common-options.ts';
import { createBestCommand } from './best.ts';
import { createDiffCommand } from './diff.ts';
import { createListCommand } from './list.ts';
import { createReapCommand } from './reap.ts';
import { createShowCommand } from './show.ts';
import { createSyncCommand } from './sync.ts';

/** `diabetes track`: what was done before, and how good it was. */
export function createTrackCommand(context: CommandContext): Command {
  const command = new Command('track')
    .description('List, show and compare the runs that were recorded below .diabetes/runs.')
    .addCommand(createListCommand(context))
    .addCommand(createShowCommand(context))
    .addCommand(createDiffCommand(context))
    .addCommand(createBestCommand(context))
    .addCommand(createReapCommand(context))
    .addCommand(createSyncCommand(context));
  return addExamples(command, [
    ['diabetes track list', 'See the newest runs'],
    ['diabetes track show latest', 'See all of the newest one'],
    ['diabetes track diff 4ea76e2f latest', 'See in what two runs differ'],
    ['diabetes track best --metric roc_auc_any', 'Find the best one'],
  ]);
}
