import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addCommonOptions, addExamples, commonOptionsOf, type CommonOptions } from '../common-options.ts';
import { projectRoot } from '../project-files.ts';

/** What `diabetes track open` was asked to do. */
export interface OpenOptions extends CommonOptions {
  readonly run: string;
  /** Whether the address is only told. */
  readonly print: boolean;
}

type RunOpen = (options: OpenOptions, context: CommandContext) => Promise<void>;

/** `diabetes track open`: the page of a run at the server. */
export function createOpenCommand(context: CommandContext, run: RunOpen = runOpen): Command {
  const command = new Command('open')
    .summary("open a run's page at the MLflow server")
    .description("Print the address of a run's page at the MLflow server, and open it where this is a terminal.")
    .argument('<run>', 'its id, the first digits of it, or latest')
    .option('--print', 'print the address only');
  addCommonOptions(command);
  addExamples(command, [['diabetes track open latest', 'See the newest run in the browser']]);
  return command.action(async (reference: string, { print = false }: Partial<OpenOptions>) => {
    await run({ run: reference, print, ...commonOptionsOf(command) }, context);
  });
}

/** Finds where the run has been delivered to, tells the address, and opens it. */
export async function runOpen(options: OpenOptions, context: CommandContext): Promise<void> {
  const { DiabetesError } = await import('../../foundation/errors.ts');
  const { createOutput } = await import('../../terminal/output.ts');
  const { findRun } = await import('../../tracking/runs/find-run.ts');
  const { openRunStore } = await import('../../tracking/runs/run-store.ts');
  const { requireTracking } = await import('./tracking-server.ts');
  const { streams } = context;
  const { client } = requireTracking(context);
  // Nothing is asked: the address is all that is needed of it.
  await client.close();
  const store = openRunStore(projectRoot(context));
  const { id } = findRun(store, options.run);
  const delivery = store.deliveriesOf(id).find(({ server }) => server === client.url);
  if (delivery === undefined) {
    throw new DiabetesError('RUN_NOT_FOUND', `the run ${id.slice(0, 8)} has not been delivered to ${client.url}`, {
      hint: `diabetes track sync ${id.slice(0, 8)}`,
    });
  }
  const { experimentId, serverRunId } = delivery;
  const url = `${client.url}/#/experiments/${experimentId}/runs/${serverRunId}`;
  const document = { schemaVersion: 1, command: 'track open', runId: id, serverRunId, url } as const;
  await createOutput(streams, options).result(document, () => url);
  if (!options.print && !options.json && streams.stdout.isTTY === true) await openInBrowser(url, options, context);
}

/** Who has no browser here has the address all the same. */
async function openInBrowser(url: string, options: CommonOptions, context: CommandContext): Promise<void> {
  const { platform } = await import('node:os');
  const program = platform() === 'darwin' ? 'open' : 'xdg-open';
  const { exitCode, isMissing } = await context.runProcess([program, url], { signal: context.signal });
  if (exitCode === 0) return;
  const { createWarn } = await import('./runs.ts');
  const why = isMissing === true ? `there is no ${program} here` : `${program} could not`;
  await createWarn(context, options)([`the page was not opened in a browser: ${why}`]);
}
