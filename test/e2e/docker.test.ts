import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith } from '../helpers/describe-with.ts';
import { runCommand, runOrThrow } from '../helpers/run-command.ts';
import { commitWorkingTree, missingGitTree, PROJECT_ROOT } from '../helpers/working-tree.ts';

const BASE = 'node:24-bookworm-slim';
const IMAGE = `diabetes-test-${process.pid}`;
const MAX_BYTES_OVER_BASE = 5_000_000;

async function missingDocker(): Promise<string | undefined> {
  const server = await runCommand(['docker', 'version', '--format', '{{.Server.Version}}']);
  if (server.exitCode !== 0) return 'no Docker engine answers';
  const present = await runCommand(['docker', 'image', 'inspect', BASE]);
  const isThere = present.exitCode === 0 || (await runCommand(['docker', 'pull', '--quiet', BASE])).exitCode === 0;
  return isThere ? undefined : `the Docker engine has no ${BASE}`;
}

describeWith((await missingDocker()) ?? (await missingGitTree()), 'the container image', () => {
  let folder: string;
  let project: string;
  const diabetes = (...args: string[]) =>
    runOrThrow([process.execPath, join(PROJECT_ROOT, 'bin/diabetes.js'), ...args], { cwd: project });
  const build = () => runCommand(['docker', 'build', '--tag', IMAGE, project]);
  const runImage = (...args: string[]) =>
    runCommand(['docker', 'run', '--rm', '--network', 'none', '--read-only', IMAGE, ...args]);

  /** What the build says without a model. */
  let refused: Awaited<ReturnType<typeof build>>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'docker-'));
    project = join(folder, 'project');
    await commitWorkingTree(project);
    refused = await build();
    await diabetes('train', '--no-track', '--set', 'data.synthetic_rows=4000', '--set', 'train.epochs=1');
    const { exitCode, stdout, stderr } = await build();
    if (exitCode !== 0) throw new Error(stdout + stderr);
  }, 600_000);
  afterAll(async () => {
    await runCommand(['docker', 'image', 'rm', '--force', IMAGE]);
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  it('is not built without a model', () => {
    expect(refused.exitCode).not.toBe(0);
    expect(refused.stdout + refused.stderr).toContain('run diabetes train first');
  });

  it('predicts what the program outside it predicts, with no network and nowhere to write', async () => {
    const question = ['predict', '--age', '52', '--bmi', '31', '--json'];
    const { exitCode, stdout } = await runImage(...question);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(await diabetes(...question)));
  }, 60_000);

  it('shows its help when nothing is asked', async () => {
    const { exitCode, stdout } = await runImage();
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Usage: diabetes /);
  }, 60_000);

  it.each([['train'], ['evaluate'], ['track', 'report', 'page.html']])(
    'says that it cannot %s',
    async (...command) => {
      const { exitCode, stderr } = await runImage(...command);
      expect(exitCode).not.toBe(0);
      expect(stderr).toContain('this image can predict, but neither train, nor evaluate, nor draw reports');
    },
    60_000,
  );

  it('belongs to a user by number, and is little more than Node', async () => {
    const inspect = async (image: string, format: string) =>
      (await runOrThrow(['docker', 'image', 'inspect', '--format', format, image])).trim();
    expect(await inspect(IMAGE, '{{.Config.User}}')).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    const [size, base] = await Promise.all([inspect(IMAGE, '{{.Size}}'), inspect(BASE, '{{.Size}}')]);
    expect(Number(size) - Number(base)).toBeLessThan(MAX_BYTES_OVER_BASE);
  }, 60_000);
});
