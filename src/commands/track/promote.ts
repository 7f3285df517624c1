import { Command, InvalidArgumentError } from 'commander';
import { NegativeResult } from '../../foundation/errors.ts';
import type { CommandContext } from '../command-context.ts';
import { addCommonOptions, addExamples, commonOptionsOf } from '../common-options.ts';
import { givenPath } from '../option-values.ts';
import { REGISTERED_NAME, type PromoteOptions } from './registry-options.ts';

type RunPromote = (options: PromoteOptions, context: CommandContext) => Promise<void>;

/** `diabetes track promote`: lets an alias of the registry stand for the model of a run. */
export function createPromoteCommand(context: CommandContext, run: RunPromote = runPromote): Command {
  const command = new Command('promote')
    .summary("register a run's model, and give it an alias")
    .description(
      "Register the model of a run at the MLflow server, and let an alias stand for it. It needs the gates of the model's " +
        'newest evaluation to be met, and ends with 4 where they are not.',
    )
    .argument('<run>', 'its id, the first digits of it, or latest; of an evaluation, the model that was evaluated')
    .requiredOption('--as <alias>', 'the alias, such as champion', givenPath)
    .option(...REGISTERED_NAME)
    .option('--force <why>', 'promote it although its gates are not met, and note why', givenReason);
  addCommonOptions(command);
  addExamples(command, [
    ['diabetes track promote latest --as champion', 'Promote the newest run'],
    ['diabetes predict --model models:/diabetes@champion --age 52', 'Ask the model that holds the alias'],
    ['diabetes track rollback champion', 'Give the alias back to who held it before'],
  ]);
  return command.action(async (reference: string, options: Pick<PromoteOptions, 'as' | 'name' | 'force'>) => {
    await run({ ...options, run: reference, ...commonOptionsOf(command) }, context);
  });
}

/**
 * Looks at the gates, delivers the run where it is not delivered yet, registers its model and sets the alias.
 *
 * @throws NegativeResult 4 behind the document, where the gates are not met
 */
export async function runPromote(options: PromoteOptions, context: CommandContext): Promise<void> {
  const { createOutput } = await import('../../terminal/output.ts');
  const { renderPromotion } = await import('../../terminal/render-promotion.ts');
  const { promotionOf } = await import('./promotion.ts');
  const document = await promotionOf(options, context);
  await createOutput(context.streams, options).result(document, renderPromotion);
  if (document.outcome === 'refused') throw new NegativeResult(4);
}

function givenReason(text: string): string {
  if (text.trim() !== '') return text.trim();
  throw new InvalidArgumentError('It must say why.');
}
