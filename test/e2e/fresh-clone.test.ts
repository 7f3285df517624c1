import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith } from '../helpers/describe-with.ts';
import { createPlainEnvironment, missingRegistry, type PlainEnvironment } from '../helpers/npm-environment.ts';
import { runOrThrow } from '../helpers/run-command.ts';
import { commitWorkingTree, missingGitTree } from '../helpers/working-tree.ts';

describeWith((await missingGitTree()) ?? (await missingRegistry()), 'a fresh clone on a machine with only Node', () => {
  let folder: string;
  let clone: string;
  let plain: PlainEnvironment;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fresh-clone-'));
    clone = join(folder, 'clone');
    plain = await createPlainEnvironment(folder);
    await commitWorkingTree(join(folder, 'origin'));
  }, 60_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const type = (...argv: [string, ...string[]]) => runOrThrow(argv, { cwd: clone, env: plain.env });

  it('installs, trains and predicts with three commands', async () => {
    await runOrThrow(['git', 'clone', '--quiet', join(folder, 'origin'), clone], { env: plain.env });
    await type('npm', 'ci');

    const summary = await type('npx', 'diabetes', 'train');
    expect(summary).toContain('200,000 synthetic rows');

    const answer = await type('npx', 'diabetes', 'predict', '--age', '52', '--bmi', '31');
    for (const outcome of ['No diabetes', 'Prediabetes', 'Diabetes']) {
      expect(answer).toMatch(new RegExp(`^${outcome} .*\\d %$`, 'm'));
    }

    // Nothing of it is for git.
    expect(await type('git', 'status', '--porcelain')).toBe('');
  }, 600_000);
});
