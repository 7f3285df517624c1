import { describe, expect, it } from '@jest/globals';
import type { ProcessOptions } from '../../../src/foundation/process-runner.ts';
import { addArgs, createDvc, createGit, pullArgs, pushArgs } from '../../../src/versioning/dvc-command.ts';

/** The error of a DVC that ended with these words on stderr, each recorded from DVC 3.67. */
async function failureOf(stderr: string): Promise<unknown> {
  const dvc = createDvc(() => Promise.resolve({ exitCode: 1, stdout: '', stderr }), {});
  return dvc(['pull']).catch((error: unknown) => error);
}

describe('the arguments of DVC', () => {
  it('hold a path or a remote as it is', () => {
    expect(addArgs('-it\'s $a "b".csv')).toEqual(['add', '--', '-it\'s $a "b".csv']);
    expect(pushArgs('storage')).toEqual(['push', '--remote', 'storage']);
    expect(pullArgs('storage')).toEqual(['pull', '--remote', 'storage']);
  });
});

describe('createDvc and createGit', () => {
  it('run in the folder, end with the signal, and leave statistics and patterns out', async () => {
    const calls: (ProcessOptions | undefined)[] = [];
    const run = (_: unknown, options?: ProcessOptions) => {
      calls.push(options);
      return Promise.resolve({ exitCode: 0, stdout: '', stderr: '' });
    };
    const { signal } = new AbortController();
    await createDvc(run, { cwd: '/project', signal })(['--version']);
    await createGit(run, '/project')(['--version']);
    expect(calls).toEqual([
      { cwd: '/project', signal, env: { DVC_NO_ANALYTICS: '1' } },
      { cwd: '/project', env: { GIT_LITERAL_PATHSPECS: '1' } },
    ]);
  });
});

describe('a failure of DVC', () => {
  it.each([
    [
      `ERROR: unexpected error - s3 is supported, but requires 'dvc-s3' to be installed: No module named 'dvc_s3'

Having any troubles? Hit us up at https://dvc.org/support, we are always happy to help!`,
      "dvc pull failed: unexpected error - s3 is supported, but requires 'dvc-s3' to be installed: No module named 'dvc_s3'",
      'Install what reaches this kind of storage: pip install dvc-s3',
    ],
    [
      `ERROR: failed to pull data from the cloud - Can't remove the following unsaved files without confirmation. Use \`--force\` to force.
/project/data/raw/d.csv`,
      "dvc pull failed: Can't remove the following unsaved files without confirmation. Use `--force` to force.",
      'Keep your changes with `diabetes data version`, or give them up with `dvc checkout --force`; then fetch again.',
    ],
    [
      `WARNING: Some of the cache files do not exist neither locally nor on remote. Missing cache files:
md5: d632eba71107bf7bc3ec423eab256d78
ERROR: failed to pull data from the cloud - Checkout failed for following targets:
data/raw/d.csv
Is your cache up to date?
<https://error.dvc.org/missing-files>`,
      'dvc pull failed: Checkout failed for following targets:',
      'The remote does not hold these files: run `diabetes data push` where they are, then fetch again.',
    ],
    [
      `ERROR: Unable to acquire lock. Most likely another DVC process is running or was terminated abruptly.`,
      'dvc pull failed: Unable to acquire lock. Most likely another DVC process is running or was terminated abruptly.',
      'Wait until the other DVC has ended, then run this again.',
    ],
    [
      `'./dvc.yaml' is invalid.\n\nWhile parsing a flow node, in line 1`,
      `dvc pull failed: './dvc.yaml' is invalid.`,
      undefined,
    ],
  ])('%j is told with what helps', async (stderr, message, hint) => {
    expect(await failureOf(stderr)).toMatchObject({ code: 'TOOL_FAILED', message, hint });
  });
});
