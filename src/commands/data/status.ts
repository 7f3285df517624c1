import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addCommonOptions, addExamples, commonOptionsOf, type CommonOptions } from '../common-options.ts';
import { projectRoot } from '../project-files.ts';

type RunStatus = (options: CommonOptions, context: CommandContext) => Promise<void>;

/** `diabetes data status`: which stages and data are not as they were recorded. */
export function createStatusCommand(context: CommandContext, run: RunStatus = runStatus): Command {
  const command = new Command('status')
    .summary('show which stages and data files are out of date, and why')
    .description('Show which stages of dvc.yaml and which data files are out of date, and why. DVC need not be installed.');
  addCommonOptions(command);
  addExamples(command, [['diabetes data status', 'See what `dvc repro` would do, and why']]);
  return command.action(async () => {
    await run(commonOptionsOf(command), context);
  });
}

/** Asks DVC, or the files themselves, and tells. */
export async function runStatus(options: CommonOptions, context: CommandContext): Promise<void> {
  const { createOutput } = await import('../../terminal/output.ts');
  const { renderDataStatus } = await import('../../terminal/render-data-status.ts');
  const { createDvc } = await import('../../versioning/dvc-command.ts');
  const { readStatus } = await import('../../versioning/read-status.ts');
  const { findDvcRoot } = await import('../../versioning/repository.ts');
  const { cwd, runProcess, signal, streams } = context;
  const root = projectRoot(context);
  const dvcRoot = findDvcRoot({ folder: root, project: root, signal });
  const dvc = createDvc(runProcess, { cwd: root, signal });
  const status = await readStatus(dvc, { dvcRoot, from: root, signal });
  const document = { schemaVersion: 1, command: 'data status', root, ...status } as const;
  await createOutput(streams, options).result(document, (result, style) => renderDataStatus(result, cwd, style));
}
