import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addCommonOptions, addExamples, commonOptionsOf, type CommonOptions } from '../common-options.ts';
import { REGISTERED_NAME } from './registry-options.ts';

/** What `diabetes track rollback` was asked to do. */
export interface RollbackOptions extends CommonOptions {
  readonly alias: string;
  /** Of the registered model. */
  readonly name: string;
}

type RunRollback = (options: RollbackOptions, context: CommandContext) => Promise<void>;

/** `diabetes track rollback`: gives an alias back to who held it before. */
export function createRollbackCommand(context: CommandContext, run: RunRollback = runRollback): Command {
  const command = new Command('rollback')
    .summary('give an alias back to who held it before')
    .description('Give an alias back to the version that held it before. Done again, it goes one further back.')
    .argument('<alias>', 'such as champion')
    .option(...REGISTERED_NAME);
  addCommonOptions(command);
  addExamples(command, [['diabetes track rollback champion', 'Undo the last promotion']]);
  return command.action(async (alias: string, { name }: Pick<RollbackOptions, 'name'>) => {
    await run({ alias, name, ...commonOptionsOf(command) }, context);
  });
}

/** Moves the alias, and says from which version to which. */
export async function runRollback(options: RollbackOptions, context: CommandContext): Promise<void> {
  const { createOutput } = await import('../../terminal/output.ts');
  const { renderRollback } = await import('../../terminal/render-rollback.ts');
  const { rollBackAlias } = await import('../../tracking/registry/roll-back-alias.ts');
  const { describeVersion } = await import('../../tracking/registry/list-models.ts');
  const { requireTracking } = await import('./tracking-server.ts');
  const { alias, name } = options;
  const { client } = requireTracking(context);
  try {
    const { from, to } = await rollBackAlias(client, { name, alias }, { signal: context.signal });
    const document = {
      schemaVersion: 1,
      command: 'track rollback',
      ...{ server: client.url, name, alias, from: describeVersion(from), to: describeVersion(to) },
    } as const;
    await createOutput(context.streams, options).result(document, renderRollback);
  } finally {
    await client.close();
  }
}
