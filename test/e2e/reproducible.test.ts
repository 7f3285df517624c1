import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describeWith } from '../helpers/describe-with.ts';
import { diabetes, diabetesJson, missingBuild, PROGRAM } from '../helpers/diabetes.ts';
import { runCommand } from '../helpers/run-command.ts';

interface Trained {
  readonly bundleDigest: string;
  readonly weightsSha256: string;
  readonly backend: { readonly name: string };
  readonly metrics: { readonly test: { readonly roc_auc_any: number } };
}

/** Enough rows that the second shard gets a thread, and steps that a signal can meet. */
const TRAIN = [
  ['train', '--no-track', '--set', 'data.synthetic_rows=45000'],
  ['--set', 'train.epochs=2', '--set', 'train.teacher_epochs=1'],
].flat();

const oneProcessor =
  missingBuild ??
  (availableParallelism() < 2 ? 'one processor' : undefined) ??
  (spawnSync('taskset', ['--version']).error === undefined ? undefined : 'no taskset');

let cwd: string;
let whole: Trained;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'reproducible-'));
  if (missingBuild === undefined) whole = await diabetesJson<Trained>([...TRAIN, '--out', 'whole'], { cwd });
}, 120_000);
afterAll(() => rm(cwd, { recursive: true, force: true }));

describeWith(missingBuild, 'a training that is interrupted and resumed', () => {
  it.each(['"type":"stage-started","stage":"teach"', '"type":"epoch-completed","stage":"fit","epoch":1,"epochs":2'])(
    'ends in the same bytes (stopped after %s)',
    async (moment) => {
      rmSync(join(cwd, '.diabetes'), { recursive: true, force: true });
      const child = spawn(process.execPath, [PROGRAM, ...TRAIN, '--out', 'resumed', '--json'], {
        cwd,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      const ended = once(child, 'close');
      for await (const line of createInterface({ input: child.stderr })) {
        if (line.includes(moment)) child.kill('SIGINT');
      }
      expect(await ended).toEqual([130, null]);
      expect(readdirSync(join(cwd, '.diabetes/checkpoints'))).toHaveLength(1);

      const resumed = await diabetesJson<Trained>([...TRAIN, '--out', 'resumed', '--resume'], { cwd });
      expect(resumed.bundleDigest).toBe(whole.bundleDigest);
      expect(readdirSync(cwd)).not.toContain('.diabetes');
    },
    120_000,
  );
});

describeWith(oneProcessor, 'a training on one processor', () => {
  it('gives the same bytes as one on two', async () => {
    const argv = [process.execPath, PROGRAM, ...TRAIN, '--out', 'alone', '--json'];
    const { exitCode, stdout, stderr } = await runCommand(['taskset', '-c', '0', ...argv], { cwd });
    expect([exitCode, stderr.includes('"type":"error"')]).toEqual([0, false]);
    expect((JSON.parse(stdout) as Trained).bundleDigest).toBe(whole.bundleDigest);
  }, 120_000);
});

describeWith(missingBuild, 'other ways to train', () => {
  const SMALL = ['train', '--no-track', '--set', 'data.synthetic_rows=4000', '--set', 'train.epochs=1'];

  it('trains twice under --verify-repro', async () => {
    const { exitCode, stderr } = await diabetes([...SMALL, '--out', 'twice', '--verify-repro', '--json'], { cwd });
    expect(exitCode).toBe(0);
    expect(stderr.match(/"type":"stage-completed","stage":"fit"/g)).toHaveLength(2);
  }, 120_000);

  it('says that training diverged, and keeps the old model', async () => {
    const diverging = ['--set', 'train.learning_rate=1e38', '--set', 'train.teacher_share=0'];
    const { exitCode, stderr } = await diabetes([...SMALL, ...diverging, '--out', 'whole', '--json'], { cwd });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('"code":"TRAINING_DIVERGED"');
    expect((await diabetes(['predict', '--age', '50', '--model', 'whole'], { cwd })).exitCode).toBe(0);
  }, 120_000);
});

const missingNative = spawnSync(process.execPath, ['-e', 'require("@tensorflow/tfjs-node")'], {
  cwd: join(PROGRAM, '../..'),
});

describeWith(
  missingBuild ?? (missingNative.status === 0 ? undefined : 'no native TensorFlow library'),
  'a training on the native backend',
  () => {
    it('is as good, and repeats to the byte', async () => {
      const native = [...TRAIN, '--backend', 'node'];
      const first = await diabetesJson<Trained>([...native, '--out', 'native-1'], { cwd });
      const second = await diabetesJson<Trained>([...native, '--out', 'native-2'], { cwd });
      expect(first.backend.name).toBe('node');
      expect(second.bundleDigest).toBe(first.bundleDigest);
      expect(Math.abs(first.metrics.test.roc_auc_any - whole.metrics.test.roc_auc_any)).toBeLessThan(0.005);
    }, 120_000);
  },
);
