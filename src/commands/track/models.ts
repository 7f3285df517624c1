import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addCommonOptions, addExamples, commonOptionsOf, type CommonOptions } from '../common-options.ts';

type RunModels = (options: CommonOptions, context: CommandContext) => Promise<void>;

/** `diabetes track models`: what is in the registry. */
export function createModelsCommand(context: CommandContext, run: RunModels = runModels): Command {
  const command = new Command('models')
    .summary('list the registered models')
    .description('List the registered models of the MLflow server: their versions, aliases, runs and metrics.');
  addCommonOptions(command);
  addExamples(command, [['diabetes track models', 'See who is champion, and since when']]);
  return command.action(async () => {
    await run(commonOptionsOf(command), context);
  });
}

/** Asks the server, and shows what it has. */
export async function runModels(options: CommonOptions, context: CommandContext): Promise<void> {
  const { createOutput } = await import('../../terminal/output.ts');
  const { renderRegisteredModels } = await import('../../terminal/render-registered-models.ts');
  const { listModels } = await import('../../tracking/registry/list-models.ts');
  const { requireTracking } = await import('./tracking-server.ts');
  const { streams, clock, signal } = context;
  const { client } = requireTracking(context);
  try {
    const models = await listModels(client, { signal });
    const document = { schemaVersion: 1, command: 'track models', server: client.url, models } as const;
    await createOutput(streams, options).result(document, (result, style) =>
      renderRegisteredModels(result, { style, width: streams.stdout.columns ?? Infinity, now: clock.now() }),
    );
  } finally {
    await client.close();
  }
}
