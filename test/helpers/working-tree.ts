import { existsSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand, runOrThrow } from './run-command.ts';

/** The project's folder, without a slash at its end. */
export const PROJECT_ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** Why there is no list of the project's own files, or undefined where there is one. */
export async function missingGitTree(): Promise<string | undefined> {
  const { exitCode } = await runCommand(['git', '-C', PROJECT_ROOT, 'rev-parse', '--is-inside-work-tree']);
  return exitCode === 0 ? undefined : 'the project is not a git checkout, or there is no git';
}

/**
 * Makes a git repository of the project as it would be committed now: its tracked and its new files, and no ignored one.
 *
 * @param target the repository's folder
 */
export async function commitWorkingTree(target: string): Promise<void> {
  const listed = await runOrThrow(['git', '-C', PROJECT_ROOT, 'ls-files', '-z', '-co', '--exclude-standard']);
  for (const file of listed.split('\0')) {
    // A file that was deleted and not yet committed is still listed.
    if (file === '' || !existsSync(join(PROJECT_ROOT, file))) continue;
    await mkdir(dirname(join(target, file)), { recursive: true });
    await copyFile(join(PROJECT_ROOT, file), join(target, file));
  }
  const git = (...args: string[]) => runOrThrow(['git', '-C', target, ...args]);
  await git('init', '--quiet');
  await git('config', 'user.name', 'Test');
  await git('config', 'user.email', 'test@localhost');
  await git('add', '--all');
  await git('commit', '--quiet', '--no-verify', '--message', 'The project as it stands');
}
