import { allCommands, type CommandNode, type OptionNode, type Value } from './command-tree.ts';

/**
 * The completion script for zsh: a function a command, each with the specs of `_arguments`
 * (https://zsh.sourceforge.io/Doc/Release/Completion-System.html).
 */
export function zshScript(root: CommandNode): string {
  const main = functionOf(root);
  return `#compdef ${root.name}

${allCommands(root).map(commandFunction).join('\n\n')}

# As a file of $fpath it is run to complete, and sourced to be there.
if [[ \${funcstack[1]} == ${main} ]]; then
  ${main} "$@"
else
  compdef ${main} ${root.name}
fi
`;
}

function commandFunction(node: CommandNode): string {
  const specs = [...node.options.map(optionSpec), ...wordSpecs(node)];
  const head = `${functionOf(node)}() {
  local curcontext=$curcontext state line ret=1
  typeset -A opt_args
  _arguments -C -s -S \\
    ${specs.join(' \\\n    ')} && ret=0`;
  if (node.commands.length === 0) return `${head}\n  return ret\n}`;
  const described = node.commands.map(({ name, summary }) => `      ${quote(`${name}:${summary}`)}`);
  const branches = node.commands.map((command) => `      ${command.name}) ${functionOf(command)} && ret=0 ;;`);
  return `${head}
  case $state in
  command)
    local -a commands=(
${described.join('\n')}
    )
    _describe -t commands command commands && ret=0 ;;
  below)
    case $line[1] in
${branches.join('\n')}
    esac ;;
  esac
  return ret
}`;
}

/** `_diabetes_data_split` */
function functionOf({ path }: CommandNode): string {
  return `_${path.replaceAll(/[^A-Za-z0-9]+/g, '_')}`;
}

/** An option that may not be repeated excludes itself and its other names; one behind `!` is known and not offered. */
function optionSpec({ names, description, value, isOffered, isRepeatable }: OptionNode): string {
  const text = `[${description.replaceAll(/[\\[\]]/g, '\\$&')}]`;
  return names
    .map((name) => {
      const prefix = (isOffered ? '' : '!') + (isRepeatable ? '*' : `(${names.join(' ')})`);
      const equals = value !== undefined && name.startsWith('--') ? '=' : '';
      return quote(`${prefix}${name}${equals}${text}${value === undefined ? '' : valueSpec(value)}`);
    })
    .join(' ');
}

function wordSpecs({ commands, values }: CommandNode): readonly string[] {
  if (commands.length > 0) return [quote('1: :->command'), quote('*:: :->below')];
  return values.map((value, place) => quote(`${place + 1}${valueSpec(value)}`));
}

function valueSpec({ name, kind, words }: Value): string {
  const actions = { words: `(${words.join(' ')})`, file: '_files', folder: '_files -/', anything: ' ' };
  return `:${name.replaceAll(/[\\:]/g, '\\$&')}:${actions[kind]}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
