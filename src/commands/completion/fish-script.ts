import { allCommands, type CommandNode, type OptionNode, type Value } from './command-tree.ts';

/**
 * The completion script for fish 3 and later. Its function tells which command is being typed, and how many words that are no
 * options stand behind it.
 */
export function fishScript(root: CommandNode): string {
  const nodes = allCommands(root);
  const below = nodes.flatMap(({ commands }) => commands.map(({ path }) => path));
  const taking = nodes.flatMap(({ path, options }) =>
    options.filter(({ value }) => value !== undefined).flatMap(({ names }) => names.map((name) => `${path} ${name}`)),
  );
  return `function __${root.name}_at --description 'Whether a command is being typed, and which of its words'
    set -l words (commandline -opc)
    set -l command ${root.name}
    set -l place 0
    set -l skips 0
    for word in $words[2..-1]
        if test $skips = 1
            set skips 0
            continue
        end
        switch "$command $word"
            case ${taking.map(quote).join(' ')}
                set skips 1
            case ${below.map(quote).join(' ')}
                set command "$command $word"
            case '* -*'
            case '*'
                set place (math $place + 1)
        end
    end
    test "$command" = $argv[1]; and test (count $argv) = 1 -o "$place" = "$argv[2]"
end

complete -c ${root.name} -f
${nodes.flatMap((node) => linesOf(root.name, node)).join('\n')}
`;
}

function linesOf(program: string, { path, options, values, commands }: CommandNode): readonly string[] {
  const line = (place: readonly number[], rest: readonly string[]): string => {
    const condition = [`__${program}_at`, quote(path), ...place].join(' ');
    return ['complete', '-c', program, '-n', `"${condition}"`, ...rest].join(' ');
  };
  return [
    ...commands.map(({ name, summary }) => line([0], ['-a', quote(name), '-d', quote(summary)])),
    ...values.flatMap((value, place) => (value.kind === 'anything' ? [] : [line([place], offer(value))])),
    ...options.filter(({ isOffered }) => isOffered).map((option) => line([], optionWords(option))),
  ];
}

function optionWords({ names, description, value }: OptionNode): readonly string[] {
  const named = names.flatMap((name) => (name.startsWith('--') ? ['-l', name.slice(2)] : ['-s', name.slice(1)]));
  const expected = value === undefined ? [] : ['-r', ...offer(value)];
  return [...named, ...expected, '-d', quote(description)];
}

function offer({ kind, words }: Value): readonly string[] {
  switch (kind) {
    case 'words':
      return ['-f', '-a', quote(words.join(' '))];
    case 'file':
      return ['-F'];
    case 'folder':
      return ['-f', '-a', quote('(__fish_complete_directories (commandline -ct))')];
    case 'anything':
      return ['-f'];
  }
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
