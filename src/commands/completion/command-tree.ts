import type { Command, Option } from 'commander';
import { collect, WordOption } from '../option-values.ts';

/** What a value may be: one of some words, the path of a file or of a folder, or anything. */
export type ValueKind = 'words' | 'file' | 'folder' | 'anything';

/** A value that is typed, behind an option or by itself. */
export interface Value {
  /** What help calls it: `file`, `years`. */
  readonly name: string;
  readonly kind: ValueKind;
  /** For the kind `words`, all of them. */
  readonly words: readonly string[];
}

export interface OptionNode {
  /** With their dashes; the last one is the long one. */
  readonly names: readonly string[];
  readonly description: string;
  /** Absent where the option takes none. */
  readonly value?: Value;
  /** Whether it is offered. An option that is not may be typed all the same, and takes its value. */
  readonly isOffered: boolean;
  readonly isRepeatable: boolean;
}

/** A command as completion sees it. */
export interface CommandNode {
  readonly name: string;
  /** The names of the commands that lead to it and its own: `diabetes data split`. */
  readonly path: string;
  readonly summary: string;
  readonly options: readonly OptionNode[];
  /** In the order in which they are typed. */
  readonly values: readonly Value[];
  readonly commands: readonly CommandNode[];
}

/** A commander program as the plain tree that scripts are made from. */
export function describeCommand(command: Command, parentPath = ''): CommandNode {
  const path = `${parentPath} ${command.name()}`.trimStart();
  const help = command.createHelp();
  const visible = help.visibleOptions(command);
  const hidden = command.options.filter((option) => !visible.includes(option));
  return {
    name: command.name(),
    path,
    summary: help.subcommandDescription(command),
    options: [...visible, ...hidden].map((option) => optionNode(option, visible)),
    values: command.registeredArguments.map((argument) => valueOf(argument.name(), argument.argChoices ?? [])),
    commands: command.commands.map((child) => describeCommand(child, path)),
  };
}

/** Every node, parents before their children. */
export function allCommands(node: CommandNode): readonly CommandNode[] {
  return [node, ...node.commands.flatMap(allCommands)];
}

function optionNode(option: Option, visible: readonly Option[]): OptionNode {
  const { short, long, flags, description, required } = option;
  // Help shows `--x` for the pair of it and `--no-x`; both are typed.
  const isPairOfVisible = option.negate && visible.some((other) => other.long === long?.replace('--no-', '--'));
  const words = option instanceof WordOption ? option.words : (option.argChoices ?? []);
  return {
    names: [short, long].filter((name) => name !== undefined),
    description,
    // A value that may be left out mostly is: what comes next is another option.
    ...(required ? { value: valueOf(/<(.*?)>/.exec(flags)![1]!, words) } : {}),
    isOffered: visible.includes(option) || isPairOfVisible,
    isRepeatable: option.variadic || option.parseArg === collect,
  };
}

function valueOf(name: string, words: readonly string[]): Value {
  if (words.length > 0) return { name, kind: 'words', words };
  if (name === 'dir') return { name, kind: 'folder', words };
  return { name, kind: name === 'file' || name === 'path' ? 'file' : 'anything', words };
}
