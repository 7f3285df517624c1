import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith } from '../helpers/describe-with.ts';
import { diabetes, missingBuild } from '../helpers/diabetes.ts';
import { runCommand, runOrThrow } from '../helpers/run-command.ts';
import { PROJECT_ROOT } from '../helpers/working-tree.ts';

type Shell = 'bash' | 'zsh' | 'fish';

/** What stands on the line, and what is offered there; a word behind `...` is one of them. */
const CASES: readonly (readonly [line: string, offered: readonly string[]])[] = [
  ['diabetes tr', ['track', 'train']],
  ['diabetes ', ['completion', 'data', 'doctor', 'help', 'init', 'predict', 'train', '...']],
  ['diabetes --js', ['--json']],
  ['diabetes --json tr', ['track', 'train']],
  ['diabetes data ', ['fit-synth', 'help', 'split', '...']],
  ['diabetes data sp', ['split']],
  ['diabetes track ', ['best', 'diff', 'help', 'list', '...']],
  ['diabetes track best --mi', ['--minimize']],
  ['diabetes data split --da', ['--data']],
  ['diabetes data fit-synth --out x --sch', ['--schema']],
  ['diabetes help pre', ['predict']],
  ['diabetes completion ', ['bash', 'fish', 'zsh']],
  ['diabetes completion f', ['fish']],
  ['diabetes init --fo', ['--force']],
  ['diabetes train --ver', ['--verbose', '--verify-repro']],
  ['diabetes train --no-tr', ['--no-track']],
  ['diabetes train --backend ', ['auto', 'cpu', 'node', 'wasm']],
  ['diabetes train --backend wa', ['wasm']],
  ['diabetes train --out m --resume --back', ['--backend']],
  ['diabetes train --out train --resu', ['--resume']],
  ['diabetes train --data su', ['survey.csv', 'surveys']],
  ['diabetes train --out su', ['surveys']],
  ['diabetes train --seed ', []],
  ['diabetes predict --no-smo', ['--no-smoker']],
  ['diabetes predict --general-health ', ['excellent', 'fair', 'good', 'poor', 'very-good']],
  ['diabetes predict --gen', ['--general-health']],
  ['diabetes predict --sex f', ['female']],
  ['diabetes predict --age ', []],
  ['diabetes predict --age 52 --hea', ['--healthcare', '--heart-disease', '--heavy-drinking']],
  ['diabetes predict --gen-hlth fair --inp', ['--input']],
];

/** bash divides a line itself; here as readline does it, at spaces and `=`. */
const BASH = `
source "$1"
words=(\${2//=/ = })
[[ $2 == *' ' || $2 == *= ]] && words+=('')
COMP_WORDS=("\${words[@]}") COMP_CWORD=$((\${#words[@]} - 1))
_diabetes
printf '%s\\n' "\${COMPREPLY[@]}"
`;

/** Prints what a shell offers at the end of a line. */
const PROGRAMS: Readonly<Record<Shell, (script: string, line: string) => [string, ...string[]]>> = {
  bash: (script, line) => ['bash', '--norc', '-c', BASH, 'bash', script, line],
  zsh: (script, line) => ['zsh', '-f', join(PROJECT_ROOT, 'test/fixtures/complete.zsh'), script, line],
  fish: (script, line) => ['fish', '--no-config', '-c', 'source $argv[1]; complete -C $argv[2]', script, line],
};

const SHELLS: readonly Shell[] = ['bash', 'zsh', 'fish'];
const versions = await Promise.all(SHELLS.map((shell) => runCommand([shell, '--version'])));

describe.each(SHELLS.map((shell, i) => [shell, versions[i]!.exitCode] as const))('in %s', (shell, found) => {
  let folder: string;
  let script: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'completion-'));
    script = join(folder, `script.${shell}`);
    await mkdir(join(folder, 'work/surveys'), { recursive: true });
    await writeFile(join(folder, 'work/survey.csv'), '');
    await writeFile(script, (await diabetes(['completion', shell])).stdout);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function offered(line: string): Promise<readonly string[]> {
    const output = await runOrThrow(PROGRAMS[shell](script, line), { cwd: join(folder, 'work') });
    // fish adds a description behind a tab, and a slash to folders.
    const words = output.split('\n').map((word) => word.split('\t')[0]!.replace(/\/$/, ''));
    return words.filter((word) => word !== '').sort();
  }

  describeWith(missingBuild ?? (found === 0 ? undefined : `there is no ${shell}`), 'the script', () => {
    it('is valid', async () => {
      expect(await runCommand([shell, '-n', script])).toMatchObject({ exitCode: 0, stderr: '' });
    });

    it.each(CASES)('completes %j', async (line, expected) => {
      const words = await offered(line);
      if (expected.includes('...')) expect(words).toEqual(expect.arrayContaining(expected.slice(0, -1)));
      else expect(words).toEqual(expected);
    });

    it('completes a value behind an equals sign', async () => {
      const words = await offered('diabetes predict --sex=f');
      expect(words.map((word) => word.replace('--sex=', ''))).toEqual(['female']);
    });
  });
});
