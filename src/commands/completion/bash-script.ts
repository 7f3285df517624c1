import { allCommands, type CommandNode, type OptionNode, type Value } from './command-tree.ts';

/**
 * The completion script for bash 3.2 and later. It follows the typed words through the tree of commands, then offers what
 * may stand at the cursor. bash divides `--data=file` into three words.
 */
export function bashScript(root: CommandNode): string {
  const nodes = allCommands(root);
  const below = nodes.flatMap(({ commands }) => commands.map(({ path }) => path));
  return `_${root.name}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" command=${root.name} option= place=0 word i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    if [[ -n $option ]]; then
      [[ $word == = ]] || option=
      continue
    fi
    case "$command $word" in
${valueOptions(nodes)}
      option="$command $word" ;;
    ${patterns(below)})
      command="$command $word" ;;
    *' -'*) ;;
    *)
      place=$((place + 1)) ;;
    esac
  done
  [[ $current == = ]] && current=

  local kind=none words=
  case "$option" in
  '')
    case "$command $place" in
${nodes.flatMap(placeCases).join('\n')}
    esac
    if [[ $current == -* || $kind == none ]]; then
      kind=words
      case "$command" in
${nodes.map(optionCase).join('\n')}
      esac
    fi ;;
${nodes.flatMap(optionValueCases).join('\n')}
  esac

  local IFS=$'\\n'
  COMPREPLY=()
  case $kind in
  words) IFS=$' \\n' COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
  # readline itself completes paths best; an old bash, which cannot be told so here, lists them.
  file) compopt -o default 2>/dev/null || COMPREPLY=($(compgen -f -- "$current")) ;;
  folder) compopt -o dirnames 2>/dev/null || COMPREPLY=($(compgen -d -- "$current")) ;;
  esac
}
complete -F _${root.name} ${root.name}
`;
}

/** The options that take a value, each behind its command. */
function valueOptions(nodes: readonly CommandNode[]): string {
  const paths = nodes.flatMap(({ path, options }) =>
    options.filter(({ value }) => value !== undefined).flatMap(({ names }) => names.map((name) => `${path} ${name}`)),
  );
  return `    ${patterns(paths)})`;
}

/** What may stand at each place behind a command that is no option: a command below it, or a value. */
function placeCases({ path, commands, values }: CommandNode): readonly string[] {
  if (commands.length > 0)
    return [
      `    ${quote(`${path} 0`)}) ${offer(
        'words',
        commands.map(({ name }) => name),
      )} ;;`,
    ];
  return values.map((value, place) => `    ${quote(`${path} ${place}`)}) ${offerValue(value)} ;;`);
}

function optionCase({ path, options }: CommandNode): string {
  const names = options.filter(({ isOffered }) => isOffered).flatMap((option) => option.names);
  return `      ${quote(path)}) words=${quote(names.join(' '))} ;;`;
}

function optionValueCases({ path, options }: CommandNode): readonly string[] {
  return options.flatMap(({ names, value }: OptionNode) => {
    if (value === undefined || value.kind === 'anything') return [];
    return [`  ${patterns(names.map((name) => `${path} ${name}`))}) ${offerValue(value)} ;;`];
  });
}

function offerValue({ kind, words }: Value): string {
  return kind === 'anything' ? ':' : offer(kind, words);
}

function offer(kind: string, words: readonly string[]): string {
  return words.length === 0 ? `kind=${kind}` : `kind=${kind} words=${quote(words.join(' '))}`;
}

function patterns(texts: readonly string[]): string {
  return texts.map(quote).join(' | ');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
