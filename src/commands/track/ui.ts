import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addCommonOptions, addExamples, commonOptionsOf } from '../common-options.ts';
import { givenPath, portNumber } from '../option-values.ts';
import type { UiOptions } from './serve-runs.ts';

type RunUi = (options: UiOptions, context: CommandContext) => Promise<void>;

/** MLflow's own. */
const DEFAULT_PORT = 5000;

/** `diabetes track ui`: the recorded runs in MLflow's pages. */
export function createUiCommand(context: CommandContext, run: RunUi = runUi): Command {
  const command = new Command('ui')
    .summary("look at runs in MLflow's pages")
    .description(
      "Start an MLflow server of this project's own on this machine, deliver every run to it, and those that are recorded while it runs. Ctrl-C ends it; what it has stored stays in .diabetes/mlflow.",
    )
    .option('--port <n>', `where it answers (default: ${DEFAULT_PORT})`, portNumber)
    .option('--python <file>', 'the Python that has mlflow (default: the mlflow of the PATH, else of .venv)', givenPath)
    .option('--open', 'show it in the browser');
  addCommonOptions(command);
  addExamples(command, [
    ['diabetes track ui', 'Look at all runs'],
    ['diabetes track ui --port 5001 --open', 'On another port, in the browser'],
  ]);
  return command.action(async (options: Partial<UiOptions>) => {
    await run({ port: DEFAULT_PORT, open: false, ...options, ...commonOptionsOf(command) }, context);
  });
}

/** Starts the server, delivers, says where it is, and stays until it is interrupted. */
export async function runUi(options: UiOptions, context: CommandContext): Promise<void> {
  const { serveRuns } = await import('./serve-runs.ts');
  await serveRuns(options, context);
}
