import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { secondSurveyRows } from '../fixtures/second-survey/make-rows.ts';
import { describeWith } from '../helpers/describe-with.ts';
import { diabetesJson, missingBuild, PROGRAM, QUICK } from '../helpers/diabetes.ts';
import { snapshotFolder } from '../helpers/snapshot-folder.ts';
import { PROJECT_ROOT } from '../helpers/working-tree.ts';

const SCHEMA = join(PROJECT_ROOT, 'test/fixtures/second-survey/schema.yaml');
const TRAIN = ['train', '--schema', SCHEMA, '--data', 'rows.csv', '--out', 'model', ...QUICK];
/** Far more epochs than any test waits for. */
const LONG = [...TRAIN, '--set', 'train.epochs=100000', '--json'];

interface Running {
  readonly child: ChildProcess;
  /** Every line of stderr so far. */
  readonly lines: string[];
  readonly ended: Promise<[exitCode: number | null, signal: string | null]>;
}

describeWith(missingBuild, 'a training that is told to stop', () => {
  let cwd: string;
  let old: readonly string[];
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'signals-'));
    await writeFile(join(cwd, 'rows.csv'), secondSurveyRows(400, 7));
    await diabetesJson([...TRAIN, '--no-track'], { cwd });
  }, 60_000);
  afterAll(() => rm(cwd, { recursive: true, force: true }));
  beforeEach(async () => {
    old = await snapshotFolder(join(cwd, 'model'));
  });
  afterEach(() => rm(join(cwd, '.diabetes'), { recursive: true, force: true }));

  /** A training that has come to its third epoch, so that the signal meets it at work. */
  async function startTraining(): Promise<Running> {
    const child = spawn(process.execPath, [PROGRAM, ...LONG], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    const ended = once(child, 'close') as Running['ended'];
    const lines: string[] = [];
    const reader = createInterface({ input: child.stderr });
    await new Promise<void>((resolve, reject) => {
      reader.on('line', (line) => {
        lines.push(line);
        if (line.includes('"epoch":3,')) resolve();
      });
      reader.on('close', () => {
        reject(new Error(`it ended too early:\n${lines.join('\n')}`));
      });
    });
    return { child, lines, ended };
  }

  async function runStatus(): Promise<unknown> {
    const [id] = await readdir(join(cwd, '.diabetes/runs'));
    const events = (await readFile(join(cwd, '.diabetes/runs', id!, 'events.jsonl'), 'utf8')).trimEnd().split('\n');
    return (JSON.parse(events.at(-1)!) as { status?: string }).status;
  }

  /** The old bundle as it was, and nothing beside it. */
  async function expectUntouched(): Promise<void> {
    expect(await snapshotFolder(join(cwd, 'model'))).toEqual(old);
    expect((await readdir(cwd)).filter((name) => name !== '.diabetes').sort()).toEqual(['model', 'rows.csv']);
  }

  it.each([
    ['SIGINT', 130, 'INTERRUPTED'],
    ['SIGTERM', 143, 'TERMINATED'],
  ] as const)(
    'by %s ends with %i and leaves the old bundle',
    async (signal, expected, code) => {
      const { child, lines, ended } = await startTraining();
      child.kill(signal);
      expect(await ended).toEqual([expected, null]);
      expect(JSON.parse(lines.at(-1)!)).toMatchObject({ type: 'error', code, exitCode: expected });
      expect(lines.filter((line) => line.includes('"type":"error"'))).toHaveLength(1);
      expect(await runStatus()).toBe('KILLED');
      await expectUntouched();
    },
    30_000,
  );

  it('twice ends at once, even when it cannot stop by itself', async () => {
    const { child, ended } = await startTraining();
    child.kill('SIGSTOP');
    // Two of the same signal would be one while the process stands still.
    child.kill('SIGINT');
    child.kill('SIGTERM');
    child.kill('SIGCONT');
    const [exitCode, signal] = await ended;
    expect(signal).toBeNull();
    expect([130, 143]).toContain(exitCode);
    await expectUntouched();
  }, 30_000);

  it('by SIGKILL leaves the old bundle, and the next training replaces it', async () => {
    const { child, ended } = await startTraining();
    child.kill('SIGKILL');
    expect(await ended).toEqual([null, 'SIGKILL']);
    await expectUntouched();
    await diabetesJson([...TRAIN, '--no-track', '--seed', '9'], { cwd });
    expect(await snapshotFolder(join(cwd, 'model'))).not.toEqual(old);
  }, 30_000);

  it('while it waits for standard input stops, too', async () => {
    const argv = [PROGRAM, 'predict', '--model', 'model', '--person', '-'];
    const child = spawn(process.execPath, argv, { cwd, stdio: ['pipe', 'ignore', 'pipe'] });
    const ended = once(child, 'close') as Running['ended'];
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    // More than a pipe holds: once it is written the program is reading, and waits for the rest.
    await new Promise((resolve) => child.stdin.write(`{"trees": 1${' '.repeat(1_000_000)}`, resolve));
    child.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    expect(stderr).toBe('Error: interrupted\n');
  }, 30_000);
});
