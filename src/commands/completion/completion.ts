import { Argument, Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addCommonOptions, commonOptionsOf, type CommonOptions } from '../common-options.ts';
import { bashScript } from './bash-script.ts';
import { describeCommand } from './command-tree.ts';
import { fishScript } from './fish-script.ts';
import { zshScript } from './zsh-script.ts';

/** The shells that there is a script for. */
const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;
type Shell = keyof typeof SCRIPTS;

/** What `diabetes completion` was asked for. */
export interface CompletionOptions extends CommonOptions {
  readonly shell: Shell;
}

/** The whole program with all its commands. */
type CreateProgram = () => Promise<Command>;
type RunCompletion = (
  options: CompletionOptions,
  createProgram: CreateProgram,
  context: CommandContext,
) => Promise<void>;

const INSTALLATION = `
To have it in every new shell, once:
  bash   echo 'eval "$(diabetes completion bash)"' >> ~/.bashrc
  zsh    echo 'eval "$(diabetes completion zsh)"' >> ~/.zshrc     # below the line with compinit
  fish   diabetes completion fish > ~/.config/fish/completions/diabetes.fish`;

/** `diabetes completion`: a script by which a shell completes commands, options and their values. */
export function createCompletionCommand(
  context: CommandContext,
  createProgram: CreateProgram,
  run: RunCompletion = runCompletion,
): Command {
  const command = new Command('completion')
    .description('Print a script that completes commands, options and their values, without starting the program.')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(SCRIPTS)))
    .addHelpText('after', INSTALLATION);
  addCommonOptions(command);
  return command.action(async (shell: Shell) => {
    await run({ shell, ...commonOptionsOf(command) }, createProgram, context);
  });
}

/** Makes the script from the program as it is. */
export async function runCompletion(
  { shell, ...options }: CompletionOptions,
  createProgram: CreateProgram,
  { streams }: CommandContext,
): Promise<void> {
  const { createOutput } = await import('../../terminal/output.ts');
  const script = SCRIPTS[shell](describeCommand(await createProgram()));
  await createOutput(streams, options).result({ schemaVersion: 1, command: 'completion', shell, script }, () => script);
}
