import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith } from '../helpers/describe-with.ts';
import { diabetesJson, missingBuild, PROGRAM } from '../helpers/diabetes.ts';
import { runCommand } from '../helpers/run-command.ts';
import { KEYS, missingTerminal, openTerminal } from '../helpers/terminal.ts';
import { PROJECT_ROOT } from '../helpers/working-tree.ts';

const README = readFileSync(join(PROJECT_ROOT, 'README.md'), 'utf8');

/** Every line that the README tells people to type, without the installation that the package test does. */
const COMMANDS = [...README.matchAll(/```sh\n([^]*?)```/g)]
  .flatMap(([, block]) => block!.trim().split('\n'))
  .map((line) => line.replace('npm ci && ', ''))
  .filter((line) => line.startsWith('npx diabetes '));

/** Those that ask questions. */
const ASKING = COMMANDS.filter((line) => line.includes(' --interactive'));

/** Few rows and epochs: the commands are run as they stand. */
const QUICK_PARAMS = `
data: { synthetic_rows: 3000 }
train: { epochs: 1, hidden: [8], teacher_epochs: 1, teacher_hidden: [8] }
`;

describeWith(missingBuild, 'what the README says', () => {
  let cwd: string;
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'readme-'));
    await writeFile(join(cwd, 'params.yaml'), QUICK_PARAMS);
    await diabetesJson(['data', 'split'], { cwd });
    const rows = await readFile(join(cwd, 'data/prepared/train.csv'), 'utf8');
    await writeFile(join(cwd, 'survey.csv'), rows);
    await writeFile(join(cwd, 'people.csv'), rows.split('\n').slice(0, 5).join('\n'));
    await diabetesJson(['train'], { cwd });
    await diabetesJson(['train', '--out', 'models/mine', '--seed', '7'], { cwd });
  }, 60_000);
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  it('is more than a handful of commands', () => {
    expect(COMMANDS.length).toBeGreaterThan(8);
  });

  // One test, since what is typed goes on from what was typed before it, and tests run in a random order.
  it('can be typed from top to bottom', async () => {
    const env = { ...process.env, NODE: process.execPath, PROGRAM };
    for (const line of COMMANDS.filter((line) => !ASKING.includes(line))) {
      const typed = line.replace('npx diabetes', '"$NODE" "$PROGRAM"');
      const { exitCode, stderr } = await runCommand(['sh', '-c', typed], { cwd, env });
      const error = /Error:[^]*/.exec(stderr)?.[0];
      expect({ line, exitCode, error }).toEqual({ line, exitCode: 0, error: undefined });
    }
  }, 240_000);

  describeWith(missingTerminal, 'in a terminal', () => {
    for (const line of ASKING) {
      it(`can be typed and answered: ${line}`, async () => {
        const argv = [process.execPath, PROGRAM, ...line.split(' ').slice(2)];
        const terminal = openTerminal(argv, { cwd, env: { ...process.env, TERM: 'xterm' } });
        await terminal.see('Question 1 of');
        terminal.press('1', KEYS.ctrlX);
        const { exitCode, stdout } = await terminal.ended();
        expect([exitCode, stdout.includes('Predicted')]).toEqual([0, true]);
      });
    }
  });
});
