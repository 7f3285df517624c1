import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addExamples } from '../common-options.ts';
import { createBestCommand } from './best.ts';
import { createDiffCommand } from './diff.ts';
import { createExportCommand } from './export.ts';
import { createListCommand } from './list.ts';
import { createModelsCommand } from './models.ts';
import { createOpenCommand } from './open.ts';
import { createPromoteCommand } from './promote.ts';
import { createReapCommand } from './reap.ts';
import { createReportCommand } from './report.ts';
import { createRollbackCommand } from './rollback.ts';
import { createShowCommand } from './show.ts';
import { createSyncCommand } from './sync.ts';
import { createUiCommand } from './ui.ts';

/** `diabetes track`: what was done before, and how good it was. */
export function createTrackCommand(context: CommandContext): Command {
  const command = new Command('track')
    .description(
      'List, show and compare the runs that were recorded below .diabetes/runs, and promote their models at MLflow.',
    )
    .addCommand(createListCommand(context))
    .addCommand(createShowCommand(context))
    .addCommand(createDiffCommand(context))
    .addCommand(createBestCommand(context))
    .addCommand(createReportCommand(context))
    .addCommand(createReapCommand(context))
    .addCommand(createSyncCommand(context))
    .addCommand(createPromoteCommand(context))
    .addCommand(createRollbackCommand(context))
    .addCommand(createModelsCommand(context))
    .addCommand(createOpenCommand(context))
    .addCommand(createUiCommand(context))
    .addCommand(createExportCommand(context));
  return addExamples(command, [
    ['diabetes track list', 'See the newest runs'],
    ['diabetes track show latest', 'See all of the newest one'],
    ['diabetes track diff 4ea76e2f latest', 'See in what two runs differ'],
    ['diabetes track best --metric roc_auc_any', 'Find the best one'],
    ['diabetes track promote 4ea76e2f --as champion', 'Let the registry hand out its model'],
  ]);
}
