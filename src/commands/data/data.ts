import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addExamples } from '../common-options.ts';
import { createDataCheckCommand } from './check.ts';
import { createFitSynthCommand } from './fit-synth.ts';
import { createPullCommand } from './pull.ts';
import { createSplitCommand } from './split.ts';
import { createStatusCommand } from './status.ts';
import { createSynthCommand } from './synth.ts';
import { createFetchCommand, createPushCommand } from './transfer.ts';
import { createVersionCommand } from './version.ts';

/** `diabetes data`: what is done with rows before a model sees them, and how their versions are kept. */
export function createDataCommand(context: CommandContext): Command {
  const command = new Command('data')
    .description('Get, check, divide and make labelled rows, and keep versions of them with DVC.')
    .addCommand(createPullCommand(context))
    .addCommand(createDataCheckCommand(context))
    .addCommand(createSplitCommand(context))
    .addCommand(createSynthCommand(context))
    .addCommand(createFitSynthCommand(context))
    .addCommand(createVersionCommand(context))
    .addCommand(createPushCommand(context))
    .addCommand(createFetchCommand(context))
    .addCommand(createStatusCommand(context));
  return addExamples(command, [
    ['diabetes data pull', 'Where is the survey to be had?'],
    ['diabetes data check survey.csv', 'Look at a file before training on it'],
    ['diabetes data split --data survey.csv', 'Divide a file into data/prepared'],
    ['diabetes data synth --out rows.csv', 'Make synthetic rows'],
    ['diabetes data version', 'Keep a version of data/raw/diabetes.csv'],
    ['diabetes data status', 'See what is out of date, and why'],
  ]);
}
