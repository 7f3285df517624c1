import { Command } from 'commander';
import { quantity } from '../../foundation/quantity.ts';
import type { ToolRunner } from '../../foundation/run-tool.ts';
import type { StageRunner } from '../../pipeline/workflows/stages.ts';
import type { CommandContext } from '../command-context.ts';
import { addCommonOptions, addExamples, commonOptionsOf, type CommonOptions } from '../common-options.ts';
import { givenPath } from '../option-values.ts';
import { projectRoot } from '../project-files.ts';

/** Which remote `diabetes data push` and `diabetes data fetch` go to; DVC's default one when left out. */
export interface TransferOptions extends CommonOptions {
  readonly remote?: string;
}

type RunTransfer = (options: TransferOptions, context: CommandContext) => Promise<void>;

/** `diabetes data push`: versions of the data to a DVC remote. */
export function createPushCommand(context: CommandContext, run: RunTransfer = runPush): Command {
  const command = new Command('push')
    .summary('send the kept data to a DVC remote')
    .description('Send the kept versions of data files, and the outputs of stages, to a DVC remote.');
  addExamples(command, [
    ['dvc remote add -d storage s3://bucket/diabetes', 'Name the place once'],
    ['diabetes data push', 'Send what is not there yet'],
  ]);
  return addTransfer(command, context, run);
}

/** `diabetes data fetch`: data from a DVC remote into the workspace. */
export function createFetchCommand(context: CommandContext, run: RunTransfer = runFetch): Command {
  const command = new Command('fetch')
    .summary('bring the kept data from a DVC remote')
    .description('Bring the data files and the outputs of stages that this commit names from a DVC remote.');
  addExamples(command, [['git pull && diabetes data fetch', 'Bring the data of the newest commit']]);
  return addTransfer(command, context, run);
}

function addTransfer(command: Command, context: CommandContext, run: RunTransfer): Command {
  command.option('--remote <name>', "another remote than DVC's default one", givenPath);
  return addCommonOptions(command).action(async (options: { remote?: string }) => {
    await run({ ...options, ...commonOptionsOf(command) }, context);
  });
}

/** Sends, and says how many files went. */
export async function runPush(options: TransferOptions, context: CommandContext): Promise<void> {
  const { createOutput } = await import('../../terminal/output.ts');
  const { renderPushed } = await import('../../terminal/render-data-transfer.ts');
  const { pushData } = await import('../../versioning/transfer.ts');
  const pushed = await withDvc(options, context, (dvc, runStage) =>
    runStage('push', 'Sending to the DVC remote', async () => {
      const value = await pushData(dvc, options.remote);
      return { value, summary: quantity(value.pushed, 'file') };
    }),
  );
  const document = { schemaVersion: 1, command: 'data push', ...pushed } as const;
  await createOutput(context.streams, options).result(document, renderPushed);
}

/** Fetches, and says how many files came. */
export async function runFetch(options: TransferOptions, context: CommandContext): Promise<void> {
  const { createOutput } = await import('../../terminal/output.ts');
  const { renderFetched } = await import('../../terminal/render-data-transfer.ts');
  const { fetchData } = await import('../../versioning/transfer.ts');
  const fetched = await withDvc(options, context, (dvc, runStage) =>
    runStage('fetch', 'Fetching from the DVC remote', async () => {
      const value = await fetchData(dvc, options.remote);
      return { value, summary: quantity(value.fetched, 'file') };
    }),
  );
  const document = { schemaVersion: 1, command: 'data fetch', ...fetched } as const;
  await createOutput(context.streams, options).result(document, renderFetched);
}

/** Some work with the project's DVC, with progress while it lasts. */
async function withDvc<T>(
  options: TransferOptions,
  context: CommandContext,
  work: (dvc: ToolRunner, runStage: StageRunner) => Promise<T>,
): Promise<T> {
  const { createStageRunner } = await import('../../pipeline/workflows/stages.ts');
  const { createProgress } = await import('../../terminal/progress.ts');
  const { openDvc } = await import('../../versioning/repository.ts');
  const { clock, runProcess, signal, streams } = context;
  const project = projectRoot(context);
  const { dvc } = await openDvc(runProcess, { folder: project, project, signal });
  const progress = createProgress(streams, options);
  try {
    return await work(dvc, createStageRunner(progress.report, clock));
  } finally {
    progress.stop();
  }
}
