import type { ProcessOptions, ProcessRunner } from '../foundation/process-runner.ts';
import { createToolRunner, type ToolRunner } from '../foundation/run-tool.ts';

/** Prints DVC's version; it needs no repository. */
export const VERSION_ARGS = ['--version'] as const;

/** Prints all of the repository's settings, one `key=value` a line. */
export const CONFIG_ARGS = ['config', '--list'] as const;

/** Prints what is not as it was recorded, as JSON. */
export const STATUS_ARGS = ['status', '--json'] as const;

/** Takes a file or folder into the cache and notes its checksum in `<path>.dvc`. */
export function addArgs(path: string): readonly string[] {
  return ['add', '--', path];
}

/** Sends what the cache holds of all data files and stage outputs to a remote. */
export function pushArgs(remote: string): readonly string[] {
  return ['push', '--remote', remote];
}

/** Brings all data files and stage outputs from a remote into the cache and into the workspace. */
export function pullArgs(remote: string): readonly string[] {
  return ['pull', '--remote', remote];
}

/** What to do where DVC is not installed. */
export const INSTALL_DVC = 'Install it: pip install dvc (https://dvc.org/doc/install).';

/** How DVC is called. Its own statistics about use are turned off. */
export function createDvc(run: ProcessRunner, options: ProcessOptions): ToolRunner {
  const tool = { program: 'dvc', install: INSTALL_DVC, advise };
  return createToolRunner(tool, run, { ...options, env: { DVC_NO_ANALYTICS: '1' } });
}

/** How git is called. A path with a star is that path and no pattern. */
export function createGit(run: ProcessRunner, cwd: string): ToolRunner {
  const tool = { program: 'git', install: 'Install it: https://git-scm.com/downloads.' };
  return createToolRunner(tool, run, { cwd, env: { GIT_LITERAL_PATHSPECS: '1' } });
}

/** What DVC 3 says in known troubles, and what helps. */
const ADVICE: readonly (readonly [words: RegExp, hint: string])[] = [
  [/requires '(dvc-\w+)' to be installed/, 'Install what reaches this kind of storage: pip install $1'],
  [
    /unsaved files/,
    'Keep your changes with `diabetes data version`, or give them up with `dvc checkout --force`; then fetch again.',
  ],
  [
    /Checkout failed|missing-files/,
    'The remote does not hold these files: run `diabetes data push` where they are, then fetch again.',
  ],
  [/is git-ignored/, 'git must see the .dvc file: let .gitignore say `folder/*` and then `!folder/*.dvc`.'],
  [/already tracked by SCM/, 'Take it out of git, without deleting it: git rm --cached FILE'],
  [/acquire lock|is busy/, 'Wait until the other DVC has ended, then run this again.'],
];

function advise(words: string): string | undefined {
  for (const [pattern, hint] of ADVICE) {
    const match = pattern.exec(words);
    if (match !== null) return hint.replace('$1', match[1] ?? '');
  }
  return undefined;
}
