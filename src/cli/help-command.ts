import { Argument, Command } from 'commander';
import { DiabetesError } from '../foundation/errors.ts';
import { nearestName } from '../foundation/nearest-name.ts';

/** Adds `help [command] [subcommand]` in the place of commander's own, which says nothing of a name that it does not know. */
export function addHelpCommand(parent: Command): void {
  const topic = new Argument('[command]', 'the command');
  topic.argChoices = parent.commands.map((command) => command.name());
  const help = new Command('help')
    .summary('show help for a command')
    .description('Show help for a command, or for one below it.')
    .addArgument(topic)
    .argument('[subcommand]', 'one of the commands below it')
    .action((command: string | undefined, subcommand: string | undefined) => {
      const names = [command, subcommand].filter((name) => name !== undefined);
      names.reduce(commandBelow, parent).outputHelp();
    });
  parent.helpCommand(false).addCommand(help);
}

/** @throws DiabetesError USAGE where there is no such command */
function commandBelow(parent: Command, name: string): Command {
  const found = parent.commands.find((command) => command.name() === name);
  if (found !== undefined) return found;
  const names = parent.commands.map((command) => command.name());
  const meant = nearestName(name, names);
  const hint = meant === undefined ? `${pathOf(parent)} --help` : `Did you mean ${meant}?`;
  throw new DiabetesError('USAGE', `unknown command '${name}'`, { hint });
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}
