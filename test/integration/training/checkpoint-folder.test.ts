import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCheckpoints } from '../../../src/pipeline/workflows/checkpoint-folder.ts';
import type { FitState } from '../../../src/pipeline/training/checkpoint.ts';

const [FIRST, SECOND] = ['a'.repeat(32), 'b'.repeat(32)];
const STATE: FitState = {
  step: 3,
  weights: Float32Array.of(1, 2),
  first: Float32Array.of(3, 4),
  second: Float32Array.of(5, 6),
  epochLoss: 0.5,
  history: [{ train_loss: 1, val_loss: 2, val_macro_f1: 0.5, learning_rate: 0.01 }],
};

let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'checkpoints-'));
  folder = join(root, '.diabetes', 'checkpoints');
});
afterEach(() => rm(root, { recursive: true, force: true }));

const open = (resume: boolean) => openCheckpoints(folder, 'key', resume);

/** Another training with the same key, of a run or of none, that came to its first checkpoint. */
async function leave(runId: string | null | undefined, resume = false): Promise<void> {
  const checkpoints = open(resume);
  if (runId !== undefined) checkpoints.belongTo(runId);
  await checkpoints.of('network').save(STATE);
}

describe('the checkpoints of a training', () => {
  it('are of nobody where there are none', async () => {
    expect(await open(true).interrupted()).toBeUndefined();
    expect(await open(true).of('network').load()).toBeUndefined();
  });

  it('are given back to who resumes, with the run that left them', async () => {
    await leave(FIRST);
    expect(await open(true).of('network').load()).toEqual(STATE);
    expect(await open(true).of('teacher').load()).toBeUndefined();
    expect(await open(true).interrupted()).toBe(FIRST);
    expect(await open(false).interrupted()).toBeUndefined();
    expect(await open(false).of('network').load()).toBeUndefined();
  });

  it('belong to a later training from its first own state on', async () => {
    await leave(FIRST);
    open(false).belongTo(SECOND);
    expect(await open(true).interrupted()).toBe(FIRST);
    await leave(SECOND);
    expect(await open(true).interrupted()).toBe(SECOND);
  });

  it('belong to no run when a training without a record went on', async () => {
    await leave(FIRST);
    await leave(null, true);
    expect(await open(true).interrupted()).toBeUndefined();
    expect(await open(true).of('network').load()).toEqual(STATE);
  });

  it('are of nobody where the run cannot be read', async () => {
    await leave(FIRST);
    await writeFile(join(folder, 'key', 'run'), 'nonsense');
    expect(await open(true).interrupted()).toBeUndefined();
  });

  it('leave nothing when the training is done', async () => {
    await leave(FIRST);
    await open(true).remove();
    expect(await readdir(root)).toEqual([]);
  });
});
