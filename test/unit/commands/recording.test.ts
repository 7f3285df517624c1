import { describe, expect, it } from '@jest/globals';
import { surroundingsOf } from '../../../src/commands/provenance.ts';
import { runLabels, type RunOptions } from '../../../src/commands/recording/run-options.ts';
import { surroundingTags } from '../../../src/commands/recording/run-tags.ts';
import { fakeContext } from '../../helpers/fake-context.ts';

describe('what a person says of a run', () => {
  const labels = (options: Partial<RunOptions>) => runLabels({ track: true, tag: [], ...options });

  it('is a name, an experiment and tags; of two values for one key, the last', async () => {
    expect(await labels({})).toEqual({ tags: {} });
    const tag = [
      ['team', 'lung'],
      ['team', 'heart'],
      ['mlflow.note.content', ''],
    ] as const;
    expect(await labels({ experiment: 'a/b', runName: 'night', tag })).toEqual({
      tags: { team: 'heart', 'mlflow.note.content': '', 'mlflow.runName': 'night' },
      experiment: 'a/b',
    });
  });

  it.each([
    [{ tag: [['a?', 'x']] }, '--tag', 'the key of a tag is "a?": it must be of letters'],
    [{ tag: [['../a', 'x']] }, '--tag', 'a path that leads to itself'],
    [{ tag: [['a', 'x'.repeat(8001)]] }, '--tag', 'at most 8,000 characters'],
    [{ tag: [['diabetes.run_id', 'x']] }, '--tag', "--tag diabetes.run_id is the program's own"],
    [{ tag: [['seed', '1']] }, '--tag', "--tag seed is the program's own"],
    [{ tag: [['error', 'none']] }, '--tag', "--tag error is the program's own"],
    [{ runName: ' ' }, '--run-name', 'a text that is not empty'],
    [{ runName: 'x'.repeat(251) }, '--run-name', 'at most 250 characters'],
    [{ experiment: '' }, '--experiment', 'a text that is not empty'],
    [{ experiment: 'x'.repeat(501) }, '--experiment', 'at most 500 characters'],
  ] as const)('is refused where MLflow would refuse it: %#', async (options, option, message) => {
    await expect(labels(options)).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining(message),
      hint: `Correct ${option}; nothing was done.`,
    });
  });
});

describe('what is known of the surroundings of a run', () => {
  const tagsOf = async (git: string | null, environment: Record<string, string> = {}) => {
    const exitCode = git === null ? 128 : 0;
    const runProcess = () => Promise.resolve({ exitCode, stdout: git ?? '', stderr: '' });
    const context = fakeContext({ environment, runProcess });
    return surroundingTags(await surroundingsOf(context), context);
  };

  it('is program, user, commit and branch', async () => {
    expect(await tagsOf('abc\nmain\n')).toEqual({
      program: 'diabetes-mlops 1.2.3',
      node: process.version,
      user: expect.any(String),
      git_commit: 'abc',
      git_branch: 'main',
    });
  });

  it.each([
    ['abc\nHEAD\n', { git_commit: 'abc' }],
    [null, {}],
  ])('is less without a branch or a repository: %j', async (git, expected) => {
    const { program: _, node: _node, user: _user, ...rest } = await tagsOf(git);
    expect(rest).toEqual(expected);
  });

  it('is that a job of CI did it', async () => {
    expect(await tagsOf(null, { CI: 'true' })).toMatchObject({ 'mlflow.source.type': 'JOB' });
    for (const CI of ['', '0', 'false']) expect(await tagsOf(null, { CI })).not.toHaveProperty(['mlflow.source.type']);
  });

  it('is what DVC says', async () => {
    const environment = { DVC_STAGE: 'train', DVC_EXP_NAME: 'loud-owl', DVC_EXP_BASELINE_REV: 'ffff', DVC_ROOT: '/x' };
    const dvc = { dvc_stage: 'train', dvc_exp_name: 'loud-owl', dvc_exp_baseline_rev: 'ffff' };
    expect(await tagsOf(null, environment)).toMatchObject(dvc);
    expect(Object.keys(await tagsOf(null, { DVC_STAGE: 'train', DVC_EXP_NAME: '' }))).toContain('dvc_stage');
    expect(Object.keys(await tagsOf(null, { DVC_STAGE: 'train', DVC_EXP_NAME: '' }))).not.toContain('dvc_exp_name');
  });
});
