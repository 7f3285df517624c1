import type { Command } from 'commander';

/** The options that every command takes, before or after its name. */
export interface CommonOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** Adds --json, --quiet and --verbose. */
export function addCommonOptions(command: Command): Command {
  return command
    .option('--json', 'print one JSON document; progress and errors become JSON lines on stderr')
    .option('-q, --quiet', 'print no progress')
    .option('-v, --verbose', 'print the cause and stack of an error');
}

/** What holds for this call, wherever the options stood. */
export function commonOptionsOf(command: Command): CommonOptions {
  const { json = false, quiet = false, verbose = false } = command.optsWithGlobals<Partial<CommonOptions>>();
  return { json, quiet, verbose };
}

/** Adds examples below a command's help: what is typed, and what it does. */
export function addExamples(command: Command, examples: readonly (readonly [typed: string, does: string])[]): Command {
  const lines = examples.map(([typed, does]) => `  # ${does}\n  $ ${typed}`);
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n\n')}`);
}
