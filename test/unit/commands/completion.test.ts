import { describe, expect, it } from '@jest/globals';
import { Argument, Command, Option } from 'commander';
import { main } from '../../../src/cli/main.ts';
import { bashScript } from '../../../src/commands/completion/bash-script.ts';
import { describeCommand } from '../../../src/commands/completion/command-tree.ts';
import { fishScript } from '../../../src/commands/completion/fish-script.ts';
import { zshScript } from '../../../src/commands/completion/zsh-script.ts';
import { collect, WordOption } from '../../../src/commands/option-values.ts';
import { fakeContext } from '../../helpers/fake-context.ts';

function exampleProgram(): Command {
  const bake = new Command('bake')
    .summary("bake it: it's [hot]")
    .option('--set <key=value>', 'may be repeated', collect)
    .option('-o, --out <file>', 'where it goes')
    .option('--in <dir>', 'where it comes from')
    .addOption(new Option('--soft', 'soft').hideHelp(false))
    .addOption(new Option('--no-soft', 'hard').hideHelp())
    .addOption(new Option('--old-out <file>', 'the same as --out').hideHelp())
    .addOption(new WordOption('--heat <word>', 'how hot', ['low', 'high']))
    .addArgument(new Argument('<cake>', 'which').choices(['plain', 'nut']))
    .argument('[path]', 'where');
  return new Command('oven').addCommand(bake);
}

describe('the tree of commands', () => {
  const [bake] = describeCommand(exampleProgram()).commands;
  const option = (name: string) => bake!.options.find(({ names }) => names.includes(name));

  it('tells what each value may be', () => {
    expect(bake).toMatchObject({ name: 'bake', path: 'oven bake', summary: "bake it: it's [hot]" });
    expect(bake!.values).toEqual([
      { name: 'cake', kind: 'words', words: ['plain', 'nut'] },
      { name: 'path', kind: 'file', words: [] },
    ]);
    expect(option('--out')).toMatchObject({ names: ['-o', '--out'], value: { name: 'file', kind: 'file' } });
    expect(option('--in')).toMatchObject({ value: { kind: 'folder' } });
    expect(option('--heat')).toMatchObject({ value: { kind: 'words', words: ['low', 'high'] } });
    expect(option('--set')).toMatchObject({ value: { kind: 'anything' }, isRepeatable: true });
    expect(option('--soft')).not.toHaveProperty('value');
  });

  it('offers what help shows and the other half of a pair, and knows the rest', () => {
    const offered = bake!.options.filter(({ isOffered }) => isOffered).flatMap(({ names }) => names);
    expect(offered.sort()).toEqual(
      ['--heat', '--help', '--in', '--no-soft', '--out', '--set', '--soft', '-h', '-o'].sort(),
    );
    expect(option('--old-out')).toMatchObject({ isOffered: false, value: { kind: 'file' } });
  });
});

describe('a script', () => {
  const tree = describeCommand(exampleProgram());

  it('escapes what its shell would read', () => {
    expect(fishScript(tree)).toContain(`-a 'bake' -d 'bake it: it\\'s [hot]'`);
    expect(zshScript(tree)).toContain(`'bake:bake it: it'\\''s [hot]'`);
    expect(bashScript(tree)).toContain(`'oven bake --heat') kind=words words='low high' ;;`);
  });
});

describe('diabetes completion', () => {
  async function run(...argv: string[]) {
    const context = fakeContext({ argv });
    const exitCode = await main(context);
    const { stdout, stderr } = context.streams.written;
    return { exitCode, stdout: stdout(), stderr: stderr() };
  }

  it.each([['bash'], ['zsh'], ['fish']])(
    'knows every command and the flags of the built-in survey: %s',
    async (shell) => {
      const { exitCode, stdout, stderr } = await run('completion', shell);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      for (const word of ['fit-synth', 'general-health', 'very-good', 'no-smoker', 'verify-repro', 'wasm', 'doctor']) {
        expect(stdout).toContain(word);
      }
    },
  );

  it('is a document under --json', async () => {
    const { stdout } = await run('completion', 'fish', '--json');
    const { script, ...document } = JSON.parse(stdout) as Record<string, unknown>;
    expect(document).toEqual({ schemaVersion: 1, command: 'completion', shell: 'fish' });
    expect(script).toBe((await run('completion', 'fish')).stdout);
  });

  it('says in its help how each shell gets it', async () => {
    const { stdout } = await run('completion', '--help');
    for (const part of ['~/.bashrc', '~/.zshrc', '~/.config/fish/completions/diabetes.fish']) {
      expect(stdout).toContain(part);
    }
  });

  it.each([
    [['completion', 'tcsh'], 'allowed choices are bash, zsh, fish'],
    [['completion'], "argument 'shell'"],
  ])('refuses %j', async (argv, message) => {
    const { exitCode, stdout, stderr } = await run(...argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});
